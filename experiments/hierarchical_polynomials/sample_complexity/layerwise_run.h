/// One layerwise training for nested numbers of samples: m for each stage, out of two streams of their own.  Labels y
/// are h over the root of E h^2, so that u is of the size of the net's b at any d.
///   stage 1   u = sum_alpha w_alpha h_alpha: ridge regression on the Hermite basis of degree <= k, or on random units
///   stage 2   f = u + sum_i c_i max(a_i u + b_i, 0): ridge regression of y - u
/// Everything about u is exact from w; f, no polynomial, is measured on test points, over the mean of y^2 there.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_LAYERWISE_RUN_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_LAYERWISE_RUN_H_

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "experiments/hierarchical_polynomials/targets.h"
#include "experiments/shared/names.h"
#include "gaussian/hierarchical_polynomial.h"

namespace hadamard_ntk::experiments::sample_complexity {

struct Method {
  double ridge = 0.1;         ///< of stage 1, over m: the penalty of a standardised feature
  int random_units = 0;       ///< 0: the Hermite basis
  int outer_width = 128;      ///< of stage 2
  double outer_ridge = 1e-3;  ///< over m
  int test = 20000;
};

/// Errors are those of y: 1 for f = 0.
struct Point {
  double ratio;        ///< m / d^k
  std::int64_t m;      ///< of each stage; 2 m in all
  double correlation;  ///< of u with p
  double shuffled;     ///< of the u learnt from labels of other samples
  double planted;      ///< of the u learnt from slope p(x) + the rest of another sample's label
  double first_stage;  ///< error of u
  double linear;       ///< error of the best affine function of u on stage 2's samples
  double three_layer;  ///< error of f
  double given;        ///< the same with u = slope p
};

/// `ratios` ascending; m = ratio d^k.  `run` keys the samples and the units, with seed, k and d.
std::vector<Point> TrainLayerwise(const gaussian::SpreadFeature& p, const hierarchical::Outer& g,
                                  const std::vector<double>& ratios, const Method& method, std::uint64_t seed, int run);

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_LAYERWISE_RUN_H_
