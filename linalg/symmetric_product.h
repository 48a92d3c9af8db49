/// Y = A V for a symmetric matrix whose tiles are made, or fetched, one at a time: each tile below the diagonal serves
/// both its rows and its columns.
///
/// The rows are dealt to 16 parts, each with sums of its own, which are added in order: results are bit-identical for
/// any number of threads.  Memory: 16 copies of Y.
#ifndef HADAMARD_NTK_LINALG_SYMMETRIC_PRODUCT_H_
#define HADAMARD_NTK_LINALG_SYMMETRIC_PRODUCT_H_

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "linalg/strip_matrix.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// `tiles` has kBlock, a number of strips, and ForEachInBlock(block_s, block_t, use), called for block_t <= block_s
/// from several threads, which calls use(s, t, tile) for the strips t <= s in these blocks, with the tile (s, t) of A
/// as AddTileProduct takes it, the whole one for s = t.  What a tile has beyond the size of A does not matter.
template <class T, class Tiles>
StripVectors<T> SymmetricProduct(const Tiles& tiles, const StripVectors<T>& v) {
  using Index = std::ptrdiff_t;
  constexpr Index kRows = kStripRows<T>, kParts = 16;
  const Index strips = v.strips(), count = v.count();
  const Index blocks = (strips + Tiles::kBlock - 1) / Tiles::kBlock, parts = std::min(kParts, blocks);
  std::vector<StripVectors<T>> sums(std::max<Index>(1, parts), StripVectors<T>(v.size(), count));
  tbb::parallel_for(
      Index(0), parts,
      [&](Index part) {
        StripVectors<T>& sum = sums[part];
        for (Index block = part; block < blocks; block += parts) {
          for (Index other = 0; other <= block; ++other) {
            tiles.ForEachInBlock(block, other, [&](Index s, Index t, const T* tile) {
              AddTileProduct(tile, v.strip(t), count, sum.strip(s));
              if (s != t) AddTransposedTileProduct(tile, v.strip(s), count, sum.strip(t));
            });
          }
        }
      },
      tbb::simple_partitioner());
  tbb::parallel_for(Index(0), strips, [&](Index s) {
    for (Index part = 1; part < parts; ++part) {
      for (Index i = 0; i < kRows * count; ++i) sums[0].strip(s)[i] += sums[part].strip(s)[i];
    }
  });
  sums[0].ClearPadding();
  return std::move(sums[0]);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_SYMMETRIC_PRODUCT_H_
