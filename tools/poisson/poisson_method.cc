#include "tools/poisson/poisson_method.h"

#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "linalg/diverged.h"
#include "linalg/operator.h"
#include "linalg/steady_seconds.h"
#include "linsolve/box_deflation.h"
#include "linsolve/component_means.h"
#include "linsolve/conjugate_directions.h"
#include "linsolve/deflation.h"
#include "linsolve/diverged.h"
#include "linsolve/grid.h"
#include "linsolve/incomplete_cholesky.h"
#include "linsolve/jacobi.h"
#include "linsolve/multigrid.h"
#include "linsolve/pressure_poisson.h"
#include "linsolve/single_vector.h"

namespace hadamard_ntk::tools {
namespace {

using linsolve::GridMask, linsolve::PressureSolverOptions;
using Function = linsolve::GridFunction<double>;
using Poisson = linsolve::PressurePoisson<double>;

struct Iterated {
  Function x;
  int iterations;
  bool converged;
};
using Solver = std::function<Iterated(const Function& b)>;

template <class M>
Solver Preconditioned(const GridMask& mask, std::shared_ptr<const M> m, const PressureSolverOptions& options) {
  return [&mask, m = std::move(m), options](const Function& b) {
    auto solution = linsolve::SolvePressure(mask, b, *m, options);
    return Iterated{std::move(solution.x), solution.iterations, solution.converged};
  };
}

// These work with squares of b.
Solver Scaled(Solver solver) {
  return [solver = std::move(solver)](const Function& b) {
    const double scale = linsolve::ScaleOf(b);
    Iterated solution = solver(linsolve::Times(1 / scale, b));
    solution.x = linsolve::Times(scale, solution.x);
    return solution;
  };
}

linsolve::Deflation<Function> DeflationOf(const GridMask& mask) {
  try {
    return linsolve::BoxDeflation(mask);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("--method deflation: is not for this mask: " + std::string(error.what()));
  }
}

Solver Deflated(const GridMask& mask, const PressureSolverOptions& options) {
  const auto deflation = std::make_shared<const linsolve::Deflation<Function>>(DeflationOf(mask));
  return Scaled([&mask, deflation, options](const Function& b) {
    double residual = 1;
    const auto look = [&](int iteration, double reached) {
      residual = reached;
      if (iteration > 0) options.look(iteration, reached);
    };
    auto solution = linsolve::SolveDeflated(Poisson(mask), *deflation, b,
                                            {.tolerance = options.tolerance,
                                             .max_iterations = options.max_iterations,
                                             .patience = options.max_iterations,
                                             .carried = 1},
                                            look);
    linsolve::RequireNotDiverged("deflated conjugate gradients", solution.iterations, residual);
    return Iterated{std::move(solution.x), solution.iterations, solution.converged};
  });
}

Solver Directed(const GridMask& mask, const models::GridDirection& net, const PressureSolverOptions& options) {
  return Scaled([&, options](const Function& b) {
    using Run = linsolve::ConjugateDirections<Function>;
    const double norm = linsolve::Norm(b);
    int iteration = 0;
    const Run run(Poisson(mask), net, b, {.tolerance = options.tolerance, .max_iterations = options.max_iterations},
                  [&](const Run::Step& step) { options.look(++iteration, linsolve::Norm(step.residual) / norm); });
    return Iterated{run.solution(), run.iterations(), run.converged()};
  });
}

Solver SolverOf(const PoissonMethod& method, const GridMask& mask, const PressureSolverOptions& options) {
  if (method.name == "cg") return Preconditioned(mask, std::make_shared<const linalg::Identity>(), options);
  if (method.name == "jacobi") {
    return Preconditioned(mask, std::make_shared<const linsolve::Jacobi<double>>(mask), options);
  }
  if (method.name == "ic0") {
    return Preconditioned(mask, std::make_shared<const linsolve::IncompleteCholesky>(mask), options);
  }
  if (method.name == "deflation") return Deflated(mask, options);
  if (method.name == "net") return Directed(mask, method.net.value(), options);
  return Preconditioned(mask, std::make_shared<const linsolve::Multigrid<float>>(mask), options);
}

double ResidualOf(const GridMask& mask, const Function& b, const Function& x) {
  const double scale = linsolve::ScaleOf(b);
  const Function unit = linsolve::Times(1 / scale, b);
  Function residual = Poisson(mask)(linsolve::Times(1 / scale, x));
  AddScaled(residual, -1, unit);
  const double norm = linsolve::Norm(unit);
  return norm > 0 ? linsolve::Norm(residual) / norm : 0;
}

Iterated Iterate(const PoissonMethod& method, const Solver& solver, const Function& b) {
  try {
    return solver(b);
  } catch (const linsolve::Diverged& error) {
    throw linalg::NotConverged("--method " + method.name + ": " + error.what() + "; nothing was written");
  } catch (const std::domain_error& error) {  // a direction that is none
    throw linalg::NotConverged("--method " + method.name + ": " + error.what() + "; nothing was written");
  }
}

}  // namespace

const std::vector<std::string>& MethodNames() {
  static const std::vector<std::string> names = {"multigrid", "cg", "jacobi", "ic0", "deflation", "net"};
  return names;
}

double MethodBytes(const PoissonMethod& method, const linsolve::Grid& grid) {
  const auto vectors = [&](double count) { return count * static_cast<double>(grid.cells()) * sizeof(double); };
  const bool plain = method.name == "cg";
  const auto gradients = static_cast<double>(linsolve::PressureSolverBytes<double>(grid, !plain));
  if (method.name == "multigrid") return gradients + static_cast<double>(linsolve::Multigrid<float>::Bytes(grid));
  if (method.name == "jacobi") return gradients + static_cast<double>(grid.cells());
  if (method.name == "ic0") return gradients + vectors(2);  // the pivots, and a result beside the one before
  if (method.name == "deflation") {
    return gradients + vectors(4) + static_cast<double>(linsolve::BoxDeflationBytes(grid));
  }
  // x, r, b scaled and not, three pairs of stored directions, and five in passing.
  if (method.name == "net") return vectors(15) + static_cast<double>(method.net.value().Bytes());
  return gradients;
}

PoissonSolution SolvePoisson(const PoissonMethod& method, const GridMask& mask, const Function& b,
                             const PressureSolverOptions& options) {
  const double begin = linalg::SteadySeconds();
  const Solver solver = SolverOf(method, mask, options);
  const double setup = linalg::SteadySeconds() - begin;
  const double start = linalg::SteadySeconds();
  Iterated found = Iterate(method, solver, b);
  const double seconds = linalg::SteadySeconds() - start;
  RemoveMeans(mask, found.x);
  const double residual = ResidualOf(mask, b, found.x);
  if (!found.converged) {
    std::ostringstream text;
    text << "--method " << method.name << ": did not converge: relative residual " << residual << " after "
         << found.iterations << " iterations (--iterations), not --tolerance " << options.tolerance
         << "; nothing was written";
    throw linalg::NotConverged(text.str());
  }
  return {std::move(found.x), found.iterations, residual, setup, seconds};
}

}  // namespace hadamard_ntk::tools
