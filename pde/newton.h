/// Newton's method for a discretised convex energy (pde/preconditioned_descent.h), its systems solved by preconditioned
/// conjugate gradients to a tolerance that tightens with the derivative [DemEisSte1982]:
///
///   D^2E(u_t) d = -DE(u_t) up to min(forcing, |DE(u_t)| / |DE(u_0)|) |DE(u_t)|,
///   u_{t+1} = u_t + s d,  s the first of 1, 1/2, 1/4, ... with E(u_t + s d) <= E(u_t) + s <DE(u_t), d>/10000
///
/// It ends after the step before which E(u_t) - E* was estimated as -<DE(u_t), d>/2 <= tolerance (1 + |E(u_t)|); that
/// step makes the gap about its square.  converged() is false after max_steps, and where s falls below 2^-30: then E
/// cannot be told from its neighbours any more, or D^2E is not what it is said to be.
/// `linearise(u)` gives D^2E(u) and an approximate inverse of it, both functions of Eigen's vectors: a multigrid cycle
/// of the Hessian, or what preconditions the descent.
///
/// Throws std::invalid_argument for options out of range and a start that is not finite; std::domain_error naming the
/// step where <DE, d> >= 0 or anything is not finite: the Hessian or the approximate inverse is not positive definite.
#ifndef HADAMARD_NTK_PDE_NEWTON_H_
#define HADAMARD_NTK_PDE_NEWTON_H_

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/conjugate_gradients.h"
#include "linalg/vector_flags.h"
#include "linsolve/dense_vector.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

/// Of a DiscretizedEnergy, what Newton's method itself needs.
template <class E>
concept DifferentiableEnergy = requires(const E& e, const Eigen::VectorXd& u) {
  { e.Value(u) } -> std::convertible_to<double>;
  { e.Derivative(u) } -> std::convertible_to<Eigen::VectorXd>;
};

using LinearMap = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

struct Linearisation {
  LinearMap hessian, approximate_inverse;
};

struct NewtonOptions {
  double tolerance = 1e-10;
  double forcing = 0.01;
  int max_steps = 50;
  int max_iterations = 200;  ///< of conjugate gradients, a step
};

struct NewtonRun {
  Eigen::VectorXd u;                  ///< the last iterate
  std::vector<double> energies;       ///< E(u_0), ..., E(u_T)
  std::vector<int> inner_iterations;  ///< of each step: applications of the approximate inverse
  std::vector<double> step_lengths;   ///< s
  bool converged = false;

  int steps() const { return static_cast<int>(inner_iterations.size()); }
  /// Applications of the approximate inverse in the first so many steps.
  int cycles(int steps) const {
    int sum = 0;
    for (int t = 0; t < steps; ++t) sum += inner_iterations[static_cast<std::size_t>(t)];
    return sum;
  }
};

template <DifferentiableEnergy E, std::invocable<const Eigen::VectorXd&> Linearise>
NewtonRun Newton(const E& energy, const Linearise& linearise, Eigen::VectorXd u, const NewtonOptions& options = {}) {
  if (!(options.tolerance >= 0 && options.forcing > 0 && options.forcing < 1 && options.max_steps >= 1 &&
        options.max_iterations >= 1)) {
    throw std::invalid_argument("Newton: tolerance >= 0, 0 < forcing < 1, max_steps and max_iterations >= 1, got " +
                                std::to_string(options.tolerance) + ", " + std::to_string(options.forcing) + ", " +
                                std::to_string(options.max_steps) + ", " + std::to_string(options.max_iterations));
  }
  if (!u.allFinite()) throw std::invalid_argument("Newton: the start has an entry that is not finite");
  NewtonRun run;
  run.energies.push_back(energy.Value(u));
  double first = 0;
  while (run.steps() < options.max_steps) {
    const auto refuse = [&](const char* what) {
      throw std::domain_error("Newton: in step " + std::to_string(run.steps() + 1) + " " + what);
    };
    const Eigen::VectorXd derivative = energy.Derivative(u);
    const double norm = derivative.norm();
    if (!std::isfinite(norm) || !std::isfinite(run.energies.back()))
      refuse("the energy or its derivative is not finite");
    if (run.steps() == 0) first = norm;
    if (norm == 0) {
      run.converged = true;
      break;
    }
    const Linearisation at = linearise(u);
    const linalg::ConjugateGradients<linsolve::DenseVector> solution(
        linsolve::OnDenseVectors(at.hessian), linsolve::OnDenseVectors(at.approximate_inverse),
        linsolve::DenseVector{derivative / -norm},
        {.tolerance = std::min(options.forcing, norm / first), .max_iterations = options.max_iterations});
    const Eigen::VectorXd d = norm * solution.solution().values;
    const double slope = derivative.dot(d);
    if (!(slope < 0))
      refuse("the direction does not descend: the Hessian or its approximate inverse is not positive definite");
    const double here = run.energies.back();
    double length = 1, there = energy.Value(u + d);
    // Where E changes by rounding alone, a full step is right.
    const double rounding = 1e-14 * (1 + std::abs(here));
    while (!(there <= here + 1e-4 * length * slope + rounding) && length > 1e-9) {
      length /= 2;
      there = energy.Value(u + length * d);
    }
    run.inner_iterations.push_back(solution.iterations());
    run.step_lengths.push_back(length);
    if (length <= 1e-9) break;
    u += length * d;
    run.energies.push_back(there);
    if (-slope / 2 <= options.tolerance * (1 + std::abs(here))) {
      run.converged = true;
      break;
    }
  }
  run.u = std::move(u);
  return run;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_NEWTON_H_
