#include "linalg/strip_square.h"

#include <gtest/gtest.h>

#include <Eigen/Core>

#include "linalg/lanes.h"
#include "linalg/strip_product.h"

namespace hadamard_ntk::linalg {
namespace {

// From the diagonal's register on the same bits, and nothing else touched.
template <class T>
void ExpectSquare(int depth) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  constexpr int kRows = kStripRows<T>;
  const Matrix a = Matrix::Random(kRows, depth), start = Matrix::Random(kRows, kRows);
  Matrix product = start, square = start;
  AddStripProduct(a.data(), a.data(), depth, product.data());
  AddStripSquare(a.data(), depth, square.data());
  for (int j = 0; j < kRows; ++j) {
    const int above = j / kLanes<T> * kLanes<T>;
    EXPECT_EQ(square.col(j).tail(kRows - above), product.col(j).tail(kRows - above)) << depth << " " << j;
    EXPECT_EQ(square.col(j).head(above), start.col(j).head(above)) << depth << " " << j;
  }
  EXPECT_EQ(square == product, depth == 0);  // control
}

TEST(StripSquareTest, IsTheLowerPartOfTheProduct) {
  for (int depth : {0, 1, 63, 64, 200}) {
    ExpectSquare<float>(depth);
    ExpectSquare<double>(depth);
  }
}

}  // namespace
}  // namespace hadamard_ntk::linalg
