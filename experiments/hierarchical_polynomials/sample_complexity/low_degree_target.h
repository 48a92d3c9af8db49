/// What polynomials of degree <= k see of y = scale g(p(x)), E y^2 = 1, p = sum_i lambda_i h_k(x_i), |lambda_i| =
/// d^{-1/2}: P_{<=k} y in the Hermite basis, exactly.  With r = p - lambda_i h_k(x_i), independent of x_i,
///   E[g(p) h_m(x_i)] = sum_j g_j sum_a binom(j, a) lambda_i^a E[h_k^a h_m] E[r^{j-a}].
/// No product of several variables has a part in it for k = 2, 3 and the g of targets.h: the squares of these sum to
/// the energies of degree <= k (low_degree_target_test).
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_LOW_DEGREE_TARGET_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_LOW_DEGREE_TARGET_H_

#include <Eigen/Core>

#include "experiments/hierarchical_polynomials/targets.h"
#include "experiments/shared/names.h"
#include "gaussian/hermite_features.h"
#include "gaussian/hierarchical_polynomial.h"

namespace hadamard_ntk::experiments::sample_complexity {

struct LowDegreeTarget {
  Eigen::VectorXd feature;       ///< p
  Eigen::VectorXd coefficients;  ///< P_{<=k} y
  double scale;                  ///< (E g(p)^2)^{-1/2}
  double plateau;                ///< 1 - |P_{<=k} y|^2
  double slope;                  ///< <P_k y, p>

  LowDegreeTarget(const gaussian::SpreadFeature& p, const hierarchical::Outer& g,
                  const gaussian::HermiteFeatures& basis);

  /// E (u - y)^2 of the polynomial u of these coefficients.
  double Error(const Eigen::VectorXd& u) const;
  /// <u, p> / |u|, the mean of u left out; 0 for u = const.
  double Correlation(const Eigen::VectorXd& u) const;
};

}  // namespace hadamard_ntk::experiments::sample_complexity

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_LOW_DEGREE_TARGET_H_
