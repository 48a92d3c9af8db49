#include "models/quadratic_convolution.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/gradient_check_testing.h"
#include "models/layer_net.h"
#include "models/network.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

LayerNetOptions TwoConvolutions(QuadraticStart start) {
  std::vector<Layer> layers;
  Append({.outputs = 3, .kernel = 2, .start = start}, layers);
  Append({.outputs = 4, .kernel = 2, .start = start}, layers);
  layers.push_back({DenseLayer{.outputs = 2, .relu = false}});
  return {.input = {.height = 5, .width = 4, .channels = 2}, .layers = layers};
}

template <class From, class To>
void CopySegment(const From& from, const std::string& source, To& to, const std::string& target) {
  to.parameters().matrix(to.parameters().Find(target)) = from.parameters().matrix(from.parameters().Find(source));
}

TEST(QuadraticConvolutionTest, StartsWithTheBitsOfAConvolution) {
  const LayerNet<double> quadratic(TwoConvolutions(QuadraticStart::kReLinear), 3);
  LayerNet<double> conventional({.input = {.height = 5, .width = 4, .channels = 2},
                                 .layers = {{ConvolutionLayer{.outputs = 3, .kernel = 2}},
                                            {ConvolutionLayer{.outputs = 4, .kernel = 2}},
                                            {DenseLayer{.outputs = 2, .relu = false}}}},
                                4);
  for (const auto& [source, target] : {std::pair("W1", "W1"), {"W4", "W2"}, {"W7", "W3"}}) {
    CopySegment(quadratic, source, conventional, target);
  }
  const Matrix<double> x = Matrix<double>::Random(6, 40);
  EXPECT_EQ(Forward(quadratic, x), Forward(conventional, x));

  LayerNet<double> moved = quadratic;
  moved.parameters().matrix(moved.parameters().Find("b2")).array() += 0x1p-20;
  EXPECT_NE(Forward(moved, x), Forward(conventional, x));
}

TEST(QuadraticConvolutionTest, OnOnePixelItIsAQuadraticNet) {
  std::vector<Layer> layers;
  Append({.outputs = 5, .kernel = 1, .start = QuadraticStart::kRandom}, layers);
  Append({.outputs = 5, .kernel = 1, .start = QuadraticStart::kRandom}, layers);
  layers.push_back({DenseLayer{.outputs = 1, .relu = false}});
  LayerNet<double> pixel({.input = {.channels = 3}, .layers = layers}, 8);
  QuadraticNet<double> net({.inputs = 3,
                            .width = 5,
                            .depth = 3,
                            .start = QuadraticStart::kRandom,
                            .bias_std = 0.5,
                            .parameterization = Parameterization::kStandard},
                           9);
  // Both list the three matrices, each with its bias, layer by layer.
  ASSERT_EQ(pixel.parameters().size(), net.parameters().size());
  pixel.parameters().SetValues(net.parameters().values());
  const Matrix<double> x = Matrix<double>::Random(7, 3), f = Forward(net, x);
  EXPECT_LE((Forward(pixel, x) - f).norm(), 64 * kEps * f.norm());  // sums of at most 8 products, in another order
  EXPECT_GT(f.norm(), 0.0);
}

TEST(QuadraticConvolutionTest, StartsWhereItSays) {
  const LayerNet<float> net(TwoConvolutions(QuadraticStart::kReLinear), 3),
      random(TwoConvolutions(QuadraticStart::kRandom), 3);
  const auto segment = [](const LayerNet<float>& of, const char* name) {
    return of.parameters().matrix(of.parameters().Find(name));
  };
  for (const char* zero : {"b1", "W2", "W3", "b3", "b4", "W5", "W6", "b6"}) EXPECT_TRUE(segment(net, zero).isZero(0));
  for (const char* one : {"b2", "b5"}) EXPECT_TRUE(segment(net, one).isOnes(0));
  for (const char* drawn : {"W1", "W2", "W3", "W5"}) EXPECT_FALSE(segment(random, drawn).isZero(0));
  for (const char* zero : {"b1", "b2", "b3"}) EXPECT_TRUE(segment(random, zero).isZero(0));
}

TEST(QuadraticConvolutionTest, HasItsGradients) {
  const Matrix<double> x = Matrix<double>::Random(3, 40), v = Matrix<double>::Random(3, 2);
  for (const QuadraticStart start : {QuadraticStart::kReLinear, QuadraticStart::kRandom}) {
    const LayerNet<double> net(TwoConvolutions(start), 5);
    const Vector<double> gradient = VectorJacobianProduct(net, x, v);
    const GradientCheck check = CompareWithDifferences(net, x, v, gradient, Dependence::kCubic);
    EXPECT_LE(check.worst, 1.0);
    EXPECT_LE(10 * check.kinks, check.compared);
    EXPECT_GE(2 * check.nonzero, check.compared);
  }
}

TEST(QuadraticConvolutionTest, NeedsBiases) {
  LayerNetOptions options = TwoConvolutions(QuadraticStart::kReLinear);
  options.biases = false;
  EXPECT_THROW(LayerNet<double>(options, 1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::models
