#include "ntk/kernel_solver.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "linalg/conjugate_gradients.h"
#include "linalg/rising_shift.h"
#include "linalg/steady_seconds.h"
#include "linalg/strip_cholesky.h"
#include "linalg/strip_vectors.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Index = std::ptrdiff_t;
using Vectors = linalg::StripVectors<double>;

void Check(const KernelSystem& system, const Eigen::MatrixXd& y, const KernelSolverOptions& options) {
  if (y.rows() != system.size() || y.cols() == 0) {
    throw std::invalid_argument("SolveKernel: Y must have " + std::to_string(system.size()) +
                                " rows and columns, got " + std::to_string(y.rows()) + " x " +
                                std::to_string(y.cols()));
  }
  if (!y.allFinite()) throw std::invalid_argument("SolveKernel: Y has an entry that is not finite");
  if (!(options.ridge >= 0 && std::isfinite(options.ridge))) {
    throw std::invalid_argument("SolveKernel: ridge must be finite and not negative, got " + Describe(options.ridge));
  }
  if (!(options.tolerance > 0 && options.tolerance < 1)) {
    throw std::invalid_argument("SolveKernel: tolerance must be between 0 and 1, got " + Describe(options.tolerance));
  }
  const double diagonal = system.mean_diagonal, trace = diagonal * static_cast<double>(system.size());
  if (trace > 0 && !(trace + options.ridge > options.ridge && std::isfinite(trace + options.ridge))) {
    throw std::invalid_argument("SolveKernel: ridge must not drown K, whose trace is " + Describe(trace) + ", got " +
                                Describe(options.ridge));
  }
  using Float = std::numeric_limits<float>;
  if (!(trace + options.ridge <= Float::max() && diagonal + options.ridge >= Float::min() / Float::epsilon())) {
    throw std::domain_error(
        "SolveKernel: K + ridge I must be in the range of float, where it is factored, got K(x, x) "
        "of mean " +
        Describe(diagonal) + " and ridge " + Describe(options.ridge));
  }
}

void AddToDiagonal(linalg::StripMatrix<float>& matrix, const Eigen::VectorXd& values) {
  constexpr Index kRows = linalg::kStripRows<float>;
  for (Index i = 0; i < values.size(); ++i) {
    matrix.block(i / kRows, i / kRows)[i % kRows * (kRows + 1)] += static_cast<float>(values[i]);
  }
}

/// The stored matrix rounded to float, whose strips are twice as tall.
void Round(const linalg::StripMatrix<double>& from, linalg::StripMatrix<float>& to) {
  constexpr Index kFrom = linalg::kStripRows<double>, kTo = linalg::kStripRows<float>;
  tbb::parallel_for(Index(0), to.strips(), [&](Index s) {
    for (Index j = 0; j < (s + 1) * kTo; ++j) {
      for (Index i = s * kTo; i < (s + 1) * kTo; ++i) {
        // Diagonal blocks of `to` reach above those of `from`: by symmetry.
        const Index row = std::max(i, j), column = std::min(i, j);
        const bool inside = row / kFrom < from.strips();
        to.strip(s)[j * kTo + i % kTo] =
            inside ? static_cast<float>(from.strip(row / kFrom)[column * kFrom + row % kFrom]) : 0.0f;
      }
    }
  });
}

class Solver {
 public:
  Solver(const KernelSystem& system, Index outputs, const KernelSolverOptions& options)
      : system_(system), options_(options), ridge_(options.ridge * system.copies.cwiseInverse()) {
    const std::size_t without = KernelSolverBytes(system.size(), system.columns, outputs, false);
    if (without > options.memory) {
      throw std::length_error("SolveKernel: " + std::to_string(system.size()) + " samples need " +
                              std::to_string(without) + " bytes, allowed are " + std::to_string(options.memory));
    }
    if (KernelSolverBytes(system.size(), system.columns, outputs, true) <= options.memory) {
      stored_ = std::make_unique<linalg::StripMatrix<double>>(system.size());
      system.fill_double(*stored_);
    }
    Factorize();
  }

  /// (K + ridge I) V.
  Vectors Multiply(const Vectors& v) const {
    Vectors result = stored_ ? linalg::SymmetricProduct(*stored_, v) : system_.multiply(v);
    if (options_.ridge > 0) linalg::AddScaledRows(result, ridge_, v);
    return result;
  }

  /// The preconditioner, applied to vectors scaled to norm 1 so that float does not overflow.
  Vectors Precondition(const Vectors& v) const {
    const Eigen::VectorXd norm = linalg::Dot(v, v).cwiseSqrt();
    Eigen::MatrixXd scaled = v.Matrix();
    for (Index c = 0; c < v.count(); ++c) {
      if (norm[c] > 0) scaled.col(c) /= norm[c];
    }
    linalg::StripVectors<float> rounded(scaled);
    linalg::SolveCholesky(*factor_, rounded);
    return Vectors((rounded.Matrix() * norm.asDiagonal()).eval());
  }

  double shift() const { return shift_; }
  /// What rounding K's entries is worth in norm.
  double noise() const {
    return std::sqrt(static_cast<double>(system_.size())) * std::numeric_limits<double>::epsilon() *
           system_.mean_diagonal;
  }
  /// Which row makes K + ridge I singular, as far as the factor in float can tell.
  std::string Dependent() const {
    const Index row = dependent_ >= 0 ? dependent_ : RoundedPivot(system_.size());
    if (row == system_.size()) return "";
    return "; in float row " + std::to_string(system_.names[static_cast<std::size_t>(row)]) +
           " (from 0) is the first to depend on those before it";
  }
  bool stored() const { return stored_ != nullptr; }
  double factor_seconds() const { return factor_seconds_; }

 private:
  void Factorize() {
    const double unit = std::sqrt(static_cast<double>(system_.size())) * std::numeric_limits<float>::epsilon() *
                        (system_.mean_diagonal + options_.ridge);
    const double bound = system_.mean_diagonal * static_cast<double>(system_.size());
    if (!linalg::FirstShift(unit, bound, [&](double shift) { return FactorizeWith(shift); })) {
      throw std::domain_error("SolveKernel: the Gram matrix is not positive semi-definite" + Dependent());
    }
  }

  bool FactorizeWith(double shift) {
    shift_ = shift;
    Report("kernel", 0);
    factor_ = std::make_unique<linalg::StripMatrix<float>>(system_.size());
    if (stored_) {
      Round(*stored_, *factor_);
    } else {
      system_.fill_float(*factor_);
    }
    Report("kernel", 1);
    AddToDiagonal(*factor_, (ridge_.array() + shift_).matrix());
    const double began = linalg::SteadySeconds();
    const Index bad = linalg::FactorizeCholesky<float>(*factor_, [this](double share) { Report("factor", share); });
    factor_seconds_ += linalg::SteadySeconds() - began;
    if (bad < 0) return true;
    if (shift_ == 0) dependent_ = RoundedPivot(bad);
    factor_.reset();
    return false;
  }

  /// The first row before `end` of whose diagonal entry the factor leaves no more than rounding makes of 0, twice the
  /// sqrt(n) eps of linalg/strip_cholesky.h; or `end`.
  Index RoundedPivot(Index end) const {
    constexpr Index kRows = linalg::kStripRows<float>;
    for (Index i = 1; i < end; ++i) {
      const float* row = factor_->block(i / kRows, 0) + i % kRows;
      const double pivot = row[i * kRows];
      double diagonal = 0;  // of L L^T
      for (Index j = 0; j <= i; ++j) diagonal += static_cast<double>(row[j * kRows]) * row[j * kRows];
      const double unit = 2 * std::sqrt(static_cast<double>(i + 1)) * std::numeric_limits<float>::epsilon();
      if (pivot * pivot <= unit * diagonal) return i;
    }
    return end;
  }

  void Report(const char* stage, double share) const {
    if (options_.progress) options_.progress(stage, share);
  }

  const KernelSystem& system_;
  const KernelSolverOptions& options_;
  const Eigen::VectorXd ridge_;
  std::unique_ptr<linalg::StripMatrix<double>> stored_;
  std::unique_ptr<linalg::StripMatrix<float>> factor_;
  double shift_ = 0, factor_seconds_ = 0;
  Index dependent_ = -1;
};

/// Powers of two near the largest entry of each column, by which Y is divided so that its squares are in range.
Eigen::VectorXd Scales(const Eigen::MatrixXd& y) {
  return y.cwiseAbs().colwise().maxCoeff().transpose().unaryExpr(
      [](double largest) { return largest > 0 ? std::ldexp(1.0, std::max(std::ilogb(largest), -1000)) : 1.0; });
}

}  // namespace

std::size_t KernelSolverBytes(std::ptrdiff_t n, std::ptrdiff_t d, std::ptrdiff_t outputs, bool stored) {
  const std::size_t matrices =
      linalg::StripMatrix<float>::Bytes(n) + (stored ? linalg::StripMatrix<double>::Bytes(n) : 0);
  const std::size_t samples = static_cast<std::size_t>(n) * d * (3 * sizeof(double) + 2 * sizeof(float));
  // 16 partial sums, and the vectors of the iteration.
  const std::size_t vectors = static_cast<std::size_t>(n) * outputs * sizeof(double) * 32;
  return matrices + samples + vectors;
}

KernelSolution SolveKernelSystem(const KernelSystem& system, const Eigen::MatrixXd& y,
                                 const KernelSolverOptions& options) {
  Check(system, y, options);
  const Solver solver(system, y.cols(), options);
  const Eigen::VectorXd scales = Scales(y);
  const Vectors target(y * scales.cwiseInverse().asDiagonal());
  const Eigen::VectorXd norm = linalg::Dot(target, target).cwiseSqrt();
  const auto fail = [&](const std::string& what) {
    throw std::domain_error("SolveKernel: " + what + ", wanted " + fmt::format("{:.3g}", options.tolerance) +
                            ", with ridge " + fmt::format("{:.3g}", options.ridge) + solver.Dependent());
  };
  const auto look = [&](const Vectors& c, double residual) {
    if (options.progress) {
      options.progress("iterations", std::clamp(std::log(residual) / std::log(options.tolerance), 0.0, 1.0));
    }
    const double rounding = solver.noise() * linalg::RelativeNorm(c, norm);
    if (!(rounding <= options.tolerance)) {
      fail("K is singular to rounding: rounding its entries alone moves the relative residual by " +
           fmt::format("{:.3g}", rounding));
    }
  };
  const linalg::ConjugateGradients<Vectors> iteration(
      [&](const Vectors& v) { return solver.Multiply(v); }, [&](const Vectors& v) { return solver.Precondition(v); },
      target, {.tolerance = options.tolerance, .max_iterations = options.max_iterations}, look);
  if (!iteration.converged()) {
    fail("relative residual " + fmt::format("{:.3g}", iteration.relative_residual()) + " after " +
         std::to_string(iteration.iterations()) + " iterations");
  }
  Eigen::MatrixXd coefficients = iteration.solution().Matrix() * scales.asDiagonal();
  if (!coefficients.allFinite()) throw std::overflow_error("SolveKernel: coefficients are beyond the range of double");
  return {.coefficients = std::move(coefficients),
          .relative_residual = iteration.relative_residual(),
          .distinct = system.size(),
          .iterations = iteration.iterations(),
          .shift = solver.shift(),
          .stored = solver.stored(),
          .factor_seconds = solver.factor_seconds()};
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk
