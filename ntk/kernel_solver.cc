#include "ntk/kernel_solver.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>

#include "linalg/strip_cholesky.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Index = std::ptrdiff_t;
using Vectors = linalg::StripVectors<double>;

void Check(const KernelSystem& system, const Eigen::MatrixXd& y, const KernelSolverOptions& options) {
  if (y.rows() != system.size || y.cols() == 0) {
    throw std::invalid_argument("SolveKernel: Y must have " + std::to_string(system.size) + " rows and columns, got " +
                                std::to_string(y.rows()) + " x " + std::to_string(y.cols()));
  }
  if (!y.allFinite()) throw std::invalid_argument("SolveKernel: Y has an entry that is not finite");
  if (!(options.ridge >= 0 && std::isfinite(options.ridge))) {
    throw std::invalid_argument("SolveKernel: ridge must be finite and not negative, got " +
                                std::to_string(options.ridge));
  }
  if (!(options.tolerance > 0 && options.tolerance < 1)) {
    throw std::invalid_argument("SolveKernel: tolerance must be between 0 and 1, got " +
                                std::to_string(options.tolerance));
  }
}

template <class T>
void AddToDiagonal(linalg::StripMatrix<T>& matrix, double value) {
  constexpr Index kRows = linalg::kStripRows<T>;
  for (Index s = 0; s < matrix.strips(); ++s) {
    for (Index i = 0; i < kRows; ++i) matrix.block(s, s)[i * kRows + i] += static_cast<T>(value);
  }
}

/// The stored matrix rounded to float, whose strips are twice as tall.
void Round(const linalg::StripMatrix<double>& from, linalg::StripMatrix<float>& to) {
  constexpr Index kFrom = linalg::kStripRows<double>, kTo = linalg::kStripRows<float>;
  tbb::parallel_for(Index(0), to.strips(), [&](Index s) {
    for (Index i = s * kTo; i < (s + 1) * kTo; ++i) {
      for (Index j = 0; j < (s + 1) * kTo; ++j) {
        // Diagonal blocks of `to` reach above those of `from`: by symmetry.
        const Index row = std::max(i, j), column = std::min(i, j);
        const bool inside = row / kFrom < from.strips();
        to.strip(s)[j * kTo + i % kTo] =
            inside ? static_cast<float>(from.strip(row / kFrom)[column * kFrom + row % kFrom]) : 0.0f;
      }
    }
  });
}

/// Per column.
Eigen::VectorXd Dot(const Vectors& a, const Vectors& b) {
  Eigen::VectorXd result = Eigen::VectorXd::Zero(a.count());
  for (Index s = 0; s < a.strips(); ++s) {
    for (Index c = 0; c < a.count(); ++c) {
      for (Index i = c * Vectors::kRows; i < (c + 1) * Vectors::kRows; ++i) {
        result[c] += a.strip(s)[i] * b.strip(s)[i];
      }
    }
  }
  return result;
}

/// y += factor x, by columns.
void AddScaled(Vectors& y, const Eigen::VectorXd& factor, const Vectors& x) {
  for (Index s = 0; s < y.strips(); ++s) {
    for (Index c = 0; c < y.count(); ++c) {
      for (Index i = c * Vectors::kRows; i < (c + 1) * Vectors::kRows; ++i) y.strip(s)[i] += factor[c] * x.strip(s)[i];
    }
  }
}

class Solver {
 public:
  Solver(const KernelSystem& system, Index outputs, const KernelSolverOptions& options)
      : system_(system), options_(options) {
    const std::size_t without = KernelSolverBytes(system.size, system.columns, outputs, false);
    if (without > options.memory) {
      throw std::length_error("SolveKernel: " + std::to_string(system.size) + " samples need " +
                              std::to_string(without) + " bytes, allowed are " + std::to_string(options.memory));
    }
    if (KernelSolverBytes(system.size, system.columns, outputs, true) <= options.memory) {
      stored_ = std::make_unique<linalg::StripMatrix<double>>(system.size);
      system.fill_double(*stored_);
    }
    Factorize();
  }

  /// (K + ridge I) V.
  Vectors Multiply(const Vectors& v) const {
    Vectors result = stored_ ? linalg::SymmetricProduct(*stored_, v) : system_.multiply(v);
    if (options_.ridge > 0) AddScaled(result, Eigen::VectorXd::Constant(v.count(), options_.ridge), v);
    return result;
  }

  /// The preconditioner, applied to vectors scaled to norm 1 so that float does not overflow.
  Vectors Precondition(const Vectors& v) const {
    const Eigen::VectorXd norm = Dot(v, v).cwiseSqrt();
    Eigen::MatrixXd scaled = v.Matrix();
    for (Index c = 0; c < v.count(); ++c) {
      if (norm[c] > 0) scaled.col(c) /= norm[c];
    }
    linalg::StripVectors<float> rounded(scaled);
    linalg::SolveCholesky(*factor_, rounded);
    return Vectors((rounded.Matrix() * norm.asDiagonal()).eval());
  }

  double shift() const { return shift_; }
  bool stored() const { return stored_ != nullptr; }
  double factor_seconds() const { return factor_seconds_; }

 private:
  void Factorize() {
    const double unit = std::sqrt(static_cast<double>(system_.size)) * std::numeric_limits<float>::epsilon() *
                        (system_.mean_diagonal + options_.ridge);
    for (;;) {
      Report("kernel", 0);
      factor_ = std::make_unique<linalg::StripMatrix<float>>(system_.size);
      if (stored_) {
        Round(*stored_, *factor_);
      } else {
        system_.fill_float(*factor_);
      }
      Report("kernel", 1);
      AddToDiagonal(*factor_, options_.ridge + shift_);
      const auto began = std::chrono::steady_clock::now();
      const Index bad = linalg::FactorizeCholesky<float>(*factor_, [this](double share) { Report("factor", share); });
      factor_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      if (bad < 0) return;
      factor_.reset();
      shift_ = shift_ == 0 ? unit : 4 * shift_;
      if (!(shift_ < system_.mean_diagonal * static_cast<double>(system_.size))) {
        throw std::domain_error("SolveKernel: the Gram matrix is not positive semi-definite, see sample " +
                                std::to_string(bad));
      }
    }
  }

  void Report(const char* stage, double share) const {
    if (options_.progress) options_.progress(stage, share);
  }

  const KernelSystem& system_;
  const KernelSolverOptions& options_;
  std::unique_ptr<linalg::StripMatrix<double>> stored_;
  std::unique_ptr<linalg::StripMatrix<float>> factor_;
  double shift_ = 0, factor_seconds_ = 0;
};

/// The largest |r_c| / |y_c|; a zero column counts as solved.
double RelativeResidual(const Vectors& r, const Eigen::VectorXd& norm_y) {
  const Eigen::VectorXd norm = Dot(r, r).cwiseSqrt();
  double worst = 0;
  for (Index c = 0; c < norm.size(); ++c) {
    if (norm_y[c] > 0) worst = std::max(worst, norm[c] / norm_y[c]);
  }
  return worst;
}

Eigen::VectorXd Ratio(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  return (b.array() != 0).select(a.array() / b.array(), 0.0);
}

}  // namespace

std::size_t KernelSolverBytes(std::ptrdiff_t n, std::ptrdiff_t d, std::ptrdiff_t outputs, bool stored) {
  const std::size_t matrices =
      linalg::StripMatrix<float>::Bytes(n) + (stored ? linalg::StripMatrix<double>::Bytes(n) : 0);
  const std::size_t samples = static_cast<std::size_t>(n) * d * (2 * sizeof(double) + 2 * sizeof(float));
  // 16 partial sums, and the vectors of the iteration.
  const std::size_t vectors = static_cast<std::size_t>(n) * outputs * sizeof(double) * 32;
  return matrices + samples + vectors;
}

KernelSolution SolveKernelSystem(const KernelSystem& system, const Eigen::MatrixXd& y,
                                 const KernelSolverOptions& options) {
  Check(system, y, options);
  const Solver solver(system, y.cols(), options);
  const auto report = [&](double residual) {
    if (options.progress) {
      options.progress("iterations", std::clamp(std::log(residual) / std::log(options.tolerance), 0.0, 1.0));
    }
  };
  const Vectors target(y);
  const Eigen::VectorXd norm_y = Dot(target, target).cwiseSqrt();
  Vectors c(y.rows(), y.cols()), r = target, z = solver.Precondition(r), p = z;
  Eigen::VectorXd rz = Dot(r, z);
  double residual = RelativeResidual(r, norm_y);
  int iterations = 0;
  // The residual of the recursion is checked against the true one, from which the iteration restarts if need be.
  for (bool verified = residual == 0; !verified;) {
    while (residual > options.tolerance / 2) {
      if (iterations == options.max_iterations) {
        throw std::domain_error("SolveKernel: relative residual " + std::to_string(residual) + " after " +
                                std::to_string(iterations) + " iterations, wanted " +
                                std::to_string(options.tolerance));
      }
      const Vectors q = solver.Multiply(p);
      const Eigen::VectorXd alpha = Ratio(rz, Dot(p, q));
      AddScaled(c, alpha, p);
      AddScaled(r, -alpha, q);
      residual = RelativeResidual(r, norm_y);
      report(residual);
      z = solver.Precondition(r);
      const Eigen::VectorXd next = Dot(r, z);
      const Eigen::VectorXd beta = Ratio(next, rz);
      rz = next;
      Vectors direction = z;
      AddScaled(direction, beta, p);
      p = std::move(direction);
      ++iterations;
    }
    const Vectors product = solver.Multiply(c);
    r = target;
    AddScaled(r, Eigen::VectorXd::Constant(y.cols(), -1), product);
    residual = RelativeResidual(r, norm_y);
    verified = residual <= options.tolerance;
    if (!verified) {
      z = solver.Precondition(r);
      p = z;
      rz = Dot(r, z);
    }
  }
  return {.coefficients = c.Matrix(),
          .relative_residual = residual,
          .iterations = iterations,
          .shift = solver.shift(),
          .stored = solver.stored(),
          .factor_seconds = solver.factor_seconds()};
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk
