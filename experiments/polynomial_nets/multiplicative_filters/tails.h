/// Where the predictors of multiplicative filter nets of N filters go, far from the points of ray_task.h:
///   gabor_drawn      gamma ~ Gamma(alpha, rate 1), alpha = 2, along a ray: G falls like t^{-2 alpha}, T like t^2 G by
///                    the gradient by gamma, |x - mu|^2 |z - mu|^2 / 4 in the mean; so f like t^{2 - 2 alpha N}
///   fourier_uniform  frequencies U(-s/sqrt(d), s/sqrt(d)), s = 1, along a coordinate axis: the largest |f| of an
///                    octave falls like t^{1 - N}; of one filter not at all
///   fourier_biased   Gaussian frequencies, bias variance beta: K tends to the ntk beta of the last bias, f to beta
///                    sum_i c_i
/// As controls the polynomial net of degree N goes through all three tests, and the net without biases through the
/// last.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_TAILS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_TAILS_H_

#include <string>
#include <vector>

namespace hadamard_ntk::experiments::multiplicative_filters {

inline constexpr double kBiasVariance = 0.1;

struct Tail {
  std::string network;
  int filters;
  std::string quantity;  ///< "slope along a ray", "slope of octaves", "limit"
  double expected, found;
};

std::vector<Tail> MeasureTails();

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_TAILS_H_
