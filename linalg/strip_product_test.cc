#include "linalg/strip_product.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <limits>

namespace hadamard_ntk::linalg {
namespace {

// Against Eigen's product, added to what is there.  Conditioned: (depth + 1) eps |A| |B|^T.
template <class T>
void ExpectProduct(int depth) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  const Matrix a = Matrix::Random(kStripRows<T>, depth), b = Matrix::Random(kStripRows<T>, depth);
  Matrix sum = Matrix::Ones(kStripRows<T>, kStripRows<T>), difference = sum;
  AddStripProduct(a.data(), b.data(), depth, sum.data());
  SubtractStripProduct(a.data(), b.data(), depth, difference.data());
  const Eigen::MatrixXd product = a.template cast<double>() * b.template cast<double>().transpose();
  const Eigen::MatrixXd size =
      (a.cwiseAbs().template cast<double>() * b.cwiseAbs().template cast<double>().transpose()).array() + 1;
  const double eps = (depth + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
  const auto excess = [&](const Matrix& result, const Eigen::MatrixXd& expected) {
    return ((result.template cast<double>() - expected).cwiseAbs() - eps * size).maxCoeff();
  };
  const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(kStripRows<T>, kStripRows<T>);
  EXPECT_LE(excess(sum, one + product), 0.0) << depth;
  EXPECT_LE(excess(difference, one - product), 0.0) << depth;
  if (depth > 0) {
    EXPECT_GT(excess(sum, one + product.transpose()), 0.0);
    EXPECT_GT(excess(difference, one + product), 0.0);
  }
}

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

TEST(StripProductTest, SquareIsItsLowerPart) {
  for (int depth : {0, 1, 63, 64, 200}) {
    ExpectSquare<float>(depth);
    ExpectSquare<double>(depth);
  }
}

TEST(StripProductTest, IsTheProduct) {
  for (int depth : {0, 1, 3, 63, 64, 65, 200}) {
    ExpectProduct<float>(depth);
    ExpectProduct<double>(depth);
  }
}

}  // namespace
}  // namespace hadamard_ntk::linalg
