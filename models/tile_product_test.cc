#include "models/tile_product.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <vector>

#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

TEST(TileProductTest, TilesCoverEveryEntryOnce) {
  for (const auto& [rows, columns] : {std::pair<Index, Index>{1, 1}, {128, 64}, {129, 300}, {0, 5}, {7, 0}}) {
    std::vector<std::atomic<int>> visits(rows * columns);
    ForEachTile(rows, columns, 64, [&, rows = rows](Index i, Index tile_rows, Index j, Index tile_columns) {
      for (Index c = j; c < j + tile_columns; ++c) {
        for (Index r = i; r < i + tile_rows; ++r) ++visits[c * rows + r];
      }
    });
    for (const auto& count : visits) EXPECT_EQ(count, 1);
  }
}

// Against Eigen's own product.  Conditioned: k eps |A| |B|.
TEST(TileProductTest, IsTheProduct) {
  const Matrix<double> a = Matrix<double>::Random(200, 33), b = Matrix<double>::Random(33, 150);
  const Matrix<double> expected = a * b;
  const Matrix<double> size = a.cwiseAbs() * b.cwiseAbs();
  const double eps = 33 * std::numeric_limits<double>::epsilon();
  Matrix<double> c = Matrix<double>::Constant(200, 150, 7);
  SetProduct(0.5, a, b, c);
  EXPECT_LE(((c - 0.5 * expected).cwiseAbs() - eps * size).maxCoeff(), 0.0);
  AddProduct(2.0, a, b, c);
  EXPECT_LE(((c - 2.5 * expected).cwiseAbs() - 4 * eps * size).maxCoeff(), 0.0);
  EXPECT_GT(((c - 2.0 * expected).cwiseAbs() - 4 * eps * size).maxCoeff(), 0.0);  // control
}

TEST(TileProductTest, SameBitsForAnyThreadCount) {
  const Matrix<double> a = Matrix<double>::Random(300, 70), b = Matrix<double>::Random(70, 400);
  ExpectSameBitsForAnyThreadCount([&] {
    Matrix<double> c(300, 400);
    SetProduct(1.0, a, b, c);
    return c;
  });
}

}  // namespace
}  // namespace hadamard_ntk::models
