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

/// tile(s, t, scratch), for t <= s, returns the tile (s, t) of A as AddTileProduct takes it, the whole one for s = t;
/// in `scratch`, which holds R x R numbers, or elsewhere; what it has beyond the size of A does not matter.  It is
/// called from several threads.
template <class T, class Tile>
StripVectors<T> SymmetricProduct(const Tile& tile, const StripVectors<T>& v) {
  using Index = std::ptrdiff_t;
  constexpr Index kRows = kStripRows<T>;
  constexpr Index kParts = 16, kBlock = 4;  // strips s of a block share the strips t in the cache
  const Index strips = v.strips(), count = v.count();
  const Index blocks = (strips + kBlock - 1) / kBlock, parts = std::min(kParts, blocks);
  std::vector<StripVectors<T>> sums(parts, StripVectors<T>(v.size(), count));
  tbb::parallel_for(
      Index(0), parts,
      [&](Index part) {
        StripVectors<T>& sum = sums[part];
        LaneVector<T> scratch(kRows * kRows);
        for (Index block = part; block < blocks; block += parts) {
          const Index s_end = std::min(strips, (block + 1) * kBlock);
          for (Index t = 0; t < s_end; ++t) {
            for (Index s = std::max(t, block * kBlock); s < s_end; ++s) {
              const T* a = tile(s, t, scratch.data());
              AddTileProduct(a, v.strip(t), count, sum.strip(s));
              if (s != t) AddTransposedTileProduct(a, v.strip(s), count, sum.strip(t));
            }
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

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_SYMMETRIC_PRODUCT_H_
