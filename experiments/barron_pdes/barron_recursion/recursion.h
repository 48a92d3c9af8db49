/// Bounds of the Barron norm from one iterate of u_{t+1} = u_t - eta (I - Laplace)^{-1} DE(u_t) to the next, as
/// logarithms to base 10: they leave the range of double within ten steps.
///
/// Of L it is assumed that composing has |(d L) o g|_B <= B_L max(1, |g|_B)^p (below 1 a linear term rules, whatever p
/// is) and takes bandwidth W to at most k W. u_t has bandwidth W_t = k^t W_0.
///
/// Printed [MarwahEtAl2023, an earlier version, with f added]: b_{t+1} = (1 + eta d (k W_t)^2 B_L) max(1, b_t)^p + eta
/// |f|. Sharper: |w_i|/(1 + |w|^2) <= 1/2 in the resolvent, so |u_{t+1}|_B <= |u_t|_B + eta (1/2 sum_i |d_{z_i} L|_B +
/// |d_y L|_B + |f|_B), by the iterate's own compositions; closed, with |grad u|_B <= W_t |u|_B, b_{t+1} = b_t + eta (g
/// + B_L max(1, b_t)^p + |f|), g = d W_t b_t/2 for L quadratic in z, d B_L max(1, W_t b_t)^p/2 for the gradient's own
/// nonlinearity.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_RECURSION_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_RECURSION_H_

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/shared/names.h"

namespace hadamard_ntk::experiments::barron_recursion {

struct Composition {
  double b_l = 1, p = 1;
  int k = 1;                         ///< 0: no k, the composition's spectrum is infinite
  bool of_gradient = false;          ///< L = L(z): it is the gradient that is composed
  bool norms_everywhere = true;      ///< B_L and p hold for all g, not only on the run's range
  bool curvature_everywhere = true;  ///< so do 0 <= D^2 L <= Lambda

  bool everywhere() const { return norms_everywhere && curvature_everywhere; }
};

struct Setting {
  Composition composition = {};
  int d = 2;
  double eta = .5, bandwidth = 1, force = 0;  ///< W_0, |f|_B
};

/// log10(10^a + 10^b).
inline double AddLogs(double a, double b) {
  const double high = std::max(a, b), low = std::min(a, b);
  return std::isinf(high) ? high : high + std::log1p(std::pow(10, low - high)) / std::log(10.0);
}

/// log10 of k^t W_0.
inline double LogBandwidth(const Setting& s, int t) {
  return std::log10(s.bandwidth) + t * std::log10(static_cast<double>(s.composition.k));
}

/// From log10 of |u_t|_B to the bound of |u_{t+1}|_B; infinite without a k.
inline double PrintedBound(const Setting& s, int t, double log_norm) {
  if (s.composition.k == 0) return std::numeric_limits<double>::infinity();
  const double growth = std::log10(s.eta * s.d * s.composition.b_l) + 2 * LogBandwidth(s, t + 1);
  return AddLogs(AddLogs(0, growth) + s.composition.p * std::max(0.0, log_norm), std::log10(s.eta * s.force));
}

/// The closed form of the sharper bound; infinite without a k.
inline double SharperBound(const Setting& s, int t, double log_norm) {
  if (s.composition.k == 0) return std::numeric_limits<double>::infinity();
  const auto composed = [&](double log) {
    return std::log10(s.composition.b_l) + s.composition.p * std::max(0.0, log);
  };
  const double gradient = LogBandwidth(s, t) + log_norm;
  double added = std::log10(s.d / 2.0) + (s.composition.of_gradient ? composed(gradient) : gradient);
  if (!s.composition.of_gradient) added = AddLogs(added, composed(log_norm));
  return AddLogs(log_norm, std::log10(s.eta) + AddLogs(added, std::log10(s.force)));
}

/// log10 of the abstract's (d B_L)^{max{p log(1/eps), p^{log(1/eps)}}}, without its O.
inline double AbstractBound(const Setting& s, double eps) {
  const double log = std::log(1 / eps), p = s.composition.p;
  return std::max(p * log, std::pow(p, log)) * std::log10(s.d * s.composition.b_l);
}

}  // namespace hadamard_ntk::experiments::barron_recursion

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_RECURSION_H_
