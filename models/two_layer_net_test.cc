#include "models/two_layer_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "linalg/thrown_testing.h"
#include "models/first_order_check_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

using Net = TwoLayerNet<double>;

TEST(TwoLayerNetTest, RightDerivatives) {
  for (const SmoothActivation activation : {SmoothActivation::kTanh, SmoothActivation::kSine}) {
    ExpectRightInputGradients(Net({.inputs = 3, .width = 7, .activation = activation}, 1));
  }
}

// The definition, unit by unit; counted.
TEST(TwoLayerNetTest, IsItsFormula) {
  Net net({.inputs = 2, .width = 5, .weight_std = 2}, 3);
  net.parameters().matrix(2)(0, 0) = 0.25;
  const Matrix<double> x = Matrix<double>::Random(4, 2), w = net.parameters().matrix(0), c = net.parameters().matrix(1);
  Matrix<double> f, g;
  Net::Workspace workspace;
  net.ForwardWithGradient(x, f, g, workspace);
  for (Index i = 0; i < 4; ++i) {
    double sum = 0.25, slope = 0;
    for (Index k = 0; k < 5; ++k) {
      const double tanh = std::tanh(w(k, 0) * x(i, 0) + w(k, 1) * x(i, 1) + w(k, 2));
      sum += c(0, k) * tanh;
      slope += c(0, k) * (1 - tanh * tanh) * w(k, 1);
    }
    EXPECT_NEAR(f(i, 0), sum, 32 * std::numeric_limits<double>::epsilon() * (1 + c.cwiseAbs().sum()));
    EXPECT_NEAR(g(i, 1), slope,
                32 * std::numeric_limits<double>::epsilon() * (1 + c.cwiseAbs().sum() * w.cwiseAbs().maxCoeff()));
  }
}

// In float: its gradients are those of double but for rounding; counted, relative to the largest entry.
TEST(TwoLayerNetTest, FloatIsRoundedDouble) {
  const TwoLayerNet<float> single({.inputs = 4, .width = 33}, 2);
  Net net({.inputs = 4, .width = 33}, 2);
  net.parameters().values() = single.parameters().values().cast<double>();
  const Matrix<float> x = Matrix<float>::Random(300, 4);
  const auto energy = [](const auto& f, const auto& g, auto& v, auto& w) {
    v = f / 300;
    w = g / 300;
  };
  Vector<float> rounded(net.parameters().size());
  Vector<double> gradient(net.parameters().size());
  TwoLayerNet<float>::Workspace workspace;
  Net::Workspace wide;
  single.FirstOrderLossGradient(x, energy, rounded, workspace);
  net.FirstOrderLossGradient(x.cast<double>(), energy, gradient, wide);
  const double error = (rounded.cast<double>() - gradient).cwiseAbs().maxCoeff();
  EXPECT_LE(error, 32 * std::numeric_limits<float>::epsilon() * gradient.cwiseAbs().maxCoeff());
  EXPECT_GT(error, 0);
}

TEST(TwoLayerNetTest, SameBitsForAnyThreadCount) {
  const TwoLayerNet<float> net({.inputs = 5, .width = 40}, 2);
  const Matrix<float> x = Matrix<float>::Random(1000, 5);
  ExpectSameBitsForAnyThreadCount([&] {
    Vector<float> gradient(net.parameters().size());
    TwoLayerNet<float>::Workspace workspace;
    net.FirstOrderLossGradient(
        x, [](const auto& f, const auto& g, auto& v, auto& w) { v = f, w = g; }, gradient, workspace);
    return gradient;
  });
}

TEST(TwoLayerNetTest, Refuses) {
  ExpectFirstOrderRefusals(Net({.inputs = 3, .width = 4}, 1));
  EXPECT_EQ(MessageOf([] { Net({.inputs = 0, .width = 4}, 1); }), "TwoLayerNet: inputs must be at least 1, got 0");
  EXPECT_EQ(MessageOf([] { Net({.inputs = 2, .width = 0}, 1); }), "TwoLayerNet: width must be at least 1, got 0");
  EXPECT_EQ(MessageOf([] { Net({.inputs = 2, .width = 2, .weight_std = 0}, 1); }),
            "TwoLayerNet: weight_std must be finite and positive, got 0");
}

}  // namespace
}  // namespace hadamard_ntk::models
