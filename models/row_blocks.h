/// run(begin, end) for blocks of rows that together are all rows of a grid, in any order by oneTBB; a row's result must
/// not depend on the blocks, so that it does not depend on the number of threads.
///
/// work: of a row, in instructions, roughly.  What takes less than a start of threads is worth runs here and now.
#ifndef HADAMARD_NTK_MODELS_ROW_BLOCKS_H_
#define HADAMARD_NTK_MODELS_ROW_BLOCKS_H_

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include "models/matrix.h"

namespace hadamard_ntk::models {

template <class Run>
void ForEachBlockOfRows(Index rows, Index work, const Run& run) {
  constexpr Index kWorthThreads = 200'000, kBlock = 50'000;
  if (rows * work < kWorthThreads) return run(Index{0}, rows);
  const Index block = std::max(Index{1}, kBlock / work);
  tbb::parallel_for(tbb::blocked_range<Index>(0, rows, block),
                    [&](const tbb::blocked_range<Index>& range) { run(range.begin(), range.end()); });
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_ROW_BLOCKS_H_
