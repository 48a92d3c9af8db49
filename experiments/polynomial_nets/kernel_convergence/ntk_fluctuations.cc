#include "experiments/polynomial_nets/kernel_convergence/ntk_fluctuations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <string>

#include "models/random.h"
#include "ntk/correlation.h"
#include "ntk/finite_width.h"
#include "ntk/normalization.h"
#include "ntk/relu.h"

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

// mu_0..mu_4: E[b], E[a], ..., E[a^4].
using BranchMoments = std::array<double, 5>;

BranchMoments MomentsAt(double theta) {
  const double c = std::cos(theta), s = std::sin(theta), rest = std::numbers::pi - theta;
  BranchMoments moments = {rest, s + rest * c, 3 * s * c + rest * (1 + 2 * c * c),
                           s * (4 + 11 * c * c) + rest * c * (9 + 6 * c * c),
                           s * c * (55 + 50 * c * c) + rest * (9 + c * c * (72 + 24 * c * c))};
  for (double& moment : moments) moment /= 2 * std::numbers::pi;
  return moments;
}

// [t^0]..[t^4] of (sum_{j <= p} mu_{p-j} t^j / j!)^N.
BranchMoments PowerOfSeries(const BranchMoments& moments, std::size_t p, int degree) {
  BranchMoments branch = {}, power = {1};
  double factorial = 1;
  for (std::size_t j = 0; j <= p; ++j) {
    factorial *= j == 0 ? 1 : static_cast<double>(j);
    branch[j] = moments[p - j] / factorial;
  }
  for (int n = 0; n < degree; ++n) {
    BranchMoments next = {};
    for (std::size_t k = 0; k <= p; ++k) {
      for (std::size_t j = 0; j <= k; ++j) next[k] += branch[j] * power[k - j];
    }
    power = next;
  }
  return power;
}

}  // namespace

double UnitDeviation(int degree, double theta) {
  const ntk::PolynomialNetScatter<ntk::Relu> scatter(degree, ntk::Normalization::kRawActivation);
  return std::sqrt(std::max(scatter(1.0, 1.0, ntk::Correlation<double>::FromAngle(theta)), 0.0));
}

double MomentOfUnit(int p, int degree, double theta) {
  if (p < 1 || p > 4) throw std::domain_error("MomentOfUnit: p must be in 1..4, not " + std::to_string(p));
  const BranchMoments powers = PowerOfSeries(MomentsAt(theta), static_cast<std::size_t>(p), degree);
  double moment = 0, factor = 1;  // p! / (p-k)! (2k-1)!! rho^k
  for (int k = 0; k <= p; ++k) {
    moment += factor * powers[static_cast<std::size_t>(k)];
    factor *= (p - k) * (2 * k + 1) * std::cos(theta);
  }
  return moment;
}

double ExcessKurtosis(int degree, double theta) {
  const double mean = MomentOfUnit(1, degree, theta), second = MomentOfUnit(2, degree, theta);
  const double variance = second - mean * mean;
  const double fourth = MomentOfUnit(4, degree, theta) - 4 * mean * MomentOfUnit(3, degree, theta) +
                        6 * mean * mean * second - 3 * std::pow(mean, 4);
  return fourth / (variance * variance) - 3;
}

double VarianceError(double excess_kurtosis, int draws) {
  return std::sqrt(excess_kurtosis / draws + 2 / (draws - 1.0));
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
  const BranchMoments moments = MomentsAt(theta);
  return 2 * std::cos(theta) * moments[0] * std::pow(moments[1], degree - 1) + 2 * std::pow(moments[1], degree);
}

}  // namespace hadamard_ntk::experiments::kernel_convergence
