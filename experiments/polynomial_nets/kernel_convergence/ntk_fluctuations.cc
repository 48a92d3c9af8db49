#include "experiments/polynomial_nets/kernel_convergence/ntk_fluctuations.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/random.h"

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

// E[b], E[a], E[a^2].
struct UnitMoments {
  double b, a, a2;
};

UnitMoments MomentsAt(double theta) {
  const double pi = std::numbers::pi, sine = std::sin(theta), cosine = std::cos(theta);
  return {(pi - theta) / (2 * pi), (sine + (pi - theta) * cosine) / (2 * pi),
          (3 * sine * cosine + (pi - theta) * (1 + 2 * cosine * cosine)) / (2 * pi)};
}

}  // namespace

double UnitDeviation(int degree, double theta) {
  const auto [b, a, a2] = MomentsAt(theta);
  if (b == 0) return 0;  // opposite points: no unit is active at both
  const double n = degree, rho = std::cos(theta);
  const double mean = std::pow(a, n) + n * rho * b * std::pow(a, n - 1);
  double square = std::pow(a2, n) + 2 * n * rho * a * std::pow(a2, n - 1) + 3 * n * rho * rho * b * std::pow(a2, n - 1);
  if (degree >= 2) square += 3 * n * (n - 1) * rho * rho * a * a * std::pow(a2, n - 2);
  return 2 * std::sqrt(std::max(square - mean * mean, 0.0));
}

double FourthMomentRatio(int degree, double theta) { return std::pow(theta == 0 ? 70.0 / 3 : 36.0, degree); }

std::vector<std::vector<double>> GaussianErrors(std::span<const double> widths, int draws, double unit_deviation,
                                                std::uint64_t seed) {
  std::vector<std::vector<double>> errors;
  std::vector<double> sums(static_cast<std::size_t>(draws), 0), normals(sums.size());
  double units = 0;
  for (const double width : widths) {
    models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = 0}, errors.size() * normals.size(),
                       std::span<double>(normals));
    std::vector<double>& error = errors.emplace_back(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] += std::sqrt(width - units) * normals[i];
      error[i] = unit_deviation * sums[i] / width;
    }
    units = width;
  }
  return errors;
}

std::optional<double> Theorem2Bound(int degree, double width, double delta) {
  const double e = std::numbers::e, n = degree;
  const double log_term = std::log(2 * n / delta);
  if (width < std::exp2(4 * n - 2) * std::pow(log_term, 2 * n - 1)) return std::nullopt;
  const double rho = std::exp2(n - 0.5) * std::sqrt(8.0) * std::pow(e, 3) * std::pow(2 * std::numbers::pi, 0.25) *
                     std::exp(1.0 / 24) * std::pow(std::exp(2 / e) * (2 * n - 1) / 2, (2 * n - 1) / 2);
  return 4 * n * rho * e * std::sqrt(log_term / width);
}

double KernelWithoutDegreeFactor(int degree, double theta) {
  const auto [b, a, a2] = MomentsAt(theta);
  return 2 * std::cos(theta) * b * std::pow(a, degree - 1) + 2 * std::pow(a, degree);
}

}  // namespace hadamard_ntk::experiments::kernel_convergence
