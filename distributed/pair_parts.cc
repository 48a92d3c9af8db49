#include "distributed/pair_parts.h"

#include <algorithm>
#include <cmath>

namespace hadamard_ntk::distributed {

PairParts::PairParts(Index blocks, int ranks)
    : pairs_(Count(blocks)), tree_(DealEvenly(std::min(pairs_, 2 * blocks), ranks)) {}

PairParts::Index PairParts::PairsOf(int rank) const {
  Index pairs = 0;
  for (const SummationTree::Node& node : tree_.nodes(rank)) pairs += First(node.end) - First(node.begin);
  return pairs;
}

PairParts::Index PairParts::DiagonalPairsOf(int rank) const {
  // Before pair i as many rows have ended as the row that i is in says.
  Index pairs = 0;
  for (const SummationTree::Node& node : tree_.nodes(rank)) pairs += RowOf(First(node.end)) - RowOf(First(node.begin));
  return pairs;
}

PairParts::Index PairParts::RowOf(Index pair) {
  auto s = static_cast<Index>((std::sqrt(8 * static_cast<double>(pair) + 1) - 1) / 2);
  while (Count(s) > pair) --s;
  while (Count(s + 1) <= pair) ++s;
  return s;
}

}  // namespace hadamard_ntk::distributed
