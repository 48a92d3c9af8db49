#include "tools/ntk/predict_solver.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "linalg/steady_seconds.h"
#include "ntk/any_gram.h"
#include "ntk/kernel_solver.h"
#include "ntk/leave_one_out.h"
#include "ntk/posterior_variance.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "tools/ntk/regression_kernel.h"
#include "tools/program/clock_progress.h"

namespace hadamard_ntk::tools {
namespace {

using ntk::KernelRegression;
using referee::FlagError;
using referee::Json;

// Variances are computed for so many test points at once.
constexpr Eigen::Index kVarianceRows = 512;

// The eigenvalue problem of n samples from that of the first 500.  The time grows like n^3, but more like n^3.5 while K
// outgrows the caches, up to some 2000 samples.
double EigenSeconds(const RegressionKernel& kernel, Quantity quantity) {
  constexpr double kSample = 500, kLarge = 2000;
  const Matrix<double> gram = kernel.Gram(quantity, std::min<Eigen::Index>(kernel.train(), kSample));
  const double begin = linalg::SteadySeconds();
  const KernelRegression regression(gram, kernel.entry_error());
  const auto n = static_cast<double>(kernel.train());
  return (linalg::SteadySeconds() - begin) * std::pow(std::clamp(n, kSample, kLarge) / kSample, 3.5) *
         std::pow(std::max(n, kLarge) / kLarge, 3);
}

}  // namespace

std::string Short(double value) { return referee::RoundedReal(value, 4); }

// What the solvers throw, blamed on what was given.
template <class Solve>
std::invoke_result_t<const Solve&> PredictSolver::Guarded(const Solve& solve) const {
  try {
    return solve();
  } catch (const std::domain_error& error) {
    const std::string what = error.what();
    if (flags_.GivenGram()) in_.train_file().Fail(what + "; --entry_error says how far entries are known");
    if (!flags_.HasRidge()) {
      in_.train_file().Fail(what + "; --ridge or --solver spectrum (least squares) may help");
    }
    throw FlagError(RidgeFlag(), what + "; a larger ridge or --solver spectrum may help",
                    Short(std::max(flags_.ridge, flags_.relative_ridge)));
  } catch (const std::overflow_error&) {
    in_.train_file().Fail(
        std::string("K is so small beside the outputs that the coefficients are beyond the range of float64") +
        (flags_.GivenGram() ? "" : "; scale the rows up"));
  } catch (const FlagError&) {
    throw;
  } catch (const std::invalid_argument& error) {
    if (flags_.GivenGram()) in_.train_file().Fail(error.what());
    throw;
  }
}

double PredictSolver::SpectrumSeconds() const {
  return Guarded([&] { return EigenSeconds(kernel(), quantity()); });
}

double PredictSolver::CholeskySeconds() const {
  return Guarded([&] { return SolverSeconds(in_.network(), in_.x(), in_.outputs()); });
}

Matrix<double> PredictSolver::BySpectrum(double seconds) {
  {
    const ClockProgress clock(run_.progress(), "eigenvalues of K", seconds);
    Guarded([&] {
      regression_.emplace(kernel().Gram(quantity(), kernel().train()), kernel().entry_error());
      return true;
    });
  }
  run_.progress().Finish();
  const KernelRegression::Report& report = regression_->report();
  run_.notes() << "K:      rank " << report.rank << " of " << regression_->size() << ", condition "
               << Short(report.condition) << ", eigenvalues " << Short(report.lambda_min) << " to "
               << Short(report.lambda_max) << std::endl;
  report_ = {{"n", regression_->size()},
             {"rank", report.rank},
             {"condition", std::isfinite(report.condition) ? Json(report.condition) : Json(nullptr)},
             {"lambda_min", report.lambda_min},
             {"lambda_max", report.lambda_max},
             {"noise", report.noise},
             {"interpolates", regression_->Interpolates()}};
  ChooseFilter();
  return filter_(in_.Residual());
}

// Tells the method, and sets filter_.
void PredictSolver::ChooseFilter() {
  if (flags_.descend) return ChooseDescent();
  if (flags_.flow) {
    run_.notes() << "method: gradient flow from " << StartText() << " for the time " << Short(flags_.time) << std::endl;
    filter_ = [this](const Matrix<double>& residual) {
      return Guarded([&] { return regression_->Flow(residual, flags_.time); });
    };
    return;
  }
  const KernelRegression::Report& report = regression_->report();
  SetRidge(report.mean_eigenvalue, report.lambda_max);
  run_.notes() << "method: "
               << (flags_.HasRidge() ? RidgeText()
                   : regression_->Interpolates()
                       ? "ridgeless; K has full rank, so the training data are met, to rounding (" +
                             Short(report.noise / report.lambda_min) + ")"
                       : "ridgeless, of least norm; K is rank-deficient, so the training data need not be met")
               << std::endl;
  filter_ = [this](const Matrix<double>& residual) {
    return Guarded([&] { return regression_->Solve(residual, ridge_); });
  };
}

// The ridge, given or in units of the mean eigenvalue; K of the size `largest` is not lost in K + ridge I.
void PredictSolver::SetRidge(double mean_eigenvalue, double largest) {
  ridge_ = flags_.relative_ridge > 0 ? flags_.relative_ridge * mean_eigenvalue : flags_.ridge;
  report_["ridge"] = ridge_;
  if (flags_.relative_ridge > 0 && ridge_ == 0 && largest > 0) {
    throw FlagError(RidgeFlag(), "must not be so small that the ridge is 0", Short(flags_.relative_ridge));
  }
  if (ridge_ == 0 || largest <= 0) return;
  if (largest + ridge_ > ridge_ && std::isfinite(largest + ridge_)) return;
  throw FlagError(RidgeFlag(),
                  "must not be so large that K(X, X) is lost in K + ridge I; the largest eigenvalue of K is at most " +
                      Short(largest),
                  Short(ridge_));
}

std::string PredictSolver::RidgeText() const {
  return "ridge " + Short(ridge_) +
         (flags_.relative_ridge > 0 ? ", " + Short(flags_.relative_ridge) + " of the mean eigenvalue" : "");
}

void PredictSolver::ChooseDescent() {
  const double most = regression_->MaxLearningRate(flags_.momentum);
  run_.notes() << "method: " << flags_.steps << " steps of gradient descent from " << StartText() << ", learning rate "
               << Short(flags_.learning_rate) << ", momentum " << Short(flags_.momentum) << "; "
               << (flags_.learning_rate < most ? "converges" : "DIVERGES") << ", the bound is " << Short(most)
               << std::endl;
  report_["max_learning_rate"] = std::isfinite(most) ? Json(most) : Json(nullptr);
  filter_ = [this, most](const Matrix<double>& residual) -> Matrix<double> {
    try {
      return regression_->Descend(residual, {flags_.learning_rate, flags_.momentum}, flags_.steps);
    } catch (const std::overflow_error&) {
      throw FlagError("--learning_rate",
                      "must be below " + Short(most) + ": gradient descent has left the range of double",
                      Short(flags_.learning_rate));
    }
  };
}

Matrix<double> PredictSolver::ByCholesky(std::int64_t bytes) {
  const Matrix<double>& x = in_.x();
  double trace = 0;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double norm = x.row(i).stableNorm();
    trace += in_.network()(norm, norm, ntk::Correlation<double>::Equal()).ntk;
  }
  SetRidge(trace / static_cast<double>(x.rows()), trace);
  StageProgress stage(run_.progress());
  ntk::KernelSolution solution = Guarded([&] {
    return ntk::SolveAnyNet(in_.network(), quantity(), x, in_.Residual(),
                            {.ridge = ridge_,
                             .tolerance = flags_.tolerance,
                             .memory = static_cast<std::size_t>(bytes),
                             .progress = [&](const std::string& name, double share) { stage.Show(name, share); }});
  });
  run_.progress().Finish();
  const Eigen::Index repeated = x.rows() - solution.distinct;
  if (repeated > 0) {
    run_.notes() << "rows:   " << solution.distinct << " of " << x.rows()
                 << " are distinct; of repeated ones the mean output is fitted" << std::endl;
  }
  run_.notes() << "method: " << (flags_.HasRidge() ? RidgeText() : "ridgeless") << " by Cholesky and "
               << solution.iterations << " iterations, relative residual " << Short(solution.relative_residual)
               << (repeated > 0 ? " on distinct rows" : "") << "; for rank and condition give --solver spectrum"
               << std::endl;
  report_ = {{"n", x.rows()},
             {"distinct_rows", solution.distinct},
             {"iterations", solution.iterations},
             {"relative_residual", solution.relative_residual},
             {"preconditioner_shift", solution.shift},
             {"ridge", ridge_}};
  return std::move(solution.coefficients);
}

Matrix<double> PredictSolver::LeaveOneOutErrors() const {
  return ntk::LeaveOneOutErrors(*regression_, in_.Residual(), ridge_);
}

double PredictSolver::VarianceBytes() const {
  const auto n = static_cast<double>(kernel().train());
  return (n * n + 5 * n * static_cast<double>(kVarianceRows)) * sizeof(double);
}

// Of each test point the variance and its bound, in two columns.
Matrix<double> PredictSolver::Variance() const {
  const Matrix<double> prior = kernel().Gram(Quantity::kNngp, kernel().train());
  Matrix<double> table(kernel().tests(), 2);
  for (Eigen::Index first = 0; first < table.rows(); first += kVarianceRows) {
    const Eigen::Index count = std::min(kVarianceRows, table.rows() - first);
    const Matrix<double> cross = kernel().CrossGram(quantity(), first, count);
    const Matrix<double> prior_cross = flags_.nngp ? cross : kernel().CrossGram(Quantity::kNngp, first, count);
    const Eigen::VectorXd diagonal = kernel().Diagonal(Quantity::kNngp, first, count);
    const Matrix<double> weights = filter_(cross.transpose());
    const ntk::PredictionVariance variance = Guarded([&] {
      return ntk::PosteriorVariance({prior, prior_cross, diagonal, kernel().entry_error()}, weights,
                                    flags_.nngp ? ridge_ : 0);
    });
    table.middleRows(first, count) << variance.value, variance.error;
  }
  return table;
}

}  // namespace hadamard_ntk::tools
