#include "distributed/nystrom_regression.h"

#include <fmt/format.h>
#include <oneapi/tbb/task_arena.h>

#include <Eigen/Cholesky>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "distributed/solver_arguments.h"
#include "linalg/conjugate_gradients.h"
#include "linalg/dense_block.h"
#include "linalg/diverged.h"
#include "linalg/rising_shift.h"
#include "linalg/uniform_draw.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
using Eigen::MatrixXd;
using linalg::Dense;

void Check(const RowBlocks& rows, const Eigen::Ref<const Rows>& y, const NystromOptions& options) {
  RequireOutputs("SolveNystrom", rows, y);
  RequireRidge("SolveNystrom", options.ridge);
  RequireTolerance("SolveNystrom", options.tolerance);
}

// K_nm^T K_nm + ridge K_mm.
class NormalProduct {
 public:
  NormalProduct(const RowBlocks& rows, const BlockKernel& kernel, const MatrixXd& centres, const MatrixXd& square,
                double ridge)
      : rows_(rows), kernel_(kernel), centres_(centres), square_(square), ridge_(ridge) {}

  // The sum over the blocks b of term(b, K(X_b, Z)).
  template <class Term>
  MatrixXd Sum(Index outputs, const Term& term) const {
    return rows_.Sum(centres_.rows(), outputs, [&](Index block) {
      MatrixXd sum;
      // Whoever waits inside does not begin another block, with a K of its own.
      tbb::this_task_arena::isolate([&] { sum = term(block, kernel_.With(block, centres_)); });
      return sum;
    });
  }

  MatrixXd TargetOf(const Eigen::Ref<const Rows>& y) const {
    return Sum(y.cols(),
               [&](Index block, const MatrixXd& k) -> MatrixXd { return k.transpose() * rows_.OfBlock(y, block); });
  }

  Dense operator()(const Dense& v) const {
    MatrixXd product =
        Sum(v.values.cols(), [&](Index, const MatrixXd& k) -> MatrixXd { return k.transpose() * (k * v.values); });
    product += ridge_ * (square_ * v.values);
    return {std::move(product)};
  }

 private:
  const RowBlocks& rows_;
  const BlockKernel& kernel_;
  const MatrixXd &centres_, &square_;
  const double ridge_;
};

// (R T)^-1 (R T)^-T, T^T and R^T being the Cholesky factors.
class Falkon {
 public:
  Falkon(const MatrixXd& square, double samples, double ridge) {
    const auto m = static_cast<double>(square.rows());
    const double mean = square.trace() / m;
    if (!(mean > 0)) {
      throw std::domain_error("SolveNystrom: mean K(z, z) of the centres must be positive, got " + ntk::Describe(mean));
    }
    const double least = m * std::numeric_limits<double>::epsilon() * mean;
    if (!linalg::FirstShift(least, m * mean, [&](double shift) { return Factor(square, samples / m, ridge, shift); })) {
      throw std::domain_error("SolveNystrom: the Gram matrix of the centres is not positive semi-definite");
    }
  }

  Dense operator()(const Dense& v) const {
    MatrixXd result = inner_.solve(outer_.matrixL().solve(v.values));
    outer_.matrixU().solveInPlace(result);
    return {std::move(result)};
  }

 private:
  bool Factor(const MatrixXd& square, double share, double ridge, double shift) {
    MatrixXd lifted = square;
    lifted.diagonal().array() += shift;
    outer_.compute(lifted);
    if (outer_.info() != Eigen::Success) return false;
    const MatrixXd factor = outer_.matrixL();
    lifted.noalias() = share * factor.transpose() * factor;
    lifted.diagonal().array() += ridge;
    inner_.compute(lifted);
    return inner_.info() == Eigen::Success;
  }

  Eigen::LLT<MatrixXd> outer_, inner_;
};

}  // namespace

std::vector<Index> DrawCentres(Index n, Index m, std::uint64_t seed) {
  if (m < 1 || m > n) {
    throw std::invalid_argument("DrawCentres: centres must be from 1 to " + std::to_string(n) + ", got " +
                                std::to_string(m));
  }
  std::mt19937_64 random(seed);
  std::vector<Index> rows;
  for (Index i = 0; i < n; ++i) {
    const double share = static_cast<double>(m - static_cast<Index>(rows.size())) / static_cast<double>(n - i);
    if (linalg::UniformDraw(random) < share) rows.push_back(i);
  }
  return rows;
}

NystromSolution SolveNystrom(const RowBlocks& rows, const BlockKernel& kernel, const std::vector<Index>& centres,
                             const Eigen::Ref<const Rows>& y, const NystromOptions& options) {
  rows.ranks().Together([&] { Check(rows, y, options); });
  const Communicator& ranks = rows.ranks();
  const MatrixXd z = ranks.MakeTogether([&] { return kernel.Some(centres); });
  const MatrixXd square = ranks.MakeTogether([&] { return kernel.within(z); });
  const NormalProduct product(rows, kernel, z, square, options.ridge);
  const Falkon preconditioner =
      ranks.MakeTogether([&] { return Falkon(square, static_cast<double>(rows.rows()), options.ridge); });
  // Scaled to norm 1, so that squares are in range.
  MatrixXd target = product.TargetOf(y);
  const Eigen::VectorXd norm = target.colwise().stableNorm();
  target *= InverseOrZero(norm).asDiagonal();
  const linalg::ConjugateGradients<Dense> iteration(
      product, preconditioner, Dense{target},
      {.tolerance = options.tolerance, .max_iterations = options.max_iterations, .patience = options.max_iterations});
  if (!iteration.converged()) {
    throw linalg::NotConverged(
        "SolveNystrom: relative residual " + fmt::format("{:.3g}", iteration.relative_residual()) + " after " +
        std::to_string(iteration.iterations()) + " iterations, wanted " + fmt::format("{:.3g}", options.tolerance));
  }
  return {.centres = z,
          .coefficients = iteration.solution().values * norm.asDiagonal(),
          .relative_residual = iteration.relative_residual(),
          .iterations = iteration.iterations()};
}

Rows PredictNystrom(const BlockKernel& kernel, const NystromSolution& solution, const RowBlocks& z_rows,
                    const std::function<void(Index first, Eigen::Ref<Rows> z)>& read_z) {
  Rows mine(z_rows.count(), solution.coefficients.cols());
  z_rows.ranks().Together([&] {
    for (Index block = z_rows.first_block(); block < z_rows.end_block(); ++block) {
      Rows z(z_rows.BlockRows(block), solution.centres.cols());
      read_z(block * RowBlocks::kRows, z);
      z_rows.OfBlock(mine, block) = kernel.between(z, solution.centres) * solution.coefficients;
    }
  });
  return mine;
}

double NystromBytes(const RowBlocks& rows, Index columns, Index centres, Index outputs, int threads) {
  const auto m = static_cast<double>(centres);
  // K_mm, two factors and what they are made of; the iteration; the centres, packed anew by each thread, with K of a
  // block and its transpose.
  const double numbers = m * (5 * m + 12 * static_cast<double>(outputs) + static_cast<double>(columns) +
                              threads * static_cast<double>(columns + 2 * RowBlocks::kRows));
  return sizeof(double) * numbers + rows.SumBytes(centres, outputs, threads);
}

}  // namespace hadamard_ntk::distributed
