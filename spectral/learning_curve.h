/// What kernel ridge regression learns from n samples, predicted from the kernel's eigenvalues alone: from a spectrum
/// to sample complexity in one call.
///
/// Eigenspaces k with eigenvalue mu_k >= 0, multiplicity F_k, and the target's power v_k^2 = |projection of f on k|^2;
/// labels y_i = f(x_i) + noise of variance sigma^2; predictor K(x, X) (K(X, X) + delta I)^{-1} y.  With the effective
/// regularisation kappa > 0, the one root of
///   n = sum_k F_k L_k + (delta + tail) / kappa,   L_k = mu_k / (mu_k + kappa)   (learnability of k: 0 not, 1 wholly),
/// the omniscient risk estimate is [BorCanPeh2020], [CanBorPeh2021], [SimEtAl2023]
///   E_0    = n / (n - sum_k F_k L_k^2)                                  overfitting coefficient, n dkappa/ddelta,
///   excess = E_0 sum_k (1 - L_k)^2 v_k^2 + (E_0 - 1) sigma^2             squared error against f,
///   test   = E_0 [sum_k (1 - L_k)^2 v_k^2 + sigma^2] = excess + sigma^2  squared error against fresh noisy labels,
///   train  = (delta / (n kappa))^2 test                                  squared error on the samples themselves.
/// In [CanBorPeh2021]'s letters: their kappa is n kappa, their lambda is delta, gamma = 1 - 1 / E_0 = sum_k g_k with
/// g_k = F_k L_k^2 / n, and their E_g is `excess`.
///
/// `tail` is the trace of eigenvalues that are not listed and far below kappa: L ~ mu / kappa there, so they act as a
/// ridge that leaves no trace in the training error.  Neglected: a relative mu / kappa of the tail's part.
///
/// What it is worth: exact as n and F_k grow together for Gaussian features; for dot-product kernels on S^d in the
/// regime n ~ d^j, d large [SimEtAl2023], [Misiakiewicz2022].  Elsewhere an estimate: for n = 20 to 120 within a
/// relative 3 / n of Gaussian features and of polynomial nets on S^9, S^24, and 13 % too high on S^2 at n = 120
/// (learning_curve_simulation_test).
///
/// Limits: n = 0 has kappa = infinity, L = 0, E_0 = 1.  delta = tail = 0 and n >= rank = sum of F_k over mu_k > 0 has
/// kappa = 0: all of the rank is learnt, L = 1 where mu_k > 0 and E_0 = n / (n - rank), infinite at n = rank.
/// The training error there, and at n = 0, is the limit (n to 0; delta to 0).
///
/// Error: kappa and every output to a relative 16 (m + 8) eps, m eigenspaces, for any spectrum and n: the equation is
/// solved as
///   sum_{mu < kappa} F L + (delta + tail) / kappa = sum_{mu >= kappa} F (1 - L) + n - sum_{mu >= kappa} F,
/// sums of positive terms around a count that is exact below 2^53, whose condition number is at most 4; and n - sum F
/// L^2 is the sum of F L (1 - L) and (delta + tail) / kappa.  Asserted against 50 digits (learning_curve_test).
/// Newton's method in log kappa inside a bracket that always holds the root; some ten sums over the spectrum per n.
///
/// Throws std::invalid_argument for an eigenvalue, power, ridge, tail, variance or n that is negative or not finite, a
/// multiplicity that is not positive, no eigenspace at all, or more powers than degrees; std::domain_error for a
/// spectrum that is not positive definite.
#ifndef HADAMARD_NTK_SPECTRAL_LEARNING_CURVE_H_
#define HADAMARD_NTK_SPECTRAL_LEARNING_CURVE_H_

#include <span>
#include <vector>

#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

struct Eigenspace {
  double mu = 0;
  double multiplicity = 1;
  double target_power = 0;
};

/// One n of the curve.
struct LearningPoint {
  double n = 0;
  double kappa = 0;
  double effective_dimension = 0;  // sum_k F_k L_k
  double overfitting = 1;          // E_0
  double excess_error = 0;
  double test_error = 0;
  double train_error = 0;
};

class LearningProblem {
 public:
  LearningProblem(std::vector<Eigenspace> eigenspaces, double ridge, double noise_variance, double tail = 0);

  /// Degrees 0..k_max of a kernel on S^d, the degrees above as tail; `target_power[k]` beyond its end is 0.  Of the
  /// tail nothing is kept that is within its error of 0.
  static LearningProblem Of(const MercerSpectrum& spectrum, const std::vector<double>& target_power, double ridge,
                            double noise_variance);

  /// In the order given.
  const std::vector<Eigenspace>& eigenspaces() const { return eigenspaces_; }
  double ridge() const { return ridge_; }
  double noise_variance() const { return noise_variance_; }
  double tail() const { return tail_; }
  /// sum of F_k over mu_k > 0.
  double rank() const { return rank_; }
  LearningProblem WithRidge(double ridge) const;

  /// The effective regularisation at n.
  double Kappa(double n) const;
  /// The curve at n.
  LearningPoint Predict(double n) const;
  std::vector<LearningPoint> Predict(std::span<const double> n) const;
  /// L_k of every eigenspace, in the order given.
  std::vector<double> Learnabilities(double kappa) const;

  /// The sums over the spectrum at 0 < kappa < infinity of which everything here is made; L' = L (1 - L).
  struct Sums {
    double above = 0;           // sum_{mu >= kappa} F
    double unlearnt_above = 0;  // sum_{mu >= kappa} F (1 - L)
    double learnt_below = 0;    // sum_{mu < kappa} F L
    double slope_above = 0;     // sum_{mu >= kappa} F L'
    double slope_below = 0;     // sum_{mu < kappa} F L'
    double squares = 0;         // sum F L^2
    double curvature = 0;       // sum F L' L
    double unlearnt_power = 0;  // sum (1 - L)^2 v^2
    double power_slope = 0;     // sum (1 - L)^2 L v^2

    double slope() const { return slope_above + slope_below; }
  };
  Sums SumsAt(double kappa) const;

 private:
  LearningPoint PredictInterpolated(double n) const;
  double PositiveRoot(double n) const;

  std::vector<Eigenspace> eigenspaces_;
  double ridge_, noise_variance_, tail_;
  double rank_ = 0;
  double trace_ = 0;       // sum of F mu, without the tail
  double least_ = 0;       // the least mu > 0
  double power_ = 0;       // sum of v^2
  double null_power_ = 0;  // sum of v^2 over mu = 0
};

/// A bound on the share of n by which the equation of kappa is off, since degrees above k_max count as mu / kappa and
/// not as mu / (mu + kappa): of n kappa it is `tail` times mu / kappa, where mu F(d, k_max + 1) <= tail.  The point is
/// the problem's, and that the spectrum's.
double TailError(const LearningProblem& problem, const MercerSpectrum& spectrum, const LearningPoint& point);
/// Up to here it may go without notice.
inline constexpr double kNegligibleTail = 0.01;

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_LEARNING_CURVE_H_
