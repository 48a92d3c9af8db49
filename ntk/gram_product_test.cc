#include "ntk/gram_product.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// Against the stored Gram matrix.  Conditioned: the order of a sum of n products, n eps |K| |V|.
template <class T, class K>
void CheckProducts(const K& kernel) {
  std::srand(3);
  const Matrix<T> x = Matrix<T>::Random(150, 7), z = Matrix<T>::Random(77, 7);
  const Matrix<T> v = Matrix<T>::Random(77, 3), w = Matrix<T>::Random(150, 3);
  const double eps = std::numeric_limits<T>::epsilon();
  const Matrix<T> cross = Gram(kernel, x, z), square = Gram(kernel, x);
  const Matrix<T> product = GramProduct(kernel, x, z, v), symmetric = GramProduct(kernel, x, w);
  EXPECT_LE((product - cross * v).cwiseAbs().maxCoeff(), 77 * eps * (cross.cwiseAbs() * v.cwiseAbs()).maxCoeff());
  EXPECT_LE((symmetric - square * w).cwiseAbs().maxCoeff(), 150 * eps * (square.cwiseAbs() * w.cwiseAbs()).maxCoeff());
  // A product with another vector is told apart.
  EXPECT_GT((symmetric - square * (w * T(1.001))).cwiseAbs().maxCoeff(),
            150 * eps * (square.cwiseAbs() * w.cwiseAbs()).maxCoeff());
}

TEST(GramProduct, IsTheProductWithTheGramMatrix) {
  CheckProducts<double>(PolynomialNet(3));
  CheckProducts<double>(FullyConnected(3, 0.5));
  CheckProducts<float>(FullyConnected(2));
}

TEST(GramProduct, IsBitIdenticalForAnyNumberOfThreads) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(900, 5), v = Eigen::MatrixXd::Random(900, 2);
  std::vector<Eigen::MatrixXd> products;
  for (int threads : {1, 2, 7}) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    products.push_back(GramProduct(PolynomialNet(2), x, v));
    products.push_back(GramProduct(PolynomialNet(2), x, x, v));
  }
  for (std::size_t i = 2; i < products.size(); ++i) EXPECT_EQ(products[i], products[i % 2]);
}

TEST(GramProduct, RejectsBadVectors) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4, 2);
  Eigen::MatrixXd v = Eigen::MatrixXd::Random(3, 1);
  EXPECT_THROW(GramProduct(PolynomialNet(2), x, v), std::invalid_argument);
  EXPECT_THROW(GramProduct(PolynomialNet(2), x, x, v), std::invalid_argument);
  v = Eigen::MatrixXd::Constant(4, 1, NAN);
  EXPECT_THROW(GramProduct(PolynomialNet(2), x, v), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
