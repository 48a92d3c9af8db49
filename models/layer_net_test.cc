#include "models/layer_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/fully_connected.h"
#include "models/gradient_check_testing.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

// Every kind of layer but dropout; node 1 goes into three layers, and node 5 is added to itself.
LayerNetOptions Branching(bool biases) {
  return {.input = {7, 9, 2},
          .layers = {{ConvolutionLayer{.outputs = 3, .kernel = 2}},     // 1: 6 x 8 x 3
                     {AveragePoolLayer{{4, 6, 5}}},                     // 2
                     {ConvolutionLayer{.outputs = 5, .kernel = 3}, 1},  // 3: 4 x 6 x 5
                     {ProductLayer{.with = 2}},                         // 4
                     {MaxPoolLayer{.size = 2}},                         // 5: 2 x 3 x 5
                     {SumLayer{.with = 5}},                             // 6
                     {DenseLayer{.outputs = 8}},                        // 7
                     {AveragePoolLayer{{2, 2, 2}}, 1},                  // 8
                     {DenseLayer{.outputs = 8}, 7},                     // 9
                     {ProductLayer{.with = 8}},                         // 10
                     {SumLayer{.with = 7}},                             // 11
                     {DenseLayer{.outputs = 2, .relu = false}}},        // 12
          .biases = biases};
}

TEST(LayerNetTest, ShapesAndSegments) {
  const LayerNet<double> net(Branching(true), 1);
  EXPECT_EQ(net.inputs(), 126);
  EXPECT_EQ(net.outputs(), 2);
  EXPECT_EQ(net.shapes()[4], (ImageShape{4, 6, 5}));
  EXPECT_EQ(net.shapes()[5], (ImageShape{2, 3, 5}));
  EXPECT_EQ(net.parameters().segments().size(), 10u);
  EXPECT_EQ(net.parameters().Find("b2"), 3);
  EXPECT_EQ(net.parameters().matrix(0).cols(), 8);
  EXPECT_EQ(net.parameters().matrix(3), Vector<double>::Zero(5));
}

TEST(LayerNetTest, DerivativesWithAndWithoutBiases) {
  for (bool biases : {false, true}) {
    LayerNet<double> net(Branching(biases), 3);
    if (biases) net.parameters().values().array() += 0.05;  // biases that matter
    ExpectRightDerivatives(net, Dependence::kCubic);
  }
}

// Dense layers read X as it is unless a layer between them does, too.
TEST(LayerNetTest, DerivativesWithADenseLayerFirst) {
  for (const int pooled : {0, 1}) {
    const LayerNet<double> net({.input = {.channels = 12},
                                .layers = {{DenseLayer{.outputs = 6}},                   // 1
                                           {AveragePoolLayer{{.channels = 6}}, pooled},  // 2
                                           {DenseLayer{.outputs = 6}, 1},                // 3
                                           {ProductLayer{.with = 2}},                    // 4
                                           {DenseLayer{.outputs = 2, .relu = false}}}},
                               4);
    ExpectRightDerivatives(net, Dependence::kCubic);
  }
}

// Dropout by itself is linear; with the step fixed it is a fixed mask, so differences apply to f as
// LossGradient sees it.
TEST(LayerNetTest, DerivativesUnderDropout) {
  LayerNet<double> net({.input = {6, 6, 1},
                        .layers = {{ConvolutionLayer{.outputs = 4}},
                                   {DropoutLayer{.rate = 0.25}},
                                   {DenseLayer{.outputs = 6}},
                                   {DropoutLayer{.rate = 0.5}},
                                   {DenseLayer{.outputs = 1, .relu = false}}},
                        .dropout_seed = 5},
                       2);
  const Matrix<double> x = Matrix<double>::Random(5, 36), v = Matrix<double>::Random(5, 1);
  LayerNet<double>::Workspace workspace;
  workspace.step = 3;
  double value = 0;
  const auto gradient_of = [&](const LayerNet<double>& at) {
    Vector<double> gradient(at.parameters().size());
    at.LossGradient(
        x,
        [&](const Matrix<double>& f, Matrix<double>& df) {
          value = f.cwiseProduct(v).sum();
          df = v;
        },
        gradient, workspace);
    return gradient;
  };
  const Vector<double> gradient = gradient_of(net);
  constexpr double kStep = 0x1p-10;
  const double tolerance = 64 * std::numeric_limits<double>::epsilon() * (v.cwiseAbs().sum() + 10) / kStep;
  Index compared = 0, nonzero = 0;
  for (Index p = 0; p < gradient.size(); ++p) {
    LayerNet<double> moved = net;
    moved.parameters().values()[p] += kStep;
    gradient_of(moved);
    const double up = value;
    moved.parameters().values()[p] -= 2 * kStep;
    gradient_of(moved);
    const double down = value;
    gradient_of(net);
    if (std::abs(up - 2 * value + down) > 4 * tolerance * kStep) continue;  // a kink
    ++compared;
    nonzero += std::abs(gradient[p]) > 10 * tolerance;
    EXPECT_NEAR((up - down) / (2 * kStep), gradient[p], tolerance) << p;
  }
  EXPECT_GE(compared, gradient.size() * 8 / 10);
  EXPECT_GE(nonzero, gradient.size() / 4);

  workspace.step = 4;
  EXPECT_NE(gradient_of(net), gradient);  // another mask
  workspace.step = 3;
  EXPECT_EQ(gradient_of(net), gradient);
}

TEST(LayerNetTest, DropoutKeepsTheMean) {
  // Identity weights around a dropout: f counts what is kept.  Statistical: 5 standard errors of n d entries.
  constexpr Index kInputs = 64, kSamples = 500;
  LayerNet<double> net({.input = {1, 1, kInputs},
                        .layers = {{DropoutLayer{.rate = 0.25}}, {DenseLayer{.outputs = 1, .relu = false}}},
                        .biases = false},
                       1);
  net.parameters().values().setConstant(1.0 / kInputs);
  const Matrix<double> x = Matrix<double>::Ones(kSamples, kInputs);
  LayerNet<double>::Workspace workspace;
  Vector<double> gradient(kInputs);
  Matrix<double> trained;
  net.LossGradient(
      x,
      [&](const Matrix<double>& f, Matrix<double>& v) {
        trained = f;
        v.setOnes();
      },
      gradient, workspace);
  const double deviation = std::sqrt(0.25 / 0.75 / (kInputs * kSamples));
  EXPECT_NEAR(trained.mean(), 1, 5 * deviation);
  EXPECT_GT(std::abs(trained.mean() - 1), 0);
  EXPECT_NEAR((trained.array() - 1).square().mean(), 0.25 / 0.75 / kInputs,
              5 * 0.25 / 0.75 / kInputs * std::sqrt(2.0 / kSamples));
  EXPECT_NEAR(gradient.mean(), kSamples, 5 * kSamples * deviation);
  EXPECT_EQ(Forward(net, x), Matrix<double>::Ones(kSamples, 1));
}

TEST(LayerNetTest, DenseLayersAreAFullyConnectedNet) {
  const FullyConnected<double> other({.inputs = 6,
                                      .width = 9,
                                      .outputs = 3,
                                      .depth = 3,
                                      .bias_std = 1,
                                      .parameterization = Parameterization::kStandard},
                                     4);
  LayerNet<double> net(
      {.input = {1, 2, 3},
       .layers = {{DenseLayer{.outputs = 9}}, {DenseLayer{.outputs = 9}}, {DenseLayer{.outputs = 3, .relu = false}}}},
      4);
  for (int l = 0; l < 3; ++l) {
    net.parameters().matrix(2 * l) = other.parameters().matrix(l);
    net.parameters().matrix(2 * l + 1) = other.parameters().matrix(3 + l);
  }
  const Matrix<double> x = Matrix<double>::Random(8, 6);
  const Matrix<double> f = Forward(other, x);
  // Counted: the same sums of at most 9 products, in three layers.
  EXPECT_LE((Forward(net, x) - f).cwiseAbs().maxCoeff(),
            64 * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff());
}

TEST(LayerNetTest, SameBitsForAnyNumberOfThreads) {
  LayerNetOptions options = Branching(true);
  options.layers.insert(options.layers.begin() + 6, Layer{DropoutLayer{.rate = 0.5}});
  for (std::size_t l = 7; l < options.layers.size(); ++l) {
    if (options.layers[l].input > 5) ++options.layers[l].input;
  }
  options.layers[10] = {ProductLayer{.with = 9}};
  options.layers[11] = {SumLayer{.with = 8}};
  const LayerNet<float> net(options, 5);
  const Matrix<float> x = Matrix<float>::Random(41, net.inputs());
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, Matrix<float>::Ones(41, 2)); });
  ExpectFloatIsRoundedDouble(LayerNet<float>(Branching(true), 5), LayerNet<double>(Branching(true), 5), 64);
}

TEST(LayerNetTest, RejectsWhatDoesNotFit) {
  const auto message = [](std::vector<Layer> layers) {
    return MessageOf([&] { LayerNet<float>({.input = {5, 5, 1}, .layers = std::move(layers)}, 1); });
  };
  EXPECT_EQ(message({}), "LayerNet: layers must not be empty");
  EXPECT_EQ(message({{DropoutLayer{}}}), "LayerNet: no layer has weights");
  EXPECT_EQ(message({{DenseLayer{.outputs = 0}}}), "LayerNet: layer 0: outputs must be at least 1, got 0");
  EXPECT_EQ(message({{DenseLayer{.outputs = 3}}, {ConvolutionLayer{.outputs = 1}}}),
            "LayerNet: layer 1: a kernel of size 3 does not fit an image of 1 x 1 x 3");
  EXPECT_EQ(message({{ConvolutionLayer{.outputs = 1, .stride = 0}}}),
            "LayerNet: layer 0: the stride must be at least 1, got 0");
  EXPECT_EQ(message({{ConvolutionLayer{.outputs = 1, .kernel = 2, .padding = 2}}}),
            "LayerNet: layer 0: the padding must be at least 0 and less than the kernel's size, got 2");
  EXPECT_EQ(message({{ConvolutionLayer{.outputs = 1, .kernel = 8, .padding = 1}}}),
            "LayerNet: layer 0: a kernel of size 8 does not fit an image of 5 x 5 x 1");
  EXPECT_EQ(message({{DenseLayer{.outputs = 3}}, {ProductLayer{.with = 0}}}),
            "LayerNet: layer 1: sizes of 1 x 1 x 3 and 5 x 5 x 1 differ");
  EXPECT_EQ(message({{DenseLayer{.outputs = 3}}, {SumLayer{.with = 2}}}), "LayerNet: layer 1: there is no node 2 yet");
  EXPECT_EQ(message({{DenseLayer{.outputs = 3}}, {DenseLayer{.outputs = 1}, 0}}),
            "LayerNet: layer 0: nothing uses what it makes");
  EXPECT_EQ(message({{DropoutLayer{.rate = 1}}, {DenseLayer{.outputs = 1}}}),
            "LayerNet: layer 0: dropout rate must be in [0, 1), got 1");
  EXPECT_EQ(message({{MaxPoolLayer{.size = 6}}}),
            "LayerNet: layer 0: a window of size 6 does not fit an image of 5 x 5 x 1, or is > 16");
  EXPECT_EQ(message({{DenseLayer{.outputs = 3}}}), "no error");

  ExpectRefusals(LayerNet<float>({.input = {5, 5, 1}, .layers = {{DenseLayer{.outputs = 3}}}}, 1));
}

}  // namespace
}  // namespace hadamard_ntk::models
