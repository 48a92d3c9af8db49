/// The ways of `ntk predict` from K and outputs to the coefficients C of f = f_0 + K(., X) C, and what else they tell.
/// Each says on the run's notes what it does, and puts its numbers into a report.
#ifndef HADAMARD_NTK_TOOLS_NTK_PREDICT_SOLVER_H_
#define HADAMARD_NTK_TOOLS_NTK_PREDICT_SOLVER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>

#include "ntk/kernel_regression.h"
#include "referee/program/json.h"
#include "tools/ntk/gram_limits.h"
#include "tools/ntk/ntk_run.h"
#include "tools/ntk/predict_flags.h"
#include "tools/ntk/predict_inputs.h"

namespace hadamard_ntk::tools {

/// Four significant digits.
std::string Short(double value);

class PredictSolver {
 public:
  /// Keeps the references.  The inputs have been read when a function is called.
  PredictSolver(const PredictFlags& flags, const PredictInputs& inputs, Run& run)
      : flags_(flags), in_(inputs), run_(run) {}
  PredictSolver(const PredictSolver&) = delete;
  PredictSolver& operator=(const PredictSolver&) = delete;

  /// Of K: the NTK, or with --nngp the NNGP.
  Quantity quantity() const { return flags_.nngp ? Quantity::kNngp : Quantity::kNtk; }

  double SpectrumSeconds() const;
  double CholeskySeconds() const;
  /// C.  What the solvers throw is blamed on what was given.
  Matrix<double> BySpectrum(double seconds);
  Matrix<double> ByCholesky(std::int64_t bytes);
  const referee::Json& report() const { return report_; }

  /// After BySpectrum: n x outputs (ntk/leave_one_out.h); of each test point the variance and its bound, in two columns
  /// (ntk/posterior_variance.h), with the bytes that takes beside the result.
  Matrix<double> LeaveOneOutErrors() const;
  Matrix<double> Variance() const;
  double VarianceBytes() const;

 private:
  const RegressionKernel& kernel() const { return in_.kernel(); }
  void ChooseFilter();
  void ChooseDescent();
  void SetRidge(double mean_eigenvalue, double largest);
  const char* RidgeFlag() const { return flags_.relative_ridge > 0 ? "--relative_ridge" : "--ridge"; }
  std::string RidgeText() const;
  std::string StartText() const { return flags_.f0_x.empty() ? "f = 0" : "f = f_0"; }
  template <class Solve>
  std::invoke_result_t<const Solve&> Guarded(const Solve& solve) const;

  const PredictFlags& flags_;
  const PredictInputs& in_;
  Run& run_;
  double ridge_ = 0;
  std::optional<ntk::KernelRegression> regression_;
  std::function<Matrix<double>(const Matrix<double>&)> filter_;  // from Y - f_0(X) to C
  referee::Json report_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_PREDICT_SOLVER_H_
