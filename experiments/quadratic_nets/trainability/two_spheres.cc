#include "experiments/quadratic_nets/trainability/two_spheres.h"

#include <array>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <span>

#include "models/random.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

boost::math::non_central_chi_squared SquaredRadius(double radius) {
  return {kInputs, radius * radius / (kNoise * kNoise)};
}

double Scaled(double norm) { return norm * norm / (kNoise * kNoise); }

}  // namespace

Samples DrawSamples(int count, std::uint64_t seed, std::uint32_t stream) {
  Samples samples{.x = models::Matrix<float>(count, kInputs), .y = models::Matrix<float>(count, 1)};
  const models::RandomStream key{.seed = seed, .purpose = models::Purpose::kData, .stream = stream};
  for (int i = 0; i < count; ++i) {
    std::array<double, 2 * kInputs> z;
    models::FillNormal(key, static_cast<std::uint64_t>(i) * z.size(), std::span<double>(z));
    const Eigen::Map<const Eigen::VectorXd> direction(z.data(), kInputs), noise(z.data() + kInputs, kInputs);
    const double radius = i % 2 == 0 ? kInnerRadius : 1;
    samples.x.row(i) = (direction * (radius / direction.norm()) + kNoise * noise).transpose().cast<float>();
    samples.y(i, 0) = static_cast<float>(i % 2);
  }
  return samples;
}

double ErrorOfThreshold(double threshold) {
  const double at = Scaled(threshold);
  return (cdf(SquaredRadius(1), at) + cdf(complement(SquaredRadius(kInnerRadius), at))) / 2;
}

double BayesError() {
  double low = kInnerRadius, high = 1.1;  // between them, the ratio of the densities passes 1
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = (low + high) / 2, at = Scaled(middle);
    (pdf(SquaredRadius(1), at) < pdf(SquaredRadius(kInnerRadius), at) ? low : high) = middle;
  }
  return ErrorOfThreshold(low);
}

double ErrorOf(const models::Matrix<float>& f, const models::Matrix<float>& labels) {
  return static_cast<double>(((f.array() > 0) != (labels.array() > 0.5f)).count()) / static_cast<double>(f.rows());
}

}  // namespace hadamard_ntk::experiments::trainability
