#include "linalg/modular_rank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::linalg {
namespace {

using Entries = std::vector<Residue>;

Entries Random(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Entries entries(size);
  std::generate(entries.begin(), entries.end(), [&] { return Residue(random()); });
  return entries;
}

// rows x inner times inner x columns.
Entries Product(const Entries& a, const Entries& b, std::size_t inner, std::size_t columns) {
  Entries c(a.size() / inner * columns);
  for (std::size_t i = 0; i < a.size() / inner; ++i) {
    for (std::size_t k = 0; k < inner; ++k) {
      for (std::size_t j = 0; j < columns; ++j) c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
    }
  }
  return c;
}

TEST(ModularRankTest, PlantedRanks) {
  for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{30, 20}, {20, 30}, {25, 25}}) {
    for (std::size_t rank : {1, 7, 19, 20}) {
      const Entries matrix = Product(Random(rows * rank, rank), Random(rank * columns, 100 + rank), rank, columns);
      EXPECT_EQ(ModularRank(matrix, columns), rank);
      Entries moved = matrix;
      moved[3 * columns + 5] += 1;  // control: one entry off by 1
      EXPECT_EQ(ModularRank(moved, columns), std::min({rank + 1, rows, columns}));
    }
  }
  EXPECT_EQ(ModularRank(Entries(12), 4), 0u);
  EXPECT_EQ(ModularRank({}, 4), 0u);
}

// Zeros where the pivots would be, and a rank that rounding would hide: a row that is another one but for one part in
// 2^60.
TEST(ModularRankTest, Exact) {
  EXPECT_EQ(ModularRank({0, 0, 1, 0, 2, 0, 3, 0, 0}, 3), 3u);
  EXPECT_EQ(ModularRank({0, 0, 1, 0, 0, 2}, 3), 1u);
  constexpr std::int64_t kLarge = std::int64_t{1} << 60;
  EXPECT_EQ(ModularRank({kLarge, kLarge, kLarge, kLarge + 1}, 2), 2u);
  EXPECT_EQ(ModularRank({kLarge, kLarge, kLarge, kLarge}, 2), 1u);
}

TEST(ModularRankTest, RejectsBadShapes) {
  const auto message = [](std::size_t columns) { return MessageOf([&] { ModularRank(Entries(6), columns); }); };
  EXPECT_EQ(message(4), "ModularRank: the size must be a multiple of columns >= 1, got 6 and 4");
  EXPECT_EQ(message(0), "ModularRank: the size must be a multiple of columns >= 1, got 6 and 0");
}

}  // namespace
}  // namespace hadamard_ntk::linalg
