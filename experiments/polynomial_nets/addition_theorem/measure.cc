#include "experiments/polynomial_nets/addition_theorem/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <boost/math/special_functions/gegenbauer.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <span>

#include "experiments/polynomial_nets/addition_theorem/harmonic_polynomials.h"
#include "models/random.h"
#include "referee/program/table.h"
#include "spectral/multiplicity.h"
#include "spectral/spherical_harmonics.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::experiments::addition_theorem {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
// Monomials of higher degree are too nearly dependent on the sphere.
constexpr int kLargestDefinitionDegree = 8;

struct Pair {
  Eigen::VectorXd x, z;
  double theta;
};

// Pairs at angles pi i / (pairs - 1), in random planes.
std::vector<Pair> MakePairs(int d, int pairs, std::uint64_t seed) {
  std::vector<Pair> result;
  const Eigen::Index n = d + 1;
  for (int i = 0; i < pairs; ++i) {
    Eigen::MatrixXd normals(n, 2);
    const auto begin = static_cast<std::uint64_t>(i) * 2 * static_cast<std::uint64_t>(n);
    models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = static_cast<std::uint32_t>(d)},
                       begin, std::span<double>(normals.data(), static_cast<std::size_t>(normals.size())));
    const Eigen::VectorXd x = normals.col(0).normalized();
    const Eigen::VectorXd w = (normals.col(1) - x.dot(normals.col(1)) * x).normalized();
    const double theta = std::numbers::pi * i / (pairs - 1);
    const Eigen::VectorXd z = i == 0           ? x
                              : i == pairs - 1 ? Eigen::VectorXd(-x)
                                               : (std::cos(theta) * x + std::sin(theta) * w).normalized();
    result.push_back({x, z, theta});
  }
  return result;
}

double Cosine(const Eigen::VectorXd& x, const Eigen::VectorXd& z) {
  using Wide = long double;
  const auto a = x.cast<Wide>(), b = z.cast<Wide>();
  const Wide cosine = a.dot(b) / std::sqrt(a.squaredNorm() * b.squaredNorm());
  return static_cast<double>(std::clamp<Wide>(cosine, -1, 1));
}

// |sum_j Y_j(x) Y_j(z) / F - P_k(u)|, u the rounded cosine: 2 (k + d) eps for each of the two vectors Y, of norm
// sqrt(F); the sum in long double; 2 sqrt((k+1)(k+d)) eps for P_k; eps / 2 in u times max |P_k'| = k (k+d-1) / d.
double SumTolerance(int d, int k, double f) {
  const double harmonics = 4.0 * (k + d), sum = f / 2048 + 1, zonal = 2 * std::sqrt((k + 1.0) * (k + d));
  return (harmonics + sum + zonal + 0.5 * k * (k + d - 1.0) / d) * kEps;
}

// Of the road by definition: its own error, and that of rounded unit vectors.
double DefinitionTolerance(int d, int k, const HarmonicPolynomials& harmonics) {
  return SumTolerance(d, k, 1) + (static_cast<double>(harmonics.size()) + 8 * k + 8) * kEps * harmonics.condition();
}

// The classical polynomial at 1: binom(k + d - 2, k).
double ClassicalAtOne(int d, int k) {
  double value = 1;
  for (int i = 1; i <= k; ++i) value *= static_cast<double>(d - 2 + i) / i;
  return std::round(value);
}

// By both roads; the one by definition only where the degree and the number of harmonics are small enough.
std::vector<PairSum> SumsOf(int d, int k, const std::vector<Pair>& pairs, const Config& config) {
  const spectral::SphericalHarmonics<> harmonics(d, k);
  std::optional<HarmonicPolynomials> by_definition;
  if (k <= kLargestDefinitionDegree && harmonics.size() <= config.definition_harmonics) by_definition.emplace(d, k);
  const double f = spectral::Multiplicity(d, k), lambda = (d - 1) / 2.0;
  std::vector<PairSum> sums;
  for (const Pair& pair : pairs) {
    const Eigen::Matrix<long double, Eigen::Dynamic, 1> y = harmonics.At(pair.x).cast<long double>(),
                                                        y_other = harmonics.At(pair.z).cast<long double>();
    const double u = Cosine(pair.x, pair.z);
    sums.push_back({.d = d,
                    .k = k,
                    .multiplicity = f,
                    .theta = pair.theta,
                    .sum = static_cast<double>(y.dot(y_other) / static_cast<long double>(f)),
                    .by_definition = by_definition ? by_definition->SumOfProducts(pair.x, pair.z) / f : kMissing,
                    .unit = spectral::ZonalAtCosine(d, k, u),
                    .classical = boost::math::gegenbauer(static_cast<unsigned>(k), lambda, u),
                    .wrong_order = spectral::ZonalAtCosine(d + 1, k, u),
                    .tolerance = SumTolerance(d, k, f),
                    .definition_tolerance = by_definition ? DefinitionTolerance(d, k, *by_definition) : kMissing});
  }
  return sums;
}

Degree Compare(const std::vector<PairSum>& sums) {
  const PairSum& first = sums.front();
  Degree degree{.d = first.d, .k = first.k, .multiplicity = first.multiplicity};
  degree.tolerance = first.tolerance;
  degree.classical_factor = ClassicalAtOne(degree.d, degree.k);
  degree.by_definition = !std::isnan(first.by_definition);
  // The recurrence of C_k^lambda: as P_k, times its size.
  const double classical_tolerance = 2 * degree.classical_factor * degree.tolerance;
  for (const PairSum& s : sums) {
    const double classical_error = std::abs(s.sum - s.classical);
    const double planted_error = std::abs(s.sum * degree.classical_factor - s.classical);
    degree.unit = std::max(degree.unit, std::abs(s.sum - s.unit) / s.tolerance);
    degree.classical = std::max(degree.classical, classical_error / classical_tolerance);
    degree.planted = std::max(degree.planted, planted_error / classical_tolerance);
    degree.classical_deviation = std::max(degree.classical_deviation, classical_error);
    degree.control = std::max(degree.control, std::abs(s.sum - s.wrong_order) / s.tolerance);
    if (!degree.by_definition) continue;
    degree.definition = std::max(degree.definition, std::abs(s.by_definition - s.unit) / s.definition_tolerance);
  }
  return degree;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  const auto total = static_cast<std::int64_t>(config.d.size()) * (config.k_max + 1);
  context.progress.Start("addition theorem", total);
  for (const int d : config.d) {
    const std::vector<Pair> pairs = MakePairs(d, config.pairs, context.seed);
    for (int k = 0; k <= config.k_max; ++k) {
      if (spectral::LogMultiplicity(d, k) <= std::log(config.harmonics)) {
        const std::vector<PairSum> sums = SumsOf(d, k, pairs, config);
        evidence.degrees.push_back(Compare(sums));
        evidence.sums.insert(evidence.sums.end(), sums.begin(), sums.end());
      }
      context.progress.Advance();
    }
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::addition_theorem
