#include "distributed/regression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "linalg/diverged.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {
namespace {

void Check(const GramProduct& matrix, const Eigen::Ref<const Rows>& y, const RegressionOptions& options) {
  if (y.rows() != matrix.rows().count() || y.cols() == 0) {
    throw std::invalid_argument("SolveRegression: Y must have this rank's " + std::to_string(matrix.rows().count()) +
                                " rows and columns, got " + std::to_string(y.rows()) + " x " +
                                std::to_string(y.cols()));
  }
  if (options.start.size() > 0 && (options.start.rows() != y.rows() || options.start.cols() != 2 * y.cols())) {
    throw std::invalid_argument("SolveRegression: start must be " + std::to_string(y.rows()) + " x " +
                                std::to_string(2 * y.cols()) + ", got " + std::to_string(options.start.rows()) + " x " +
                                std::to_string(options.start.cols()));
  }
  if (!y.allFinite() || !options.start.allFinite())
    throw std::invalid_argument("SolveRegression: Y or start has an entry that is not finite");
  if (!(options.tolerance > 0 && options.tolerance < 1)) {
    throw std::invalid_argument("SolveRegression: tolerance must be between 0 and 1, got " +
                                ntk::Describe(options.tolerance));
  }
}

Rows SideBySide(const Rows& left, const Rows& right) {
  Rows both(left.rows(), left.cols() + right.cols());
  both << left, right;
  return both;
}

// What is asked, and told, after every iteration.
struct Stop {
  const RowBlocks& rows;
  const RegressionOptions& options;
  Vec work, residual;
  int done = 0;      // iterations of the runs before
  Rows before = {};  // C of the iteration before one that is kept
  Callback callback = {};

  bool KeepsAfter(int iteration) const {
    return options.keep && options.keep_every > 0 && iteration > 0 && (done + iteration) % options.keep_every == 0;
  }

  void Keep(const Rows& c, int iteration) {
    if (KeepsAfter(iteration)) options.keep(SideBySide(c, c - before), done + iteration);
    if (KeepsAfter(iteration + 1)) before = c;
  }
};

PetscErrorCode Converged(KSP solver, PetscInt iteration, PetscReal, KSPConvergedReason* reason, void* context) {
  auto& stop = *static_cast<Stop*>(context);
  Vec residual = nullptr, x = nullptr;
  PetscFunctionBegin;
  PetscCall(KSPBuildResidual(solver, stop.work, stop.residual, &residual));  // of KSPCG: a copy, no product
  const auto i = static_cast<int>(iteration);
  if (stop.KeepsAfter(i) || stop.KeepsAfter(i + 1)) PetscCall(KSPBuildSolution(solver, nullptr, &x));
  PetscCall(stop.callback([&] {
    const Rows r = ReadRows(stop.rows, residual);
    const double worst = stop.rows.Dot(r, r).maxCoeff();
    *reason = std::isnan(worst)                                ? KSP_DIVERGED_NANORINF
              : std::sqrt(worst) <= stop.options.tolerance / 2 ? KSP_CONVERGED_RTOL
                                                               : KSP_CONVERGED_ITERATING;
    if (x) stop.Keep(ReadRows(stop.rows, x), i);
  }));
  PetscFunctionReturn(0);
}

// A rank without rows does not know.
bool Started(const RowBlocks& rows, const Rows& start) {
  int any = start.cols() > 0;
  MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_MAX, rows.ranks().get());
  return any != 0;
}

// The preconditioner, whose first value z is made conjugate to the last direction of what was broken off: z - p (z, A
// p) / (p, A p).  The residual is orthogonal to p, so that conjugate gradients go on as if nothing had been.
class Direction {
 public:
  Direction(const GramProduct& matrix, const RowMap& precondition) : matrix_(matrix), precondition_(precondition) {}

  void GoOnFrom(const Rows& step) {
    step_ = step;
    product_ = matrix_(step);
    const double energy = matrix_.rows().Dot(step_, product_).sum();
    share_ = energy > 0 ? 1 / energy : 0;
  }

  Rows operator()(const Rows& residual) {
    Rows z = precondition_ ? precondition_(residual) : residual;
    if (share_ != 0) z -= matrix_.rows().Dot(z, product_).sum() * std::exchange(share_, 0) * step_;
    return z;
  }

 private:
  const GramProduct& matrix_;
  const RowMap& precondition_;
  Rows step_, product_;
  double share_ = 0;
};

class Iteration {
 public:
  Iteration(const GramProduct& matrix, PetscInt outputs, Direction& direction, const RegressionOptions& options)
      : rows_(matrix.rows()),
        product_{rows_, [&](const Rows& v) { return matrix(v); }},
        preconditioner_{rows_, [&](const Rows& v) { return direction(v); }},
        x_(MakeRowVector(rows_, outputs, options.products)),
        stop_{rows_, options, nullptr, nullptr} {
    for (OwnedVec* vector : {&y_, &work_, &residual_}) Require(VecDuplicate(x_.get(), vector->out()));
    stop_.work = work_.get();
    stop_.residual = residual_.get();
    matrix_ = MakeRowMatrix(outputs, product_);
    Require(KSPCreate(rows_.ranks().get(), solver_.out()));
    Require(KSPSetOperators(solver_.get(), matrix_.get(), matrix_.get()));
    Require(KSPSetType(solver_.get(), KSPCG));
    Require(KSPSetNormType(solver_.get(), KSP_NORM_UNPRECONDITIONED));
    Require(KSPSetConvergenceTest(solver_.get(), Converged, &stop_, nullptr));
    PC shell = nullptr;
    Require(KSPGetPC(solver_.get(), &shell));
    Require(PCSetType(shell, PCSHELL));
    Require(PCShellSetContext(shell, &preconditioner_));
    Require(PCShellSetApply(shell, ApplyShell<PC, PCShellGetContext>));
  }
  Iteration(const Iteration&) = delete;
  Iteration& operator=(const Iteration&) = delete;

  /// From the rows of x on, if they are not all 0; the iterations.
  int Run(const Rows& y, int max_iterations, bool from_zero, Rows& x) {
    WriteRows(rows_, y, y_.get());
    WriteRows(rows_, x, x_.get());
    Require(KSPSetTolerances(solver_.get(), PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, max_iterations));
    Require(KSPSetInitialGuessNonzero(solver_.get(), from_zero ? PETSC_FALSE : PETSC_TRUE));
    const PetscErrorCode code = KSPSolve(solver_.get(), y_.get(), x_.get());
    for (Callback* callback : {&product_.callback, &preconditioner_.callback, &stop_.callback}) callback->Require(0);
    Require(code);
    PetscInt iterations = 0;
    Require(KSPGetIterationNumber(solver_.get(), &iterations));
    stop_.done += static_cast<int>(iterations);
    x = ReadRows(rows_, x_.get());
    return static_cast<int>(iterations);
  }

 private:
  const RowBlocks& rows_;
  ShellContext product_, preconditioner_;
  OwnedVec x_, y_, work_, residual_;
  Stop stop_;
  OwnedMat matrix_;
  OwnedSolver solver_;
};

}  // namespace

RegressionSolution SolveRegression(const GramProduct& matrix, const Eigen::Ref<const Rows>& y,
                                   const RowMap& precondition, const RegressionOptions& options) {
  const RowBlocks& rows = matrix.rows();
  rows.ranks().Together([&] { Check(matrix, y, options); });
  const Eigen::VectorXd norm = rows.Dot(y, y).cwiseSqrt();
  if (!norm.allFinite()) throw std::invalid_argument("SolveRegression: |Y|^2 is beyond the range of double");
  const Eigen::VectorXd scale = (norm.array() > 0).select(norm.cwiseInverse(), 0.0);
  const Rows target = y * scale.asDiagonal();
  const Eigen::Index outputs = y.cols();
  // C is kept as it is, and used as the outputs are scaled.
  RegressionOptions scaled = options;
  if (options.keep) {
    scaled.keep = [&](const Rows& state, int iterations) {
      options.keep(state * norm.replicate(2, 1).asDiagonal(), iterations);
    };
  }
  Direction direction(matrix, precondition);
  Iteration iteration(matrix, outputs, direction, scaled);
  Rows x = Rows::Zero(y.rows(), outputs);
  Eigen::VectorXd residual = (norm.array() > 0).select(Eigen::VectorXd::Ones(outputs), 0.0);
  const auto measure = [&] {
    const Rows left = target - matrix(x);
    residual = rows.Dot(left, left).cwiseSqrt();
    if (!residual.allFinite()) residual.setConstant(std::numeric_limits<double>::infinity());
  };
  bool from_zero = !Started(rows, options.start);
  if (!from_zero) {
    const Rows state = options.start.size() > 0 ? options.start : Rows::Zero(y.rows(), 2 * outputs);
    x = state.leftCols(outputs) * scale.asDiagonal();
    direction.GoOnFrom(state.rightCols(outputs) * scale.asDiagonal());
    measure();
  }
  int iterations = 0;
  for (double before = std::numeric_limits<double>::infinity(); residual.maxCoeff() > options.tolerance;) {
    Eigen::Index worst = 0;
    const double now = residual.maxCoeff(&worst);
    if (!(now <= before / 2) || iterations >= options.max_iterations) {
      throw linalg::NotConverged("SolveRegression: output " + std::to_string(worst) +
                                 " (from 0) has relative residual " + fmt::format("{:.3g}", now) + " after " +
                                 std::to_string(iterations) + " iterations, wanted " +
                                 fmt::format("{:.3g}", options.tolerance));
    }
    before = now;
    iterations += iteration.Run(target, options.max_iterations - iterations, from_zero, x);
    from_zero = false;
    measure();
  }
  return {.coefficients = x * norm.asDiagonal(), .relative_residual = residual, .iterations = iterations};
}

}  // namespace hadamard_ntk::distributed
