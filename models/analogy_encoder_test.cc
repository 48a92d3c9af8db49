#include "models/analogy_encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "linalg/thrown_testing.h"
#include "models/gradient_check_testing.h"
#include "models/layer_net.h"
#include "models/network.h"

namespace hadamard_ntk::models {
namespace {

AnalogyEncoder Small(bool products, Index side = 32) {
  return {.side = side, .maps = 2, .hidden = 4, .latent = 2, .products = products};
}

TEST(AnalogyEncoderTest, CountsOfParameters) {
  EXPECT_EQ(LayerNet<float>(AnalogyEncoder{}.Layers(), 1).parameters().size(), 706944);
  EXPECT_EQ(LayerNet<float>(AnalogyEncoder{.products = true}.Layers(), 1).parameters().size(), 708512);
}

TEST(AnalogyEncoderTest, ShapesAndStart) {
  const LayerNet<float> net(AnalogyEncoder{.products = true}.Layers(), 1);
  EXPECT_EQ(net.shapes()[1], (ImageShape{64, 64, 32}));
  EXPECT_EQ(net.shapes()[2], (ImageShape{64, 64, 32}));
  EXPECT_EQ(net.shapes()[3], (ImageShape{32, 32, 32}));
  EXPECT_EQ(net.shapes()[7], (ImageShape{16, 16, 32}));
  EXPECT_EQ(net.shapes()[11], (ImageShape{8, 8, 32}));
  EXPECT_EQ(net.outputs(), 256);
  const Segment& second = net.parameters().segments()[4];  // after those of S and C_1
  EXPECT_EQ(second.columns, 512);
  EXPECT_DOUBLE_EQ(second.initial_std, std::sqrt(2.0 / (512 + 512)));
}

TEST(AnalogyEncoderTest, DerivativesAgainstDifferences) {
  for (const bool products : {false, true}) {
    LayerNet<double> net(Small(products).Layers(), 5);
    net.parameters().values().array() += 0.05;  // biases that matter
    ExpectRightDerivatives(net, Dependence::kCubic);
  }
}

// The definition: h_2 = C_2 h_1 (1 + P S), by a net of the layers up to there.
TEST(AnalogyEncoderTest, ProductsAreTheDefinition) {
  const auto first_nodes = [](bool products, std::size_t layers) {
    LayerNetOptions options = Small(products).Layers();
    options.layers.resize(layers);
    return options;
  };
  LayerNet<double> hp(first_nodes(true, 6), 3), plain(first_nodes(false, 2), 3);
  LayerNetOptions shallow = first_nodes(false, 1);
  LayerNet<double> s(shallow, 3);
  const Index of_s = s.parameters().size();
  plain.parameters().SetValues(hp.parameters().values().tail(plain.parameters().size()));
  s.parameters().SetValues(hp.parameters().values().head(of_s));
  const Matrix<double> x = Matrix<double>::Random(3, 32 * 32 * 3);
  const Matrix<double> h2 = Forward(plain, x), of_image = Forward(s, x), f = Forward(hp, x);
  ASSERT_EQ(h2.cols(), 8 * 8 * 2);
  double error = 0, without = 0;
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index y = 0; y < 8; ++y) {
      for (Index column = 0; column < 8; ++column) {
        for (Index k = 0; k < 2; ++k) {
          double mean = 0;
          for (const Index dy : {0, 1}) {
            for (const Index dx : {0, 1}) mean += of_image(i, ((2 * y + dy) * 16 + 2 * column + dx) * 2 + k) / 4;
          }
          const Index at = (y * 8 + column) * 2 + k;
          error = std::max(error, std::abs(f(i, at) - h2(i, at) * (1 + mean)));
          without = std::max(without, std::abs(f(i, at) - h2(i, at)));
        }
      }
    }
  }
  // Counted: a mean, a product, a sum.
  EXPECT_LE(error, 16 * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff());
  EXPECT_GT(without, 1e-3);
}

TEST(AnalogyEncoderTest, WithoutWeightsOfSItIsThePlainOne) {
  LayerNet<float> hp(Small(true, 64).Layers(), 3), plain(Small(false, 64).Layers(), 4);
  const Index of_s = hp.parameters().size() - plain.parameters().size();
  EXPECT_EQ(of_s, 16 * 3 * 2 + 2);
  plain.parameters().SetValues(hp.parameters().values().tail(plain.parameters().size()));
  const Matrix<float> x = Matrix<float>::Random(5, 64 * 64 * 3);
  EXPECT_NE(Forward(hp, x), Forward(plain, x));
  hp.parameters().values().head(of_s).setZero();
  EXPECT_EQ(Forward(hp, x), Forward(plain, x));
}

TEST(AnalogyEncoderTest, RefusesOtherSides) {
  for (const Index side : {8, 48}) {
    EXPECT_EQ(MessageOf<std::invalid_argument>([&] { Small(false, side).Layers(); }),
              "AnalogyEncoder: side must be 16, 32, 64, ..., got " + std::to_string(side));
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
