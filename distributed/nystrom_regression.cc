#include "distributed/nystrom_regression.h"

#include <fmt/format.h>
#include <oneapi/tbb/task_arena.h>

#include <Eigen/Cholesky>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "linalg/conjugate_gradients.h"
#include "linalg/diverged.h"
#include "linalg/uniform_draw.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
using Eigen::MatrixXd;

void Check(const RowBlocks& rows, const Eigen::Ref<const Rows>& y, const NystromOptions& options) {
  if (y.rows() != rows.count() || y.cols() == 0) {
    throw std::invalid_argument("SolveNystrom: Y must have this rank's " + std::to_string(rows.count()) +
                                " rows and columns, got " + std::to_string(y.rows()) + " x " +
                                std::to_string(y.cols()));
  }
  if (!y.allFinite()) throw std::invalid_argument("SolveNystrom: Y has an entry that is not finite");
  if (!(options.ridge >= 0 && std::isfinite(options.ridge))) {
    throw std::invalid_argument("SolveNystrom: ridge must be finite and not negative, got " +
                                ntk::Describe(options.ridge));
  }
  if (!(options.tolerance > 0 && options.tolerance < 1)) {
    throw std::invalid_argument("SolveNystrom: tolerance must be between 0 and 1, got " +
                                ntk::Describe(options.tolerance));
  }
}

// A block of vectors for linalg/operator.h.
struct Columns {
  MatrixXd values;

  friend Eigen::VectorXd Dot(const Columns& a, const Columns& b) {
    return a.values.cwiseProduct(b.values).colwise().sum();
  }
  friend void AddScaled(Columns& y, const Eigen::VectorXd& factor, const Columns& x) {
    y.values += x.values * factor.asDiagonal();
  }
};

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
      tbb::this_task_arena::isolate([&] { sum = term(block, kernel_.between(kernel_.Block(block), centres_)); });
      return sum;
    });
  }

  MatrixXd TargetOf(const Eigen::Ref<const Rows>& y) const {
    return Sum(y.cols(), [&](Index block, const MatrixXd& k) -> MatrixXd {
      return k.transpose() * y.middleRows(block * RowBlocks::kRows - rows_.first_row(), k.rows());
    });
  }

  Columns operator()(const Columns& v) const {
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
    const double mean = square.trace() / m, least = m * std::numeric_limits<double>::epsilon() * mean;
    for (double shift = 0;; shift = std::max(least, 4 * shift)) {
      if (!(shift < m * mean)) {
        throw std::domain_error("SolveNystrom: the Gram matrix of the centres is not positive semi-definite");
      }
      MatrixXd lifted = square;
      lifted.diagonal().array() += shift;
      outer_.compute(lifted);
      if (outer_.info() != Eigen::Success) continue;
      const MatrixXd factor = outer_.matrixL();
      lifted.noalias() = samples / m * factor.transpose() * factor;
      lifted.diagonal().array() += ridge;
      inner_.compute(lifted);
      if (inner_.info() == Eigen::Success) return;
    }
  }

  Columns operator()(const Columns& v) const {
    MatrixXd result = inner_.solve(outer_.matrixL().solve(v.values));
    outer_.matrixU().solveInPlace(result);
    return {std::move(result)};
  }

 private:
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
  NystromSolution solution{
      .centres = kernel.Some(centres), .coefficients = {}, .relative_residual = 0, .iterations = 0};
  const MatrixXd square = kernel.within(solution.centres);
  const NormalProduct product(rows, kernel, solution.centres, square, options.ridge);
  const Falkon preconditioner(square, static_cast<double>(rows.rows()), options.ridge);
  const Columns target{product.TargetOf(y)};
  const linalg::ConjugateGradients<Columns> iteration(
      product, preconditioner, target, {.tolerance = options.tolerance, .max_iterations = options.max_iterations});
  if (!iteration.converged()) {
    throw linalg::NotConverged(
        "SolveNystrom: relative residual " + fmt::format("{:.3g}", iteration.relative_residual()) + " after " +
        std::to_string(iteration.iterations()) + " iterations, wanted " + fmt::format("{:.3g}", options.tolerance));
  }
  solution.coefficients = iteration.solution().values;
  solution.relative_residual = iteration.relative_residual();
  solution.iterations = iteration.iterations();
  return solution;
}

Rows PredictNystrom(const BlockKernel& kernel, const NystromSolution& solution, const RowBlocks& z_rows,
                    const std::function<void(Index first, Eigen::Ref<Rows> z)>& read_z) {
  Rows mine(z_rows.count(), solution.coefficients.cols());
  z_rows.ranks().Together([&] {
    for (Index block = z_rows.first_block(); block < z_rows.end_block(); ++block) {
      const Index first = block * RowBlocks::kRows;
      Rows z(z_rows.BlockRows(block), solution.centres.cols());
      read_z(first, z);
      mine.middleRows(first - z_rows.first_row(), z.rows()) =
          kernel.between(z, solution.centres) * solution.coefficients;
    }
  });
  return mine;
}

double NystromBytes(const RowBlocks& rows, Index centres, Index outputs, int threads) {
  const auto m = static_cast<double>(centres);
  const int levels = std::bit_width(static_cast<std::size_t>(rows.blocks())) + 1;
  // K_mm, two factors and what they are made of; K of a block and a sum for each level, of each thread; the iteration.
  return sizeof(double) * m *
         (5 * m + threads * (2 * static_cast<double>(RowBlocks::kRows) + levels * static_cast<double>(outputs)) +
          12 * static_cast<double>(outputs));
}

}  // namespace hadamard_ntk::distributed
