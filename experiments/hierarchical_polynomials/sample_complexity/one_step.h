/// The feature that one large gradient step gives, k = 2: from A1 = 0 the step of a wide net is along
///   u(x) = (1/m) sum_i y_i K(x_i, x),   K(x, x') = E[sigma(v . x + s) sigma(v . x' + s)],
/// v uniform on the sphere: the labels smoothed by the kernel of the first layer, the feature of [NicDamLee2023].  Both
/// operators below keep the degree, but for the constant and |x|^2, and act on moments of the data alone:
///   shifted   sigma(t) = t^2, s ~ N(0, 1): degrees 0, 1, 2 of K are of size 1, 1/d, 1/d^2
///   centred   sigma(t) = h_2(t), s = 0: degree 2 only, so that its noise is all there is
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_ONE_STEP_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_ONE_STEP_H_

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "experiments/hierarchical_polynomials/targets.h"
#include "experiments/shared/names.h"
#include "gaussian/hermite_features.h"
#include "gaussian/hierarchical_polynomial.h"

namespace hadamard_ntk::experiments::sample_complexity {

/// u's coefficients in the Hermite basis of degree 2 from those of the labels, (1/m) sum_i y_i h_alpha(x_i).
Eigen::VectorXd ShiftedStep(const gaussian::HermiteFeatures& basis, const Eigen::VectorXd& labels);
Eigen::VectorXd CentredStep(const gaussian::HermiteFeatures& basis, const Eigen::VectorXd& labels);

struct StepPoint {
  double ratio;  ///< m / d^2
  std::int64_t m;
  double shifted, centred;  ///< correlations of u with p
};

/// m / d^2 = 1, 2, 4, ... up to `largest`.
std::vector<StepPoint> TakeOneStep(const gaussian::SpreadFeature& p, const hierarchical::Outer& g, int largest,
                                   std::uint64_t seed, int run);

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_ONE_STEP_H_
