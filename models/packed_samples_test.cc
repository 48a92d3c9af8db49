#include "models/packed_samples.h"

#include <gtest/gtest.h>

#include "linalg/lanes.h"

namespace hadamard_ntk::models {

using linalg::kLanes;
namespace {

template <class T>
void ExpectPacked(const Matrix<T>& x, T constant, PackedSamples<T>& packed) {
  packed.Pack(x, constant);
  const Index columns = x.cols() + (constant != 0);
  ASSERT_EQ(packed.count(), x.rows());
  ASSERT_EQ(packed.columns(), columns);
  ASSERT_EQ(packed.chunks(), (x.rows() + 127) / 128);
  for (Index c = 0; c < packed.chunks(); ++c) {
    EXPECT_GE(packed.lanes(c) * kLanes<T>, packed.size(c));
    EXPECT_LT(packed.lanes(c) * kLanes<T>, packed.size(c) + kLanes<T>);
    for (Index j = 0; j < columns; ++j) {
      for (Index i = 0; i < 128; ++i) {
        const Index row = c * 128 + i;
        const T expected = row >= x.rows() ? T{0} : j == x.cols() ? constant : x(row, j);
        ASSERT_EQ(packed.chunk(c)[j * 128 + i], expected) << c << " " << j << " " << i;
      }
    }
  }
}

TEST(PackedSamplesTest, ColumnAfterColumnThenZeros) {
  PackedSamples<float> floats;
  PackedSamples<double> doubles;
  for (int n : {0, 1, 127, 128, 300, 5}) {  // memory is reused, and must not show
    ExpectPacked<float>(Matrix<float>::Random(n, 3), 0, floats);
    ExpectPacked<double>(Matrix<double>::Random(n, 2), 0.25, doubles);
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
