#include "linalg/transpose.h"

#include <gtest/gtest.h>

#include <vector>

namespace hadamard_ntk::linalg {
namespace {

template <class T>
void CheckTranspose() {
  constexpr int kSize = 4 * kLanes<T>;
  std::vector<T> from(kSize * kSize), to(kSize * kSize);
  for (int k = 0; k < kSize * kSize; ++k) from[k] = static_cast<T>(k);
  Transpose<kSize>(from.data(), to.data());
  int unmoved = 0;
  for (int i = 0; i < kSize; ++i) {
    for (int j = 0; j < kSize; ++j) {
      EXPECT_EQ(to[i * kSize + j], from[j * kSize + i]);
      unmoved += to[i * kSize + j] == from[i * kSize + j];
    }
  }
  EXPECT_EQ(unmoved, kSize);  // the diagonal: the tile is not symmetric
}

TEST(Transpose, ChangesRowsAndColumns) {
  CheckTranspose<float>();
  CheckTranspose<double>();
}

}  // namespace
}  // namespace hadamard_ntk::linalg
