/// Newton's method on DE(u) = 0 for a convex discretised energy, its equations by conjugate gradients:
///   D^2 E(u) v = DE(u) to a relative residual of `forcing`, preconditioned by an approximate inverse M of D^2 E(u);
/// then u -= s v, s by pde/step_length.h.  It ends where S = <DE, M DE> <= tolerance^2 S_0.
///
/// `linearise(u)` gives D^2 E(u) and M: one cycle of a multigrid method, say; without it M is the P of the descent of
/// pde/preconditioned_descent.h.
/// Beside descent in tables: what is counted are Newton steps, products with D^2 E, and applications of M, of which a
/// step of descent takes one (of P).
///
/// Throws NewtonStalled (with step and slope) if max_steps or conjugate gradients do not suffice; std::invalid_argument
/// for a start with an entry that is not finite.
#ifndef HADAMARD_NTK_PDE_NEWTON_KRYLOV_H_
#define HADAMARD_NTK_PDE_NEWTON_KRYLOV_H_

#include <fmt/format.h>

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/conjugate_gradients.h"
#include "linalg/dense_block.h"
#include "linalg/diverged.h"
#include "linalg/vector_flags.h"
#include "pde/preconditioned_descent.h"
#include "pde/step_length.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

template <class E>
concept TwiceDifferentiableEnergy = DiscretizedEnergy<E> && requires(const E& e, const Eigen::VectorXd& u) {
  { e.SecondDerivative(u, u) } -> std::convertible_to<Eigen::VectorXd>;  ///< D^2 E(u) v
};

using LinearMap = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

struct Linearisation {
  LinearMap second_derivative;    ///< v -> D^2 E(u) v
  LinearMap approximate_inverse;  ///< M, symmetric and positive definite
};

class NewtonStalled : public linalg::NotConverged {
 public:
  NewtonStalled(int step, double slope)
      : NotConverged(fmt::format("Newton's method stalled at step {}: slope {:.3g}", step, slope)) {}
};

struct NewtonOptions {
  double tolerance = 1e-10;  ///< of sqrt(S), relative to the start's
  double forcing = 1e-4;     ///< of the residuals of its linear equations
  int max_steps = 50;
  int max_products = 1000;  ///< of one linear equation
};

struct Newton {
  Eigen::VectorXd u;
  std::vector<double> energies;   ///< E(u_0), ..., E(u_T)
  std::vector<double> slopes;     ///< S_0, ..., S_T
  int products = 0;               ///< with D^2 E
  int preconditioned = 0;         ///< applications of M
  std::vector<int> applications;  ///< of M, until u_0, ..., u_T was there

  int steps() const { return static_cast<int>(energies.size()) - 1; }
};

template <class F>
concept Lineariser = requires(const F& f, const Eigen::VectorXd& u) {
  { f(u) } -> std::same_as<Linearisation>;
};

template <class E, Lineariser Linearise>
Newton SolveByNewton(const E& energy, const Linearise& linearise, Eigen::VectorXd u,
                     const NewtonOptions& options = {}) {
  using Column = linalg::DenseColumn;
  if (!u.allFinite()) throw std::invalid_argument("SolveByNewton: the start has an entry that is not finite");
  Newton run;
  for (int step = 0;; ++step) {
    const Linearisation at = linearise(u);
    const auto precondition = [&](const Column& w) {
      ++run.preconditioned;
      return Column{at.approximate_inverse(w.values)};
    };
    const auto product = [&](const Column& v) {
      ++run.products;
      return Column{at.second_derivative(v.values)};
    };
    const Column derivative{energy.Derivative(u)};
    run.energies.push_back(energy.Value(u));
    run.applications.push_back(run.preconditioned);
    run.slopes.push_back(Dot(derivative, precondition(derivative))[0]);
    if (run.slopes.back() <= options.tolerance * options.tolerance * run.slopes[0]) break;
    const linalg::ConjugateGradients<Column> solver(
        product, precondition, derivative,
        {.tolerance = options.forcing, .max_iterations = options.max_products, .patience = options.max_products});
    if (step >= options.max_steps || !solver.converged()) throw NewtonStalled(step, std::sqrt(run.slopes.back()));
    const Eigen::VectorXd& v = solver.solution().values;
    const double promise = derivative.values.dot(v), value = run.energies.back();
    const double length = StepLength(value, promise, [&](double s) { return energy.Value(u - s * v); });
    if (length < kShortestStep) throw NewtonStalled(step, std::sqrt(run.slopes.back()));
    u -= length * v;
  }
  run.u = std::move(u);
  return run;
}

template <TwiceDifferentiableEnergy E>
Newton SolveByNewton(const E& energy, Eigen::VectorXd u, const NewtonOptions& options = {}) {
  const auto linearise = [&energy](const Eigen::VectorXd& at) -> Linearisation {
    return {[&energy, at](const Eigen::VectorXd& v) { return energy.SecondDerivative(at, v); },
            [&energy](const Eigen::VectorXd& w) { return energy.Precondition(w); }};
  };
  return SolveByNewton(energy, linearise, std::move(u), options);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_NEWTON_KRYLOV_H_
