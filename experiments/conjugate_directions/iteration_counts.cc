#include "experiments/conjugate_directions/iteration_counts.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>

#include "linalg/conjugate_gradients.h"
#include "linsolve/box_deflation.h"
#include "linsolve/component_means.h"
#include "linsolve/conjugate_directions.h"
#include "linsolve/deflation.h"
#include "linsolve/diverged.h"
#include "linsolve/incomplete_cholesky.h"
#include "linsolve/jacobi.h"
#include "linsolve/multigrid.h"
#include "linsolve/pressure_poisson.h"
#include "linsolve/pressure_solver.h"

namespace hadamard_ntk::experiments {
namespace {

using Poisson = linsolve::PressurePoisson<double>;

constexpr int kMaxIterations = 10000;

template <class M>
Direction OnFluid(M m) {
  return [m = std::make_shared<const M>(std::move(m))](const GridVector& r) { return (*m)(r); };
}

}  // namespace

int IterationsTo(double tolerance, const History& history) {
  const auto at = std::find_if(history.residuals.begin(), history.residuals.end(),
                               [&](double residual) { return residual <= tolerance; });
  return at == history.residuals.end() ? history.max + 1 : static_cast<int>(at - history.residuals.begin());
}

double FractionalIterationsTo(double tolerance, const History& history) {
  const int count = IterationsTo(tolerance, history);
  if (count == 0 || count > history.max) return count;
  const auto last = history.residuals.begin() + count;
  return *last > 0 ? count - 1 + std::log(last[-1] / tolerance) / std::log(last[-1] / *last) : count;
}

History CountIterations(const linsolve::GridMask& mask, const Direction& f, const GridVector& b,
                        const CountOptions& options) {
  linsolve::RequireInRange(mask, b);
  const Poisson a(mask);
  History history{.residuals = {1}, .max = options.max};
  const auto residual_after = [norm = linsolve::Norm(b)](const auto& step) {
    return linsolve::Norm(step.residual) / norm;
  };
  using Run = linsolve::ConjugateDirections<GridVector>;
  try {
    const Run run(a, f, b, {.tolerance = options.tolerance, .max_iterations = options.max, .stored = options.stored},
                  [&](const Run::Step& step) { history.residuals.push_back(residual_after(step)); });
    history.residual_directions = run.residual_directions();
  } catch (const std::domain_error&) {
  } catch (const linsolve::Diverged&) {
  }
  return history;
}

Direction PreconditionerOf(const std::string& name, const linsolve::GridMask& mask) {
  if (name == "cg") return [](const GridVector& r) { return r; };
  if (name == "jacobi") return OnFluid(linsolve::Jacobi<double>(mask));
  if (name == "ic") return OnFluid(linsolve::IncompleteCholesky(mask));
  if (name == "multigrid") return OnFluid(linsolve::Multigrid<double>(mask));
  throw std::invalid_argument("PreconditionerOf: no preconditioner is called '" + name + "'");
}

Solver Baseline(const std::string& name, const linsolve::GridMask& mask) {
  const auto record = [](History& history) {
    return [&history](int, double residual) { history.residuals.push_back(residual); };
  };
  if (name == "deflated") {
    const auto deflation = std::make_shared<const linsolve::Deflation<GridVector>>(linsolve::BoxDeflation(mask));
    return [=, poisson = Poisson(mask)](const GridVector& b, double tolerance) {
      linsolve::RequireInRange(mask, b);
      History history{.max = kMaxIterations};
      linsolve::SolveDeflated(
          poisson, *deflation, b,
          {.tolerance = tolerance, .max_iterations = kMaxIterations, .patience = kMaxIterations, .carried = 1},
          record(history));
      return history;
    };
  }
  return [=, m = PreconditionerOf(name, mask)](const GridVector& b, double tolerance) {
    History history{.residuals = {1}, .max = kMaxIterations};
    linsolve::SolvePressure(mask, b, m,
                            {.tolerance = tolerance, .max_iterations = kMaxIterations, .look = record(history)});
    return history;
  };
}

}  // namespace hadamard_ntk::experiments
