/// The order in which an epoch visits the samples: 0, ..., n - 1 sorted by 64 random bits each, index i of the stream
/// (seed, Purpose::kShuffle, epoch) of random.h; equal bits, of probability < n^2 / 2^65, by index.  So an epoch's
/// order depends on nothing before it, and a uniform permutation it is.  Cost O(n log n).
///
/// Throws std::invalid_argument for n < 0 or an epoch outside of [0, 2^32).
#ifndef HADAMARD_NTK_MODELS_EPOCH_ORDER_H_
#define HADAMARD_NTK_MODELS_EPOCH_ORDER_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/arguments.h"
#include "models/matrix.h"
#include "models/random.h"

namespace hadamard_ntk::models {

inline std::vector<Index> EpochOrder(Index n, std::uint64_t seed, std::int64_t epoch) {
  RequireAtLeast("EpochOrder", "n", n, Index{0});
  if (epoch < 0 || epoch > std::numeric_limits<std::uint32_t>::max()) {
    throw std::invalid_argument("EpochOrder: epoch must be in [0, 2^32), got " + std::to_string(epoch));
  }
  std::vector<std::uint64_t> bits(static_cast<std::size_t>(n));
  FillBits({.seed = seed, .purpose = Purpose::kShuffle, .stream = static_cast<std::uint32_t>(epoch)}, 0, bits);
  std::vector<Index> order(bits.size());
  for (Index i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  std::sort(order.begin(), order.end(), [&](Index i, Index j) {
    const std::uint64_t a = bits[static_cast<std::size_t>(i)], b = bits[static_cast<std::size_t>(j)];
    return a != b ? a < b : i < j;
  });
  return order;
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_EPOCH_ORDER_H_
