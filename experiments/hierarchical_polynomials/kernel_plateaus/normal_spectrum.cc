#include "experiments/hierarchical_polynomials/kernel_plateaus/normal_spectrum.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "spectral/multiplicity.h"
#include "spectral/theta_quadrature.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

constexpr int kRadii = 16, kAngles = 160, kHarmonics = 24;
constexpr double kRounding = 1e-13;

struct Radii {
  Eigen::ArrayXd r, weight;
};

// Golub and Welsch for the weight of rho = r^2 / 2 ~ Gamma(d / 2).
Radii RadialRule(int d) {
  const double alpha = d / 2.0 - 1;
  Eigen::VectorXd diagonal(kRadii), beside(kRadii - 1);
  for (int i = 0; i < kRadii; ++i) diagonal(i) = 2 * i + alpha + 1;
  for (int i = 1; i < kRadii; ++i) beside(i - 1) = std::sqrt(i * (i + alpha));
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal, beside);
  return {(2 * solver.eigenvalues().array()).sqrt(), solver.eigenvectors().row(0).transpose().array().square()};
}

// Of the energy of |x|^m Y_l, the part at Hermite degree l + 2 i.
std::vector<double> PartsByDegree(int m, int l, int d) {
  const int a = (m - l) / 2;
  std::vector<double> log_parts(static_cast<std::size_t>(a + 1));
  for (int i = 0; i <= a; ++i) {
    log_parts[static_cast<std::size_t>(i)] =
        -2 * std::lgamma(a - i + 1) - std::lgamma(i + 1) - std::lgamma(l + d / 2.0 + i);
  }
  const double largest = *std::max_element(log_parts.begin(), log_parts.end());
  double sum = 0;
  for (double& part : log_parts) sum += part = std::exp(part - largest);
  for (double& part : log_parts) part /= sum;
  return log_parts;
}

}  // namespace

std::vector<double> HarmonicEnergies(const std::vector<double>& degree_energies, int d) {
  const int m = static_cast<int>(degree_energies.size()) - 1;
  const double all = std::accumulate(degree_energies.begin(), degree_energies.end(), 0.0);
  std::vector<double> left = degree_energies, energies(left.size());
  for (int l = 0; l <= m; ++l) {
    const auto at = static_cast<std::size_t>(l);
    if ((m - l) % 2 != 0) {
      if (left[at] != 0) throw std::domain_error("HarmonicEnergies: degree " + std::to_string(l) + " is not 0");
      continue;
    }
    const std::vector<double> parts = PartsByDegree(m, l, d);
    energies[at] = left[at] / parts[0];
    if (energies[at] < -1e-12 * all) {
      throw std::domain_error("HarmonicEnergies: negative at degree " + std::to_string(l) + ", " +
                              fmt::to_string(energies[at]));
    }
    energies[at] = std::max(energies[at], 0.0);
    for (std::size_t i = 0; i < parts.size(); ++i) left[at + 2 * i] -= parts[i] * energies[at];
  }
  return energies;
}

spectral::LearningProblem NormalProblem(const std::function<double(double, double, double)>& kernel, int d,
                                        const std::vector<double>& harmonic_energies) {
  const int m = static_cast<int>(harmonic_energies.size()) - 1, l_max = std::max(m, kHarmonics);
  const double all = std::accumulate(harmonic_energies.begin(), harmonic_energies.end(), 0.0);
  const Radii radii = RadialRule(d);
  std::vector<Eigen::MatrixXd> radial(static_cast<std::size_t>(l_max + 1), Eigen::MatrixXd(kRadii, kRadii));
  std::vector<double> noise(radial.size());  // squares of Frobenius norms
  double trace = 0;
  for (int i = 0; i < kRadii; ++i) {
    trace += radii.weight(i) * kernel(radii.r(i), radii.r(i), 0);
    for (int j = 0; j <= i; ++j) {
      const auto by_degree = spectral::ThetaQuadrature<double>(
          [&](double angle) { return kernel(radii.r(i), radii.r(j), angle); }, d - 1, l_max, kAngles);
      for (int l = 0; l <= l_max; ++l) {
        const auto at = static_cast<std::size_t>(l);
        const double weight = std::sqrt(radii.weight(i) * radii.weight(j)), floor = weight * by_degree.floor[at];
        radial[at](i, j) = radial[at](j, i) = weight * by_degree.mu[at];
        noise[at] += (i == j ? 1 : 2) * floor * floor;
      }
    }
  }
  const Eigen::VectorXd power = (radii.weight.sqrt() * radii.r.pow(m)).matrix().normalized();
  std::vector<spectral::Eigenspace> eigenspaces;
  double listed = 0;
  for (int l = 0; l <= l_max; ++l) {
    const auto at = static_cast<std::size_t>(l);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(radial[at]);
    const double multiplicity = spectral::Multiplicity(d - 1, l),
                 least = std::max(kRounding * solver.eigenvalues().maxCoeff(), std::sqrt(noise[at]));
    const double energy = l <= m ? harmonic_energies[at] / all : 0;
    for (int j = 0; j < kRadii; ++j) {
      const double mu = solver.eigenvalues()(j) > least ? solver.eigenvalues()(j) : 0;
      const double cosine = solver.eigenvectors().col(j).dot(power);
      eigenspaces.push_back({mu, multiplicity, energy * cosine * cosine});
      listed += mu * multiplicity;
    }
  }
  const double tail = trace - listed;
  return {std::move(eigenspaces), 0, 0, tail > 1e-9 * trace ? tail : 0};
}

}  // namespace hadamard_ntk::experiments::kernel_plateaus
