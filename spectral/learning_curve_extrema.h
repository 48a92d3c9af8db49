/// Where a learning curve turns: the ridge of least test error at n samples, and the peaks of the error along n
/// (multiple descent), both from the predicted curve of spectral/learning_curve.h and in its letters.
///
/// In t = log kappa, with dL/dt = -L (1 - L), N = sum (1 - L)^2 v^2 + sigma^2, Q = sum F L^2, C = sum F L^2 (1 - L),
/// N' = 2 sum (1 - L)^2 L v^2:
///   fixed n, ridge delta(kappa) = kappa (n - sum F L) - tail:       test error n N / (n - Q) has the slope of
///                                                                     N' (n - Q) - 2 C N;
///   fixed ridge, n(kappa) = sum F L + (delta + tail) / kappa, s = n - Q: that of (Q s - 2 C n) N + s n N'.
/// Each sign change is bracketed on a grid of a quarter octave of kappa and bisected to the last digits of the sign.
/// All turns lie in the range that is searched (learning_curve_extrema.cc bounds it); a pair of turns closer than a
/// quarter octave of kappa may be missed, and is as shallow as it is narrow: every term is a sum of logistic functions
/// of t, whose width is several octaves. Error: kappa to where rounding, a relative 16 (m + 8) eps of either term,
/// hides the sign of the slope; the test error of the optimum, flat there, to a relative 32 (m + 8) eps; its ridge to
/// that of kappa n. Throws as LearningProblem does; std::invalid_argument for n that is not positive, or n_min >=
/// n_max.
#ifndef HADAMARD_NTK_SPECTRAL_LEARNING_CURVE_EXTREMA_H_
#define HADAMARD_NTK_SPECTRAL_LEARNING_CURVE_EXTREMA_H_

#include <vector>

#include "spectral/learning_curve.h"

namespace hadamard_ntk::spectral {

struct OptimalRidge {
  double ridge = 0;
  double kappa = 0;
  double test_error = 0;
};

/// The ridge >= 0 of least predicted test error; the problem's own is of no account.  0 where no ridge is better than
/// any; infinity where none of the target lies in an eigenspace of mu > 0, so that predicting 0 is best.
/// For a target drawn from the prior, v_k^2 = c F_k mu_k, it is sigma^2 / c at every n (learning_curve_extrema_test).
OptimalRidge FindOptimalRidge(const LearningProblem& problem, double n);

struct CurveTurn {
  double n = 0;
  double kappa = 0;
  double test_error = 0;
  /// A local maximum of the test error in n; otherwise a local minimum.
  bool peak = false;
};

/// The turns of the curve for n_min < n < n_max, from the smallest n up.  Without ridge and tail, a peak at n = rank is
/// infinite unless nothing is left there: no noise and no target power at mu = 0.
std::vector<CurveTurn> FindTurns(const LearningProblem& problem, double n_min, double n_max);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_LEARNING_CURVE_EXTREMA_H_
