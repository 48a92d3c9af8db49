#include "models/epoch_order.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

namespace hadamard_ntk::models {
namespace {

TEST(EpochOrderTest, IsAPermutationOfItsKey) {
  for (const Index n : {0, 1, 2, 1000}) {
    std::vector<Index> order = EpochOrder(n, 7, 3), all(static_cast<std::size_t>(n));
    EXPECT_EQ(order, EpochOrder(n, 7, 3));
    if (n == 1000) {
      EXPECT_NE(order, EpochOrder(n, 7, 4));
      EXPECT_NE(order, EpochOrder(n, 8, 3));
    }
    std::iota(all.begin(), all.end(), 0);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, all);
  }
}

// The largest deviation of the counts of the 24 orders of 4 samples, in standard errors.
template <class Order>
double WorstDeviation(const Order& order) {
  constexpr int kDraws = 24000;
  std::map<std::vector<Index>, int> counts;
  for (int epoch = 0; epoch < kDraws; ++epoch) ++counts[order(epoch)];
  double worst = counts.size() == 24 ? 0 : HUGE_VAL;
  const double p = 1.0 / 24, standard_error = std::sqrt(kDraws * p * (1 - p));
  for (const auto& [unused, count] : counts) worst = std::max(worst, std::abs(count - kDraws * p) / standard_error);
  return worst;
}

TEST(EpochOrderTest, AllOrdersAreEquallyLikely) {
  EXPECT_LE(WorstDeviation([](int epoch) { return EpochOrder(4, 1, epoch); }), 5);  // five standard errors, fixed seed
  // Planted: the classical wrong shuffle, which swaps every entry with any.
  EXPECT_GT(WorstDeviation([](int epoch) {
              std::uint64_t bits[4];
              FillBits({.seed = 1, .purpose = Purpose::kShuffle, .stream = static_cast<std::uint32_t>(epoch)}, 0, bits);
              std::vector<Index> order = {0, 1, 2, 3};
              for (int i = 0; i < 4; ++i) std::swap(order[i], order[bits[i] % 4]);
              return order;
            }),
            5);
}

TEST(EpochOrderTest, RefusesBadArguments) {
  EXPECT_THROW(EpochOrder(-1, 0, 0), std::invalid_argument);
  EXPECT_THROW(EpochOrder(3, 0, -1), std::invalid_argument);
  EXPECT_THROW(EpochOrder(3, 0, std::int64_t{1} << 32), std::invalid_argument);
  EXPECT_NO_THROW(EpochOrder(3, 0, (std::int64_t{1} << 32) - 1));
}

}  // namespace
}  // namespace hadamard_ntk::models
