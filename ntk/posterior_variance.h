/// The variance of a prediction, over wide networks drawn at random.
///
/// An infinitely wide network at initialisation is a Gaussian process f_0 of mean 0 and covariance S, its NNGP.  What
/// is trained or inferred from n samples with outputs Y, of noise variance s2, predicts f(x) = f_0(x) + a^T (Y -
/// f_0(X)) at x, linear in f_0, with weights a(x) that do not depend on Y.  So over the draws of f_0 and of the noise
///   Var f(x) = S(x, x) - 2 a^T S(X, x) + a^T (S(X, X) + s2 I) a.
/// - The ensemble of networks trained with the NTK Theta: s2 = 0 and a = Theta(X, X)^{-1} Theta(X, x) after
///   training to the end [LeeEtAl2019, cor. 1 as t -> infinity]; with a ridge, or after t steps of gradient descent,
///   the a of that (kernel_regression.h).
/// - Bayes: a = (S + s2 I)^{-1} S(X, x) makes the variance least, S(x, x) - S(x, X) (S + s2 I)^{-1} S(X, x), which is
///   that of the posterior [RasWil2006, eq. 2.26], of f and not of its noise.  It is flat there: rounding in a is seen
///   in its square only.
/// Where S(X, X) has eigenvalues that kernel_regression.h does not tell from 0, a has no part in their directions: what
/// they might still say is not taken for known, and the variance is too large, never too small.
///
/// Error: each variance has a bound, for the a that were given: ((2 n + 8) eps + entry_error) (sum_i |v_i|
/// sqrt(S_ii))^2 + (2 n + 8) eps s2 |a|^2, v = (1, -a), where |error of S_ij| <= entry_error sqrt(S_ii S_jj).  The
/// exact value is >= 0, so a sum below 0 but within the bound is 0: "0, with this bound".
#ifndef HADAMARD_NTK_NTK_POSTERIOR_VARIANCE_H_
#define HADAMARD_NTK_NTK_POSTERIOR_VARIANCE_H_

#include <Eigen/Core>
#include <limits>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::ntk {

/// One of each for each test point.
struct PredictionVariance {
  Eigen::VectorXd value;  ///< >= 0
  Eigen::VectorXd error;  ///< bound
};

/// The prior: a Gaussian process on training and test points.  Shapes n x n, tests x n, tests.
struct PriorCovariance {
  const Eigen::MatrixXd& train;     ///< S(X, X)
  const Eigen::MatrixXd& cross;     ///< S(Z, X)
  const Eigen::VectorXd& diagonal;  ///< S(z, z) of each test point
  double entry_error = std::numeric_limits<double>::epsilon();
};

/// `weights` holds a(x) in columns, n x tests: KernelRegression::Solve(Theta(Z, X)^T), say.  O(n^2 tests).
/// Throws std::invalid_argument for shapes that do not fit, entries that are not finite, a negative variance of the
/// noise or on a diagonal, entry_error out of (0, 1); std::domain_error if a variance is below 0 by more than its
/// bound (no positive semi-definite S gives that), std::overflow_error if one is beyond double.
PredictionVariance PosteriorVariance(const PriorCovariance& prior, const Eigen::MatrixXd& weights,
                                     double noise_variance = 0);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_POSTERIOR_VARIANCE_H_
