/// What preconditioned descent (pde/preconditioned_descent.h) promises: factors q with
///   E(u_{t+1}) - E* <= q (E(u_t) - E*).
///
/// lambda, Lambda: bounds of D_z^2 L; [a, b] a range of d_yy L; C_p the Poincare constant, 1/C_p the lowest eigenvalue
/// of -Laplace (of a mesh: of the discrete one, with the mass of the preconditioner).
///
/// Repaired. With w = DE(u), g = (I - Laplace)^{-1} w and S = <w, g> = |g|^2_{H^1}, Lambda' = max(Lambda, b):
///   E(u - eta g) <= E(u) - eta S + Lambda' eta^2 S/2,    S >= |w|^2_{H^-1}/(1 + C_p) >= 2 lambda (E - E*)/(1 + C_p),
/// hence q = 1 - 2 eta lambda (1 - Lambda' eta/2)/(1 + C_p), 0 < eta < 2/Lambda', on any domain and any mesh; a >= 0
/// and L without mixed terms.
///
/// Torus (no boundary, no C_p). D^2 E >= mu |v|^2_{H^1}, mu = min(lambda, a) > 0, so S >= 2 mu (E - E*):
/// q = 1 - 2 eta mu (1 - Lambda' eta/2).
///
/// Printed [MarwahEtAl2023, an earlier public version]: at eta = lambda^3/((1 + C_p) Lambda^3), q = 1 - lambda^5/((1 +
/// C_p) Lambda^4). Its proof moves the gradient past the resolvent; the repaired rate implies it where Lambda/lambda >=
/// 1 + C_p and lambda <= (1 + C_p) (Lambda/lambda)^2.
///
/// Throws std::invalid_argument unless 0 < lambda <= Lambda, C_p >= 0, and 0 < eta < 2/Lambda'.
#ifndef HADAMARD_NTK_PDE_DESCENT_RATES_H_
#define HADAMARD_NTK_PDE_DESCENT_RATES_H_

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "pde/energy.h"

namespace hadamard_ntk::pde {

/// 1 - 2 eta mu (1 - Lambda' eta/2) for an energy with mu <= D^2 E <= Lambda' relative to P^{-1}.
inline double DescentFactor(double eta, double mu, double largest) {
  if (!(mu > 0 && mu <= largest && std::isfinite(largest))) {
    throw std::invalid_argument("DescentFactor: needs 0 < mu <= Lambda', got " + fmt::to_string(mu) + ", " +
                                fmt::to_string(largest));
  }
  if (!(eta > 0 && eta * largest < 2)) {
    throw std::invalid_argument("DescentFactor: needs 0 < eta < 2/Lambda' = " + fmt::format("{:.6g}", 2 / largest) +
                                ", got " + fmt::to_string(eta));
  }
  return 1 - 2 * eta * mu * (1 - largest * eta / 2);
}

/// `largest` is Lambda'.
inline double RepairedFactor(double eta, double lambda, double largest, double poincare) {
  if (!(poincare >= 0)) {
    throw std::invalid_argument("RepairedFactor: needs C_p >= 0, got " + fmt::to_string(poincare));
  }
  return DescentFactor(eta, lambda / (1 + poincare), largest);
}

inline double TorusFactor(double eta, Range of_gradient, Range of_potential) {
  return DescentFactor(eta, std::min(of_gradient.low, of_potential.low), std::max(of_gradient.high, of_potential.high));
}

struct PrintedRate {
  double eta, factor;
};

inline PrintedRate PrintedDescent(Range of_gradient, double poincare) {
  const double lambda = of_gradient.low, largest = of_gradient.high;
  if (!(lambda > 0 && lambda <= largest && poincare >= 0)) {
    throw std::invalid_argument("PrintedDescent: needs 0 < lambda <= Lambda and C_p >= 0, got " +
                                fmt::to_string(lambda) + ", " + fmt::to_string(largest) + ", " +
                                fmt::to_string(poincare));
  }
  const double ratio = lambda / largest;
  return {std::pow(ratio, 3) / (1 + poincare), 1 - lambda * std::pow(ratio, 4) / (1 + poincare)};
}

}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_DESCENT_RATES_H_
