/// What is refused, and in which words, for the tests of this package.
#ifndef HADAMARD_NTK_MODELS_REFUSAL_TESTING_H_
#define HADAMARD_NTK_MODELS_REFUSAL_TESTING_H_

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/matrix.h"
#include "models/network.h"

namespace hadamard_ntk::models {

/// Every function of a network (network.h) names what does not fit: samples, weights of outputs, gradient, direction.
template <Network N>
void ExpectRefusals(const N& net) {
  using T = typename N::Scalar;
  const Index inputs = net.inputs(), size = net.parameters().size();
  const std::string d = std::to_string(inputs), p = std::to_string(size), o = std::to_string(net.outputs());
  const std::string last = std::to_string(inputs - 1), less = std::to_string(size - 1);
  typename N::Workspace workspace;
  Matrix<T> f;
  Vector<T> gradient(size), direction = Vector<T>::Ones(size);
  const auto keep = [](const Matrix<T>&, Matrix<T>&) {};
  const auto expect_all = [&](const Matrix<T>& x, const std::string& what) {
    EXPECT_EQ(MessageOf([&] { net.Forward(x, f, workspace); }), "Forward: " + what);
    EXPECT_EQ(MessageOf([&] { net.LossGradient(x, keep, gradient, workspace); }), "LossGradient: " + what);
    EXPECT_EQ(MessageOf([&] { net.JacobianVectorProduct(x, direction, f, workspace); }),
              "JacobianVectorProduct: " + what);
  };
  Matrix<T> x = Matrix<T>::Random(5, inputs);
  expect_all(x.leftCols(inputs - 1), "X must be n x " + d + ", got 5 x " + last);
  EXPECT_EQ(MessageOf([&] { net.JacobianVectorProduct(x, direction.head(size - 1), f, workspace); }),
            "JacobianVectorProduct: direction must be " + p + " x 1, got " + less + " x 1");
  EXPECT_EQ(MessageOf([&] { net.LossGradient(x, keep, gradient.head(size - 1), workspace); }),
            "LossGradient: gradient must be " + p + " x 1, got " + less + " x 1");
  const auto shrink = [](const Matrix<T>&, Matrix<T>& v) { v.resize(4, v.cols()); };
  EXPECT_EQ(MessageOf([&] { net.LossGradient(x, shrink, gradient, workspace); }),
            "LossGradient: v set by loss must be 5 x " + o + ", got 4 x " + o);
  x(4, inputs - 1) = std::numeric_limits<T>::quiet_NaN();
  expect_all(x, "entries must be finite, got X(4, " + last + ") = nan");
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_REFUSAL_TESTING_H_
