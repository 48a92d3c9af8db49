#include "spectral/dispersion_transform.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
// Twice the largest error of an operation whose result is subnormal or vanishes.
constexpr double kUnderflow = std::numeric_limits<double>::denorm_min();

// A node of the double-exponential rule on [0, 1], t = 1 / (1 + exp(-pi sinh s)), with the factor (1-t)^{lambda-1} in
// the weight.
struct DoubleExponentialNode {
  double root_t;
  double weight;
};

// For the integrand t^{1/2} (1-t)^{lambda-1}, lambda >= 1/2.  The step is fine enough that the rule of twice the step
// has converged to about 1e-14 too, so that the difference of both is an estimate on the safe side; a large lambda
// narrows the integrand and asks for more.  At the ends t^{3/2} and (1-t)^{1/2} are what is left out: below 1e-17 at s
// = 4.
std::vector<DoubleExponentialNode> DoubleExponentialRule(double lambda) {
  const double step = 1 / (16 + std::ceil(2 * std::sqrt(lambda)));
  const int half = static_cast<int>(std::ceil(4.0 / step));
  std::vector<DoubleExponentialNode> rule;
  for (int j = -half; j <= half; ++j) {
    const double exponent = std::numbers::pi * std::sinh(j * step);
    const double t = 1 / (1 + std::exp(-exponent));
    const double complement = 1 / (1 + std::exp(exponent));
    const double weight = step * std::numbers::pi * std::cosh(j * step) * t * complement;
    rule.push_back({std::sqrt(t), weight * std::pow(complement, lambda - 1)});
  }
  return rule;
}

// The step of the trapezoidal rule in log v: twice it leaves e^{-34} of the integrand v^{d+1} e^{-k v}, whose Fourier
// transform in log v is Gamma(d + 1 + i y).  |Gamma(a + iy) / Gamma(a)| is below e^{-34} at y solving
// y atan(y / a) - (a / 2) log(1 + (y / a)^2) = 34 (Stirling's formula).
double LogStep(int d) {
  const double a = d + 1;
  double y = 20;
  while (y * std::atan(y / a) - a / 2 * std::log1p((y / a) * (y / a)) < 34) y += 0.5;
  return std::numbers::pi / y;
}

}  // namespace

DispersionTransform::DispersionTransform(const std::function<std::complex<double>(const std::complex<double>&)>& kernel,
                                         int d, int k_max)
    : lambda_((d - 1) / 2.0), k_max_(k_max), step_(LogStep(d)) {
  if (!kernel) throw std::invalid_argument("DispersionTransform: the kernel takes no complex angle");
  if (d < 1) throw std::invalid_argument("DispersionTransform: d must be >= 1, got " + std::to_string(d));
  if (k_max < 1) throw std::invalid_argument("DispersionTransform: k_max must be >= 1, got " + std::to_string(k_max));

  // v from where v^{d+1} is below e^{-40} of its peak near (d+1) / k_max, to 9, where e^{-k v} has done its work for
  // all k a little above the growth.
  const double highest = std::log(9.0);
  const double lowest = std::log((d + 1.0) / (k_max + lambda_)) - 40.0 / (d + 1) - 1;
  const int count = 2 * (static_cast<int>((highest - lowest) / step_) / 2) + 1;
  std::vector<DoubleExponentialNode> rule;
  if (d > 1) rule = DoubleExponentialRule(lambda_);

  v_.resize(count);
  magnitude_.resize(count);
  for (Density& density : by_parity_) {
    density.fine.resize(count);
    density.coarse.resize(count);
  }
  Eigen::Index kept = 0;
  for (int j = 0; j < count; ++j) {
    const double v = std::exp(highest - (count - 1 - j) * step_);
    const double edges[2] = {0.0, std::numbers::pi};  // theta at u = 0 on the right and the left cut
    double fine[2] = {0, 0}, coarse[2] = {0, 0};      // H_+, H_-
    double noise = 0;
    for (int side = 0; side < 2; ++side) {
      if (d == 1) {
        const std::complex<double> value = kernel({edges[side], -v});
        fine[side] = coarse[side] = value.imag() / std::numbers::pi;
        noise += std::min(v, 1.0) * std::abs(value) / std::numbers::pi;
        continue;
      }
      const double half_sine = std::sinh(v / 2);
      const double scale = lambda_ / std::numbers::pi * std::pow(2 * half_sine, 2 * lambda_);
      for (std::size_t i = 0; i < rule.size(); ++i) {
        const double u = 2 * std::asinh(half_sine * rule[i].root_t);
        const std::complex<double> value = kernel({edges[side], -u});
        const double term = scale * rule[i].weight * value.imag();
        fine[side] += term;
        if (i % 2 == 0) coarse[side] += 2 * term;
        noise += scale * rule[i].weight * std::min(u, 1.0) * std::abs(value) +
                 kUnderflow / kEps * (2 + std::abs(value.imag()) + scale * rule[i].weight);  // what underflows
      }
    }
    if (std::abs(fine[0]) + std::abs(fine[1]) > 16 * kEps * noise) has_discontinuity_ = true;
    // Beyond the range of double the table ends; the last term kept enters the error.
    if (!std::isfinite(fine[0]) || !std::isfinite(fine[1])) break;
    v_[kept] = v;
    magnitude_[kept] = v * ((8 + 2 * d) * (std::abs(fine[0]) + std::abs(fine[1])) + noise);
    for (int parity = 0; parity < 2; ++parity) {
      const double sign = parity == 0 ? -1 : 1;
      by_parity_[parity].fine[kept] = v * (fine[0] + sign * fine[1]);
      by_parity_[parity].coarse[kept] = v * (coarse[0] + sign * coarse[1]);
    }
    ++kept;
  }
  v_.conservativeResize(kept);
  magnitude_.conservativeResize(kept);
  for (Density& density : by_parity_) {
    density.fine.conservativeResize(kept);
    density.coarse.conservativeResize(kept);
  }
}

DispersionTransform::Value DispersionTransform::Evaluate(int k) const {
  if (k < 1 || k > k_max_) {
    throw std::invalid_argument("DispersionTransform::Evaluate: k must be in [1, " + std::to_string(k_max_) +
                                "], got " + std::to_string(k));
  }
  const double rate = k + lambda_;
  // Only nodes with rate * v < 745 give anything but zero.
  const double* const end = std::upper_bound(v_.data(), v_.data() + v_.size(), 745 / rate);
  const Eigen::Index count = end - v_.data();
  const Density& density = by_parity_[k % 2];
  const auto v = v_.head(count);
  const Eigen::ArrayXd decay = (-rate * v).exp();
  const Eigen::ArrayXd terms = density.fine.head(count) * decay;
  const double sum = terms.sum();
  const double moment = (terms * v).sum();
  const double magnitude = (magnitude_.head(count) * decay).sum();
  const double inner = ((density.fine.head(count) - density.coarse.head(count)) * decay).sum();
  double every_other = 0;
  for (Eigen::Index j = 0; j < count; j += 2) every_other += terms[j];

  Value value;
  value.mu = step_ * sum;
  // Cut off at the low end: the terms fall at least like v^2 per e-fold, so what is missing is below the first term.
  // At the high end only when the table ended before the exponential did.
  double ends = count > 0 ? magnitude_[0] * decay[0] : 0;
  if (count == v_.size() && count > 0) ends += magnitude_[count - 1] * decay[count - 1] / step_;
  value.error = step_ * (kEps * magnitude + ends + std::abs(inner)) + step_ * std::abs(sum - 2 * every_other) +
                static_cast<double>(count + 1) * kUnderflow;
  value.slope = std::abs(value.mu) <= value.error ? 0 : -k * moment / sum;
  return value;
}

}  // namespace hadamard_ntk::spectral
