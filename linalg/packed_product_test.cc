#include "linalg/packed_product.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <limits>

namespace hadamard_ntk::linalg {
namespace {

using Eigen::Index;

// A view of some rows and columns of a larger matrix in either order of storage.
template <class T, int order>
class Part {
 public:
  Part(Index rows, Index columns)
      : all_(Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>::Random(rows + 3, columns + 2)),
        rows_(rows),
        columns_(columns) {}
  auto view() { return all_.block(1, 2, rows_, columns_); }
  auto view() const { return all_.block(1, 2, rows_, columns_); }
  // What is not of the part.
  Eigen::MatrixXd Rest() const {
    Eigen::MatrixXd rest = all_.template cast<double>();
    rest.block(1, 2, rows_, columns_).setZero();
    return rest;
  }

 private:
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, order> all_;
  Index rows_, columns_;
};

// Conditioned: (depth + 1) eps (|C| + |alpha| |A| |B|).
template <class T, int order_a, int order_b, int order_c>
void ExpectProduct(Index rows, Index depth, Index columns) {
  SCOPED_TRACE(testing::Message() << rows << " x " << depth << " x " << columns);
  const Part<T, order_a> a(rows, depth);
  const Part<T, order_b> b(depth, columns);
  Part<T, order_c> set(rows, columns), added = set;
  const Eigen::MatrixXd rest = set.Rest();
  const Eigen::MatrixXd before = set.view().template cast<double>();
  const T alpha = T(-0.75);
  PackedProduct<T>(false, alpha, Strided<const T>(a.view()), Strided<const T>(b.view()), Strided<T>(set.view()));
  PackedProduct<T>(true, alpha, Strided<const T>(a.view()), Strided<const T>(b.view()), Strided<T>(added.view()));
  const Eigen::MatrixXd wide_a = a.view().template cast<double>(), wide_b = b.view().template cast<double>();
  const Eigen::MatrixXd product = alpha * (wide_a * wide_b);
  const Eigen::MatrixXd size = before.cwiseAbs() + wide_a.cwiseAbs() * wide_b.cwiseAbs();
  const double eps = static_cast<double>(depth + 1) * std::numeric_limits<T>::epsilon();
  const auto excess = [&](const auto& result, const Eigen::MatrixXd& expected) {
    return ((result.template cast<double>() - expected).cwiseAbs() - eps * size).maxCoeff();
  };
  EXPECT_LE(excess(set.view(), product), 0.0);
  EXPECT_LE(excess(added.view(), before + product), 0.0);
  EXPECT_EQ(set.Rest(), rest);
  EXPECT_EQ(added.Rest(), rest);
  if (depth > 0) {
    EXPECT_GT(excess(added.view(), product), 0.0);  // control
  }
}

template <class T>
void ExpectProducts(Index rows, Index depth, Index columns) {
  constexpr int kColumns = Eigen::ColMajor, kRows = Eigen::RowMajor;
  ExpectProduct<T, kColumns, kColumns, kColumns>(rows, depth, columns);
  ExpectProduct<T, kRows, kColumns, kColumns>(rows, depth, columns);
  ExpectProduct<T, kColumns, kRows, kRows>(rows, depth, columns);
  ExpectProduct<T, kRows, kRows, kRows>(rows, depth, columns);
}

TEST(PackedProductTest, IsTheProductForAnyShape) {
  for (Index rows : {1, 16, 37, 64, 129}) {
    for (Index columns : {1, 5, 64, 131}) {
      for (Index depth : {0, 1, 17, 256, 300}) {
        ExpectProducts<float>(rows, depth, columns);
        ExpectProducts<double>(rows, depth, columns);
      }
    }
  }
}

// An entry is the sum over k in order: the same whether its product is a part of a larger one, and in any storage.
TEST(PackedProductTest, AnEntryHasTheSameBitsInAnyProduct) {
  using Matrix = Eigen::MatrixXf;
  const Matrix a = Matrix::Random(150, 300), b = Matrix::Random(300, 90);
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = a;
  Matrix whole(150, 90), stored(150, 90), part(20, 10);
  PackedProduct<float>(false, 1, Strided<const float>(a), Strided<const float>(b), Strided<float>(whole));
  PackedProduct<float>(false, 1, Strided<const float>(rows), Strided<const float>(b), Strided<float>(stored));
  PackedProduct<float>(false, 1, Strided<const float>(a.middleRows(61, 20)), Strided<const float>(b.middleCols(60, 10)),
                       Strided<float>(part));
  EXPECT_EQ(whole, stored);
  EXPECT_EQ(part, whole.block(61, 60, 20, 10));
  EXPECT_NE(part, whole.block(60, 60, 20, 10));  // control
}

}  // namespace
}  // namespace hadamard_ntk::linalg
