/// The task of this experiment: which of two concentric spheres in R^d is a noisy point of?
///   x = r u + sigma z,   u uniform on the unit sphere, z ~ N(0, I),   r = 1 (label 1) or r = inner (label 0),
/// the labels by turns, so equally often.  The classes' densities depend on |x| alone, |x|^2 / sigma^2 is non-central
/// chi-squared with d degrees of freedom and non-centrality (r / sigma)^2, and their ratio increases with |x|: the best
/// rule is a threshold on |x|^2, a linear one in (x, x o x).
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_TWO_SPHERES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_TWO_SPHERES_H_

#include <cstdint>

#include "models/matrix.h"

namespace hadamard_ntk::experiments::trainability {

inline constexpr int kInputs = 10;
inline constexpr double kInnerRadius = 0.7, kNoise = 0.05;

/// A row of x is a point, y its label.
struct Samples {
  models::Matrix<float> x = {}, y = {};
};

/// Keyed by (seed, stream): training and test points are different streams.
Samples DrawSamples(int count, std::uint64_t seed, std::uint32_t stream);

/// The error of the best rule.  Error: that of Boost's non-central chi-squared distribution, 1e-10 at most here.
double BayesError();
/// That of the rule |x| > threshold.
double ErrorOfThreshold(double threshold);

/// The share of points on the wrong side of f = 0; f is n x 1.
double ErrorOf(const models::Matrix<float>& f, const models::Matrix<float>& labels);

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_TWO_SPHERES_H_
