#include "experiments/shared/doubling_ray.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace hadamard_ntk::experiments {
namespace {

// sum_i f_i / prod_{j != i} (t_i - t_j) over t_first, ..., t_{first + order}; each term takes 2 order + 1 operations.
bool DifferenceVanishes(const DoublingRay& ray, std::size_t first, std::size_t order) {
  const double counted = 3 * static_cast<double>(order + 1) * std::numeric_limits<double>::epsilon();
  double difference = 0, rounding = 0;
  for (std::size_t i = first; i <= first + order; ++i) {
    double weight = 1;
    for (std::size_t j = first; j <= first + order; ++j) {
      if (j != i) weight /= ray.t[i] - ray.t[j];
    }
    difference += weight * ray.f[i];
    rounding += std::abs(weight) * (ray.rounding[i] + counted * std::abs(ray.f[i]));
  }
  return std::abs(difference) <= rounding;
}

}  // namespace

std::vector<double> DoublingTimes() {
  std::vector<double> t;
  for (int j = -1; j <= 6; ++j) t.push_back(std::ldexp(1.0, j));
  return t;
}

bool IsHomogeneous(const DoublingRay& ray, int degree) {
  const double factor = std::ldexp(1.0, degree);
  for (std::size_t i = 0; i + 1 < ray.t.size(); ++i) {
    const double rounding = ray.rounding[i + 1] + factor * ray.rounding[i];
    if (!(std::abs(ray.f[i + 1] - factor * ray.f[i]) <= rounding)) return false;
  }
  return true;
}

bool IsPolynomial(const DoublingRay& ray, int degree) {
  const auto order = static_cast<std::size_t>(degree);
  for (std::size_t first = 0; first + order + 1 < ray.t.size(); ++first) {
    if (!DifferenceVanishes(ray, first, order + 1) || DifferenceVanishes(ray, first, order)) return false;
  }
  return true;
}

}  // namespace hadamard_ntk::experiments
