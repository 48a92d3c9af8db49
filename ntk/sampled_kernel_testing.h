/// For tests: nngp and ntk of a finite net by their definition, means over drawn weights of values and of gradients by
/// forward differentiation.
#ifndef HADAMARD_NTK_NTK_SAMPLED_KERNEL_TESTING_H_
#define HADAMARD_NTK_NTK_SAMPLED_KERNEL_TESTING_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "ntk/dual_number_testing.h"

namespace hadamard_ntk::ntk {

/// The mean over drawn networks, and its standard error.
struct Estimate {
  double mean = 0, error = 0;
  bool Agrees(double value) const { return std::abs(mean - value) <= 5 * error; }
};

/// nngp and ntk of a finite net at a pair (x, z) by their definition, the means over `samples` draws of `count` weights
/// N(0, 1): net(weights) is {f(x), f(z)}, slope(i) the derivative of the i-th weight that is trained by the drawn one,
/// 0 of one that is not trained.
template <class Net, class Slope>
std::array<Estimate, 2> SampleKernel(unsigned seed, int samples, std::size_t count, const Net& net,
                                     const Slope& slope) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> gaussian;
  std::vector<DualNumber<double>> weights(count);
  double sum[2] = {}, square[2] = {};
  for (int sample = 0; sample < samples; ++sample) {
    for (DualNumber<double>& w : weights) w = DualNumber<double>(gaussian(generator));
    double f_x = 0, f_z = 0, ntk = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (slope(i) == 0) continue;
      weights[i].slope = slope(i);
      const auto [x, z] = net(weights);
      weights[i].slope = 0;
      f_x = x.value;
      f_z = z.value;
      ntk += x.slope * z.slope;
    }
    const double drawn[2] = {f_x * f_z, ntk};
    for (int k = 0; k < 2; ++k) sum[k] += drawn[k], square[k] += drawn[k] * drawn[k];
  }
  std::array<Estimate, 2> estimates;
  for (int k = 0; k < 2; ++k) {
    estimates[k].mean = sum[k] / samples;
    estimates[k].error = std::sqrt((square[k] / samples - estimates[k].mean * estimates[k].mean) / samples);
  }
  return estimates;
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SAMPLED_KERNEL_TESTING_H_
