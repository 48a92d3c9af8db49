#include "distributed/regression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "distributed/solver_arguments.h"
#include "linalg/diverged.h"

namespace hadamard_ntk::distributed {
namespace {

void Check(const GramProduct& matrix, const Eigen::Ref<const Rows>& y, const RegressionOptions& options) {
  RequireOutputs("SolveRegression", matrix.rows(), y);
  if (options.start.size() > 0 && (options.start.rows() != y.rows() || options.start.cols() != 2 * y.cols())) {
    throw std::invalid_argument("SolveRegression: start must be " + std::to_string(y.rows()) + " x " +
                                std::to_string(2 * y.cols()) + ", got " + std::to_string(options.start.rows()) + " x " +
                                std::to_string(options.start.cols()));
  }
  if (!options.start.allFinite()) {
    throw std::invalid_argument("SolveRegression: start has an entry that is not finite");
  }
  RequireTolerance("SolveRegression", options.tolerance);
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

// Outputs scaled to norm 1, and starts anew until every residual, computed anew, is small.
class Solver {
 public:
  Solver(const GramProduct& matrix, const Eigen::Ref<const Rows>& y, const Eigen::VectorXd& norm,
         const RowMap& precondition, const RegressionOptions& options)
      : matrix_(matrix),
        options_(options),
        norm_(norm),
        scale_(InverseOrZero(norm)),
        target_(y * scale_.asDiagonal()),
        direction_(matrix, precondition),
        scaled_{.tolerance = options.tolerance, .products = options.products, .keep_every = options.keep_every},
        x_(Rows::Zero(y.rows(), y.cols())),
        residual_((norm.array() > 0).select(Eigen::VectorXd::Ones(norm.size()), 0.0)) {
    if (!options.keep) return;
    scaled_.keep = [this](const Rows& state, int iterations) {
      options_.keep(state * norm_.replicate(2, 1).asDiagonal(), iterations);
    };
  }

  RegressionSolution Solve() {
    bool from_zero = !Started(matrix_.rows(), options_.start);
    if (!from_zero) GoOn();
    Iteration iteration(matrix_, x_.cols(), direction_, scaled_);
    int iterations = 0;
    for (double before = std::numeric_limits<double>::infinity(); residual_.maxCoeff() > options_.tolerance;) {
      RequireProgress(before, iterations);
      before = residual_.maxCoeff();
      iterations += iteration.Run(target_, options_.max_iterations - iterations, from_zero, x_);
      from_zero = false;
      Measure();
    }
    return {.coefficients = x_ * norm_.asDiagonal(), .relative_residual = residual_, .iterations = iterations};
  }

 private:
  // A rank without rows has a start of none.
  void GoOn() {
    Rows step = x_;
    if (options_.start.size() > 0) {
      x_ = options_.start.leftCols(x_.cols()) * scale_.asDiagonal();
      step = options_.start.rightCols(x_.cols()) * scale_.asDiagonal();
    }
    direction_.GoOnFrom(step);
    Measure();
  }

  void Measure() {
    const Rows left = target_ - matrix_(x_);
    residual_ = matrix_.rows().Dot(left, left).cwiseSqrt();
    if (!residual_.allFinite()) residual_.setConstant(std::numeric_limits<double>::infinity());
  }

  void RequireProgress(double before, int iterations) const {
    Eigen::Index worst = 0;
    const double now = residual_.maxCoeff(&worst);
    if (now <= before / 2 && iterations < options_.max_iterations) return;
    throw linalg::NotConverged("SolveRegression: output " + std::to_string(worst) + " (from 0) has relative residual " +
                               fmt::format("{:.3g}", now) + " after " + std::to_string(iterations) +
                               " iterations, wanted " + fmt::format("{:.3g}", options_.tolerance));
  }

  const GramProduct& matrix_;
  const RegressionOptions& options_;
  const Eigen::VectorXd norm_, scale_;
  const Rows target_;
  Direction direction_;
  RegressionOptions scaled_;
  Rows x_;
  Eigen::VectorXd residual_;
};

}  // namespace

RegressionSolution SolveRegression(const GramProduct& matrix, const Eigen::Ref<const Rows>& y,
                                   const RowMap& precondition, const RegressionOptions& options) {
  const RowBlocks& rows = matrix.rows();
  rows.ranks().Together([&] { Check(matrix, y, options); });
  const Eigen::VectorXd norm = rows.Dot(y, y).cwiseSqrt();
  if (!norm.allFinite()) throw std::invalid_argument("SolveRegression: |Y|^2 is beyond the range of double");
  return Solver(matrix, y, norm, precondition, options).Solve();
}

}  // namespace hadamard_ntk::distributed
