#include "models/strip_product.h"

#include <gtest/gtest.h>

#include <limits>

namespace hadamard_ntk::models {
namespace {

// Against Eigen's product, added to what is there.  Conditioned: (depth + 1) eps |A| |B|^T.
template <class T>
void ExpectProduct(Index depth) {
  const Matrix<T> a = Matrix<T>::Random(kStripRows<T>, depth), b = Matrix<T>::Random(kStripRows<T>, depth);
  Matrix<T> c = Matrix<T>::Ones(kStripRows<T>, kStripRows<T>);
  AddStripProduct(a.data(), b.data(), depth, c.data());
  const Matrix<double> expected = (a.template cast<double>() * b.template cast<double>().transpose()).array() + 1;
  const Matrix<double> size =
      (a.cwiseAbs().template cast<double>() * b.cwiseAbs().template cast<double>().transpose()).array() + 1;
  const double eps = static_cast<double>(depth + 1) * std::numeric_limits<T>::epsilon();
  EXPECT_LE(((c.template cast<double>() - expected).cwiseAbs() - eps * size).maxCoeff(), 0.0) << depth;
  if (depth > 0) {
    EXPECT_GT(((c.template cast<double>() - expected.transpose()).cwiseAbs() - eps * size).maxCoeff(), 0.0);
  }
}

TEST(StripProductTest, IsTheProduct) {
  for (Index depth : {0, 1, 3, 63, 64, 65, 200}) {
    ExpectProduct<float>(depth);
    ExpectProduct<double>(depth);
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
