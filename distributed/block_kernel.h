/// What the distributed solvers have to know of a kernel and its samples X: the Gram matrix K = Gram(kernel, X)
/// (ntk/gram.h) in pieces of the blocks of row_blocks.h, made when they are asked for and forgotten.  The kernel's type
/// is not in the solvers: they are compiled once.
///
/// Block vectors here are strips (linalg/strip_matrix.h) of all n rows: a block has whole strips.
/// Throws std::domain_error for a value of K that is not finite, naming a pair of rows, with the row that each is
/// counted from; as ntk/pair_tiles.h.
#ifndef HADAMARD_NTK_DISTRIBUTED_BLOCK_KERNEL_H_
#define HADAMARD_NTK_DISTRIBUTED_BLOCK_KERNEL_H_

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "distributed/row_blocks.h"
#include "linalg/strip_matrix.h"
#include "ntk/correlation.h"
#include "ntk/gram.h"
#include "ntk/kernel.h"
#include "ntk/pair_tiles.h"
#include "ntk/scalar.h"
#include "ntk/strip_samples.h"

namespace hadamard_ntk::distributed {

/// The samples of a block.
inline auto BlockOf(const Eigen::Map<const Rows>& x, std::ptrdiff_t block) {
  return x.middleRows(block * RowBlocks::kRows, RowBlocks::Length(x.rows(), block));
}

struct BlockKernel {
  using Index = std::ptrdiff_t;
  Eigen::Map<const Rows> x;  ///< X, which stays with the caller

  /// y_s += K_st v_t, and if s is not t, y_t += K_st^T v_s, for t = first, ..., end - 1 <= s; v and y are all strips of
  /// `count` vectors.
  std::function<void(Index s, Index first, Index end, Index count, const double* v, double* y)> add_products;
  /// K(A, B) and K(A, A) of samples in rows.
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)> between;
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& a)> within;
  /// K(x, x) of the block's rows.
  std::function<Eigen::VectorXd(Index block)> diagonal;

  /// The samples of some rows.
  Eigen::MatrixXd Some(const std::vector<Index>& rows) const { return x(rows, Eigen::all); }
  /// K_st of two blocks, or of one, and K of a block and other samples.
  Eigen::MatrixXd Pair(Index s, Index t) const;
  Eigen::MatrixXd With(Index block, const Eigen::MatrixXd& z) const;
};

/// use(), whose errors say which rows theirs are counted from.
template <class Use>
auto NamingRows(std::ptrdiff_t first, std::ptrdiff_t second, const Use& use) {
  try {
    return use();
  } catch (const std::domain_error& error) {
    throw std::domain_error(std::string(error.what()) + ", counted from rows " + std::to_string(first) + " and " +
                            std::to_string(second));
  }
}

inline Eigen::MatrixXd BlockKernel::Pair(Index s, Index t) const {
  return NamingRows(s * RowBlocks::kRows, t * RowBlocks::kRows, [&]() -> Eigen::MatrixXd {
    return s == t ? within(BlockOf(x, s)) : between(BlockOf(x, s), BlockOf(x, t));
  });
}

inline Eigen::MatrixXd BlockKernel::With(Index block, const Eigen::MatrixXd& z) const {
  return NamingRows(block * RowBlocks::kRows, 0, [&]() -> Eigen::MatrixXd { return between(BlockOf(x, block), z); });
}

/// Keeps the map of X, not what it shows.
template <ntk::Kernel K>
class KernelBlocks {
 public:
  using Index = std::ptrdiff_t;
  static constexpr Index kRows = RowBlocks::kRows, kStrips = kRows / ntk::StripSamples<double>::kRows;
  static_assert(kStrips * ntk::StripSamples<double>::kRows == kRows);

  KernelBlocks(const K& kernel, const Eigen::Map<const Rows>& x) : kernel_(kernel), x_(x) {}

  void AddProducts(Index s, Index first, Index end, Index count, const double* v, double* y) const {
    constexpr Index kStripRows = linalg::kStripRows<double>;
    const Samples at_s("BlockKernel", "X", BlockOf(x_, s));
    for (Index t = first; t < end; ++t) {
      const auto use = [&](Index i, Index j, const double* tile) {
        const Index row = (s * kStrips + i) * kStripRows * count, column = (t * kStrips + j) * kStripRows * count;
        linalg::AddTileProduct(tile, v + column, count, y + row);
        if (row != column) linalg::AddTransposedTileProduct(tile, v + row, count, y + column);
      };
      NamingRows(s * kRows, t * kRows, [&] {
        if (s == t) {
          const Tiles tiles("BlockKernel", kernel_, at_s);
          ForEach(tiles, use);
        } else {
          const Samples at_t("BlockKernel", "X", BlockOf(x_, t));
          const Tiles tiles("BlockKernel", kernel_, at_s, at_t);
          ForEach(tiles, use);
        }
      });
    }
  }

  Eigen::VectorXd Diagonal(Index block) const {
    const Samples samples("BlockKernel", "X", BlockOf(x_, block));
    Eigen::VectorXd diagonal(samples.count());
    for (Index i = 0; i < samples.count(); ++i) {
      const double norm = samples.norm()[i];
      diagonal[i] = kernel_(norm, norm, ntk::Correlation<double>::Equal()).ntk;
      if (!std::isfinite(diagonal[i])) {
        throw std::domain_error("BlockKernel: K(x, x) must be finite, got " + ntk::Describe(diagonal[i]) + " for row " +
                                std::to_string(block * kRows + i) + " of norm " + ntk::Describe(norm));
      }
    }
    return diagonal;
  }

 private:
  using Samples = ntk::StripSamples<double>;
  using Tiles = ntk::PairTiles<double, K, ntk::NtkOf>;

  template <class Use>
  static void ForEach(const Tiles& tiles, const Use& use) {
    for (Index i = 0; i < tiles.x_blocks(); ++i) {
      for (Index j = 0; j < tiles.z_blocks() && !(tiles.symmetric() && j > i); ++j) tiles.ForEachInBlock(i, j, use);
    }
  }

  K kernel_;
  Eigen::Map<const Rows> x_;
};

/// As said above.
template <ntk::Kernel K>
BlockKernel MakeBlockKernel(const K& kernel, const Eigen::Map<const Rows>& x) {
  using Index = std::ptrdiff_t;
  const KernelBlocks<K> blocks(kernel, x);
  return {.x = x,
          .add_products = [blocks](Index s, Index first, Index end, Index count, const double* v,
                                   double* y) { blocks.AddProducts(s, first, end, count, v, y); },
          .between = [kernel](const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) -> Eigen::MatrixXd {
            return ntk::Gram(kernel, a, b);
          },
          .within = [kernel](const Eigen::MatrixXd& a) -> Eigen::MatrixXd { return ntk::Gram(kernel, a); },
          .diagonal = [blocks](Index block) { return blocks.Diagonal(block); }};
}

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_BLOCK_KERNEL_H_
