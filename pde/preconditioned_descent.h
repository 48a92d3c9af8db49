/// Preconditioned gradient descent of a discretised convex energy,
///   u_{t+1} = u_t - eta P DE(u_t),
/// DE(u) the load vector (DE(u))_i = d/du_i E(u), P ~ the inverse of the H^1 product (I - Laplace) [MarwahEtAl2023].
///
/// With Lambda' >= D^2 E / P^{-1} on the segment from u_t to u_{t+1} and S_t = <DE(u_t), P DE(u_t)>,
///   E(u_{t+1}) <= E(u_t) - eta (1 - Lambda' eta/2) S_t,
/// so E falls for every eta < 2/Lambda': the guard, tried on the range of values of both ends before the step is taken.
/// pde/descent_rates.h has what follows for E(u_t) - E*.
///
/// Throws std::invalid_argument for eta not > 0 and finite, for a start with an entry that is not finite, and, while
/// options.guard, where eta >= 2/Lambda' (naming step, eta and limit); Diverged where E(u_t) is not finite or above
/// E(u_0) by more than rounding. A guarded run does not diverge.
#ifndef HADAMARD_NTK_PDE_PRECONDITIONED_DESCENT_H_
#define HADAMARD_NTK_PDE_PRECONDITIONED_DESCENT_H_

#include <fmt/format.h>

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/diverged.h"
#include "linalg/vector_flags.h"
#include "pde/energy.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

/// E on vectors of nodal values: all u_i, so that the values of a member between two members are between theirs.
template <class E>
concept DiscretizedEnergy = requires(const E& e, const Eigen::VectorXd& u, Range of_u) {
  { e.Value(u) } -> std::convertible_to<double>;
  { e.Derivative(u) } -> std::convertible_to<Eigen::VectorXd>;    ///< DE(u), a load vector
  { e.Precondition(u) } -> std::convertible_to<Eigen::VectorXd>;  ///< P times a load vector; symmetric, positive
  { e.LargestCurvature(of_u) } -> std::convertible_to<double>;    ///< Lambda' while all u_i are in of_u
};

using linalg::Diverged;

struct DescentOptions {
  double eta = .5;
  int max_steps = 1000;
  double tolerance = 0;  ///< stop where S_t <= tolerance^2 S_0
  bool guard = true;
};

struct Descent {
  Eigen::VectorXd u;             ///< the last iterate
  std::vector<double> energies;  ///< E(u_0), ..., E(u_T)
  std::vector<double> slopes;    ///< S_0, ..., S_T: |DE(u_t)|^2 in the norm dual to P^{-1}
  Range values;                  ///< of all entries of all iterates
  double curvature = 0;          ///< Lambda' there

  int steps() const { return static_cast<int>(energies.size()) - 1; }
};

/// `look`, if any, sees every iterate, u_0 first, and its number, and may throw: for norms along the way.
template <DiscretizedEnergy E>
Descent Descend(const E& energy, Eigen::VectorXd u, const DescentOptions& options,
                const std::function<void(int step, const Eigen::VectorXd& u)>& look = {}) {
  if (!(options.eta > 0) || !std::isfinite(options.eta)) {
    throw std::invalid_argument("Descend: eta must be finite and > 0, got " + fmt::to_string(options.eta));
  }
  if (!u.allFinite()) throw std::invalid_argument("Descend: the start has an entry that is not finite");
  Descent run;
  run.values = {u.size() == 0 ? 0 : u.minCoeff(), u.size() == 0 ? 0 : u.maxCoeff()};
  for (int step = 0;; ++step) {
    const double value = energy.Value(u);
    const double highest = run.energies.empty() ? std::numeric_limits<double>::infinity() : run.energies[0];
    if (!(std::isfinite(value) && value <= highest + 1e-9 * (1 + std::abs(highest))))
      throw Diverged("descent", step, value, "energy");
    const Eigen::VectorXd derivative = energy.Derivative(u), direction = energy.Precondition(derivative);
    run.energies.push_back(value);
    run.slopes.push_back(derivative.dot(direction));
    if (look) look(step, u);
    if (step >= options.max_steps || run.slopes.back() <= options.tolerance * options.tolerance * run.slopes[0]) break;
    u -= options.eta * direction;
    if (u.size() > 0) {
      run.values = {std::min(run.values.low, u.minCoeff()), std::max(run.values.high, u.maxCoeff())};
    }
    run.curvature = energy.LargestCurvature(run.values);
    if (options.guard && !(options.eta * run.curvature < 2)) {
      throw std::invalid_argument("Descend: eta must be < 2/Lambda' = " + fmt::format("{:.6g}", 2 / run.curvature) +
                                  " on the range of the iterates up to " + std::to_string(step + 1) + ", got " +
                                  fmt::to_string(options.eta));
    }
  }
  run.u = std::move(u);
  return run;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_PRECONDITIONED_DESCENT_H_
