#include "distributed/pivoted_cholesky.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "linalg/uniform_draw.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// Columns of a preconditioner's core that are summed at once.
constexpr Index kStrip = 256;

class Factorization {
 public:
  Factorization(const RowBlocks& rows, const BlockKernel& kernel, Index rank, std::uint64_t seed)
      : rows_(rows), kernel_(kernel), rank_(rank), random_(seed), own_(rows.end_block() - rows.first_block()) {
    if (rank < 1 || rank > rows.rows()) {
      throw std::invalid_argument("FactorPivoted: rank must be from 1 to " + std::to_string(rows.rows()) + ", got " +
                                  std::to_string(rank));
    }
    diagonal_.resize(static_cast<std::size_t>(own_));
    for (Index b = 0; b < own_; ++b) f_.emplace_back(rows.BlockRows(rows.first_block() + b), rank);
  }

  PivotedCholesky Run() {
    rows_.ranks().Together([&] {
      for (Index b = 0; b < own_; ++b) diagonal(b) = kernel_.diagonal(rows_.first_block() + b);
    });
    double trace = Trace();
    if (!(trace > 0)) throw std::domain_error("FactorPivoted: K(x, x) is 0 for all rows");
    const double rounding = static_cast<double>(rows_.rows()) * std::numeric_limits<double>::epsilon() * trace;
    while (Size() < rank_ && trace > rounding) {
      Append(Keep(Draw()));
      trace = Trace();
    }
    for (Eigen::MatrixXd& f : f_) f.conservativeResize(Eigen::NoChange, Size());
    return {.blocks = std::move(f_), .pivots = std::move(pivots_), .trace = trace};
  }

 private:
  struct Draws {
    std::vector<Index> row;
    Eigen::VectorXd entry;  // of the diagonal, when it was drawn
    Eigen::MatrixXd f;      // rows of F
  };
  struct Kept {
    std::vector<Index> row;
    Eigen::MatrixXd f, l;  // their rows of F, and L L^T = their part of K - F F^T
  };

  Eigen::VectorXd& diagonal(Index b) { return diagonal_[static_cast<std::size_t>(b)]; }
  Index Size() const { return static_cast<Index>(pivots_.size()); }

  // The sums of blocks, on all ranks, and their sum.
  double Trace() {
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(rows_.blocks());
    for (Index b = 0; b < own_; ++b) sums[rows_.first_block() + b] = diagonal(b).sum();
    AddUp(sums);
    of_blocks_ = sums;
    return sums.sum();
  }

  // Each entry is not zero on one rank at most: no order of the sum rounds.
  template <class Matrix>
  void AddUp(Matrix& matrix) const {
    MPI_Allreduce(MPI_IN_PLACE, matrix.data(), MpiCount(matrix.size()), MPI_DOUBLE, MPI_SUM, rows_.ranks().get());
  }

  // Where the running sum of the diagonal reaches share * trace: an offset in the block, for its rank.
  static Index Reach(const Eigen::VectorXd& values, double wanted) {
    Index last = 0;
    double sum = 0;
    for (Index i = 0; i < values.size(); ++i) {
      if (values[i] > 0) last = i;
      if ((sum += values[i]) > wanted) return i;
    }
    return last;  // the sum, taken otherwise, was larger by rounding
  }

  Draws Draw() {
    constexpr Index kDraws = PivotedCholesky::kDraws;
    Draws draws;
    // Row, entry, row of F.
    Eigen::MatrixXd found = Eigen::MatrixXd::Zero(kDraws, 2 + Size());
    for (Index k = 0; k < kDraws; ++k) {
      const double wanted = linalg::UniformDraw(random_) * of_blocks_.sum();
      const Index block = Reach(of_blocks_, wanted), b = block - rows_.first_block();
      if (b < 0 || b >= own_) continue;
      const Index i = Reach(diagonal(b), wanted - of_blocks_.head(block).sum());
      found(k, 0) = static_cast<double>(block * RowBlocks::kRows + i);
      found(k, 1) = diagonal(b)[i];
      found.row(k).tail(Size()) = f_[static_cast<std::size_t>(b)].row(i).head(Size());
    }
    AddUp(found);
    for (Index k = 0; k < kDraws; ++k) draws.row.push_back(static_cast<Index>(found(k, 0)));
    draws.entry = found.col(1);
    draws.f = found.rightCols(Size());
    return draws;
  }

  Kept Keep(const Draws& draws) {
    Eigen::MatrixXd left = kernel_.within(kernel_.Some(draws.row)) - draws.f * draws.f.transpose();
    std::vector<Index> kept;
    Eigen::MatrixXd l = Eigen::MatrixXd::Zero(left.rows(), left.rows());
    for (Index k = 0; k < left.rows(); ++k) {
      const double share = left(k, k) / draws.entry[k];
      // Of a row drawn twice rounding is left.
      if (linalg::UniformDraw(random_) >= share || share <= 1e-8 || Size() + static_cast<Index>(kept.size()) == rank_)
        continue;
      const Index column = static_cast<Index>(kept.size());
      l.col(column) = left.col(k) / std::sqrt(left(k, k));
      left -= l.col(column) * l.col(column).transpose();
      kept.push_back(k);
    }
    Kept result;
    for (const Index k : kept) result.row.push_back(draws.row[static_cast<std::size_t>(k)]);
    result.f = draws.f(kept, Eigen::all);
    result.l = l(kept, Eigen::seqN(0, static_cast<Index>(kept.size())));
    return result;
  }

  void Append(const Kept& kept) {
    const Index before = Size(), more = static_cast<Index>(kept.row.size());
    if (more == 0) return;
    const Eigen::MatrixXd samples = kernel_.Some(kept.row);
    rows_.ranks().Together([&] {
      tbb::parallel_for(Index(0), own_, [&](Index b) {
        Eigen::MatrixXd& f = f_[static_cast<std::size_t>(b)];
        Eigen::MatrixXd next = kernel_.With(rows_.first_block() + b, samples);
        next.noalias() -= f.leftCols(before) * kept.f.transpose();
        kept.l.triangularView<Eigen::Lower>().transpose().solveInPlace<Eigen::OnTheRight>(next);
        f.middleCols(before, more) = next;
        diagonal(b) = (diagonal(b) - next.rowwise().squaredNorm()).cwiseMax(0);
      });
    });
    for (const Index row : kept.row) {
      const Index b = row / RowBlocks::kRows - rows_.first_block();
      if (b >= 0 && b < own_) diagonal(b)[row % RowBlocks::kRows] = 0;
    }
    pivots_.insert(pivots_.end(), kept.row.begin(), kept.row.end());
  }

  const RowBlocks& rows_;
  const BlockKernel& kernel_;
  const Index rank_;
  std::mt19937_64 random_;
  const Index own_;
  std::vector<Eigen::VectorXd> diagonal_;  // of K - F F^T
  Eigen::VectorXd of_blocks_;
  std::vector<Eigen::MatrixXd> f_;
  std::vector<Index> pivots_;
};

}  // namespace

PivotedCholesky FactorPivoted(const RowBlocks& rows, const BlockKernel& kernel, Index rank, std::uint64_t seed) {
  return Factorization(rows, kernel, rank, seed).Run();
}

LowRankPreconditioner::LowRankPreconditioner(const RowBlocks& rows, PivotedCholesky factor, double shift)
    : rows_(rows), f_(std::move(factor.blocks)), shift_(shift) {
  if (!(shift > 0 && std::isfinite(shift))) {
    throw std::invalid_argument("LowRankPreconditioner: shift must be positive and finite, got " +
                                ntk::Describe(shift));
  }
  // Its lower half, by strips of columns: a sum has a term of its shape for each level of its tree.
  const Index rank = factor.rank();
  Eigen::MatrixXd core(rank, rank);
  for (Index first = 0; first < rank; first += kStrip) {
    const Index left = rank - first, width = std::min(kStrip, left);
    core.block(first, first, left, width) = rows.Sum(left, width, [&](Index block) -> Eigen::MatrixXd {
      return f(block).rightCols(left).transpose() * f(block).middleCols(first, width);
    });
  }
  core.diagonal().array() += shift;
  core_.compute(core);
}

Rows LowRankPreconditioner::operator()(const Eigen::Ref<const Rows>& v) const {
  const Eigen::MatrixXd inner = core_.solve(rows_.Sum(core_.rows(), v.cols(), [&](Index block) -> Eigen::MatrixXd {
    return f(block).transpose() * rows_.OfBlock(v, block);
  }));
  Rows result(v.rows(), v.cols());
  tbb::parallel_for(rows_.first_block(), rows_.end_block(), [&](Index block) {
    rows_.OfBlock(result, block) = (rows_.OfBlock(v, block) - f(block) * inner) / shift_;
  });
  return result;
}

double LowRankPreconditioner::Bytes(const RowBlocks& rows, Index rank, int threads) {
  // F, the core and its factor, and the sum of a strip.
  return sizeof(double) * static_cast<double>(rank) * static_cast<double>(rows.count() + 2 * rank) +
         rows.SumBytes(rank, std::min(kStrip, rank), threads);
}

}  // namespace hadamard_ntk::distributed
