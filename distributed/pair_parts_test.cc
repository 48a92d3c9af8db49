#include "distributed/pair_parts.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

TEST(PairPartsTest, EveryPairIsOfOneRank) {
  for (const Index blocks : {1, 2, 3, 10, 77}) {
    for (const int ranks : {1, 2, 3, 5, 64}) {
      const PairParts parts(blocks, ranks);
      Index pair = 0, diagonal = 0, all_diagonal = 0;
      for (int r = 0; r < ranks; ++r) {
        Index of_rank = 0;
        for (const SummationTree::Node& node : parts.tree().nodes(r)) {
          EXPECT_EQ(parts.First(node.begin), pair);
          for (; pair < parts.First(node.end); ++pair, ++of_rank) {
            const Index s = PairParts::RowOf(pair), t = pair - PairParts::Count(s);
            EXPECT_TRUE(t >= 0 && t <= s) << pair;
            diagonal += s == t;
          }
        }
        EXPECT_EQ(parts.PairsOf(r), of_rank);
        all_diagonal += parts.DiagonalPairsOf(r);
        EXPECT_EQ(all_diagonal, diagonal);
      }
      EXPECT_EQ(pair, blocks * (blocks + 1) / 2);
      EXPECT_EQ(diagonal, blocks);
    }
  }
}

TEST(PairPartsTest, RanksHaveAboutTheSame) {
  const PairParts parts(77, 5);
  Index least = parts.PairsOf(0), most = least;
  for (int r = 1; r < 5; ++r) {
    least = std::min(least, parts.PairsOf(r));
    most = std::max(most, parts.PairsOf(r));
  }
  // 154 parts of 19 or 20 pairs, 30 or 31 of them each.
  EXPECT_GE(least, 30 * 19);
  EXPECT_LE(most, 31 * 20);
}

}  // namespace
}  // namespace hadamard_ntk::distributed
