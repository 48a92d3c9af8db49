// Outputs and gradients against PyTorch's automatic differentiation (tools/make_gradient_reference.py, which says what
// the nets, their parameters, samples and targets are).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "models/analogy_encoder.h"
#include "models/bottleneck_net.h"
#include "models/context_normalization.h"
#include "models/fully_connected.h"
#include "models/grid_net.h"
#include "models/inverse_loss.h"
#include "models/layer_net.h"
#include "models/layers/layer.h"
#include "models/lstm_scorer.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"
#include "models/polynomial_net.h"
#include "models/quadratic_convolution.h"
#include "models/quadratic_net.h"
#include "models/two_layer_net.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kSamples = 5;

// (net, "output", "slopes" or "gradient") -> its entries.
std::map<std::pair<std::string, std::string>, std::vector<double>> Reference() {
  std::map<std::pair<std::string, std::string>, std::vector<double>> reference;
  std::ifstream file("models/testdata/gradient_reference.csv");
  for (std::string line; std::getline(file, line);) {
    if (line[0] == '#' || line.rfind("net,", 0) == 0) continue;
    std::istringstream fields(line);
    std::string net, what, entry, value;
    for (std::string* field : {&net, &what, &entry, &value}) std::getline(fields, *field, ',');
    reference[{net, what}].push_back(std::strtod(value.c_str(), nullptr));
  }
  return reference;
}

Vector<double> Fractions(Index count, Index factor, Index modulus, double denominator) {
  Vector<double> values(count);
  for (Index i = 0; i < count; ++i) {
    values[i] = static_cast<double>((factor * i) % modulus - modulus / 2) / denominator;
  }
  return values;
}

Matrix<double> Samples(Index inputs) {
  const Vector<double> rows = Fractions(kSamples * inputs, 29, 83, 64);
  return Eigen::Map<const RowMajorMatrix<double>>(rows.data(), kSamples, inputs);
}

// The largest difference over `count` eps times the largest entry: sums of at most 42 products, in three layers.
double OverBound(const Vector<double>& ours, const std::vector<double>& theirs, double count = 64) {
  const Eigen::Map<const Vector<double>> reference(theirs.data(), static_cast<Index>(theirs.size()));
  if (ours.size() != reference.size()) return HUGE_VAL;
  const double scale = reference.cwiseAbs().maxCoeff();
  return (ours - reference).cwiseAbs().maxCoeff() / (count * std::numeric_limits<double>::epsilon() * scale);
}

template <Network N>
void ExpectPyTorchs(const std::string& name, N net) {
  const auto reference = Reference();
  ASSERT_TRUE(reference.count({name, "gradient"}));
  net.parameters().SetValues(Fractions(net.parameters().size(), 37, 101, 128));
  const Matrix<double> x = Samples(net.inputs());
  const Vector<double> y = Fractions(kSamples, 17, 31, 16);
  Vector<double> outputs, gradient(net.parameters().size());
  typename N::Workspace workspace;
  net.LossGradient(
      x,
      [&](const Matrix<double>& f, Matrix<double>& v) {
        outputs = f.col(0);
        v = f - y;
      },
      gradient, workspace);
  EXPECT_LE(OverBound(outputs, reference.at({name, "output"})), 1) << name;
  EXPECT_LE(OverBound(gradient, reference.at({name, "gradient"})), 1) << name;
  Vector<double> wrong = gradient;
  wrong[wrong.size() / 2] += 1e-9 * gradient.cwiseAbs().maxCoeff();
  EXPECT_GT(OverBound(wrong, reference.at({name, "gradient"})), 1) << name;
}

// The same with half the square of the gradient in x added to the loss.
template <class N>
void ExpectPyTorchsSlopes(const std::string& name, N net) {
  const auto reference = Reference();
  ASSERT_TRUE(reference.count({name, "slopes"}));
  net.parameters().SetValues(Fractions(net.parameters().size(), 37, 101, 128));
  const Vector<double> y = Fractions(kSamples, 17, 31, 16);
  Vector<double> outputs, slopes, gradient(net.parameters().size());
  typename N::Workspace workspace;
  net.FirstOrderLossGradient(
      Samples(net.inputs()),
      [&](const Matrix<double>& f, const Matrix<double>& g, Matrix<double>& v, Matrix<double>& w) {
        outputs = f.col(0);
        slopes = g.reshaped<Eigen::RowMajor>();
        v = f - y;
        w = g;
      },
      gradient, workspace);
  EXPECT_LE(OverBound(outputs, reference.at({name, "output"})), 1) << name;
  EXPECT_LE(OverBound(slopes, reference.at({name, "slopes"})), 1) << name;
  EXPECT_LE(OverBound(gradient, reference.at({name, "gradient"})), 1) << name;
  Vector<double> wrong = gradient;
  wrong[wrong.size() / 2] += 1e-9 * gradient.cwiseAbs().maxCoeff();
  EXPECT_GT(OverBound(wrong, reference.at({name, "gradient"})), 1) << name;
}

TEST(GradientReferenceTest, InputGradients) {
  ExpectPyTorchsSlopes("two_layer", TwoLayerNet<double>({.inputs = 4, .width = 6}, 1));
  ExpectPyTorchsSlopes("polynomial", PolynomialNet<double>({.inputs = 4, .width = 6, .degree = 3, .input_bias = 1}, 1));
}

TEST(GradientReferenceTest, ConventionalNets) {
  ExpectPyTorchs(
      "conventional",
      FullyConnected<double>(
          {.inputs = 4, .width = 6, .depth = 3, .bias_std = 1, .parameterization = Parameterization::kStandard}, 1));
}

TEST(GradientReferenceTest, QuadraticNets) {
  QuadraticNetOptions options{.inputs = 4, .width = 6, .depth = 3, .parameterization = Parameterization::kStandard};
  ExpectPyTorchs("quadratic", QuadraticNet<double>(options, 1));
  options.neuron = Neuron::kSquare;
  options.activation = Activation::kIdentity;
  ExpectPyTorchs("square", QuadraticNet<double>(options, 1));
}

TEST(GradientReferenceTest, BottleneckNets) {
  ExpectPyTorchs("bottleneck", BottleneckNet<double>({.inputs = 4, .width = 7, .outer_width = 5, .power = 3}, 1));
}

TEST(GradientReferenceTest, QuadraticConvolutions) {
  std::vector<Layer> layers;
  Append(QuadraticConvolution{.outputs = 3, .kernel = 2}, layers);
  Append(QuadraticConvolution{.outputs = 4, .kernel = 2}, layers);
  layers.push_back({DenseLayer{.outputs = 1, .relu = false}});
  ExpectPyTorchs("quadratic_convolutions",
                 LayerNet<double>({.input = {.height = 5, .width = 4, .channels = 2}, .layers = layers}, 1));
}

TEST(GradientReferenceTest, AnalogyEncoders) {
  for (const bool products : {false, true}) {
    const AnalogyEncoder encoder{.side = 32, .maps = 2, .hidden = 3, .latent = 1, .products = products};
    ExpectPyTorchs(products ? "analogy_encoder_hp" : "analogy_encoder", LayerNet<double>(encoder.Layers(), 1));
  }
}

// Four steps with a division by a deviation before them: sums of at most 20 products.
TEST(GradientReferenceTest, ContextNormalizationAndLstm) {
  constexpr Index kFeatures = 3, kTerms = 4;
  const std::string name = "context_lstm";
  const auto reference = Reference();
  ASSERT_TRUE(reference.count({name, "input_gradient"}));
  const ContextNormalization context{.features = kFeatures, .terms = kTerms};
  const LstmScorer lstm{.inputs = kFeatures, .cells = 2, .terms = kTerms};
  std::vector<Segment> segments = context.Segments();
  for (const Segment& segment : lstm.Segments()) segments.push_back(segment);
  Parameters<double> parameters(segments, 1);
  parameters.SetValues(Fractions(parameters.size(), 37, 101, 128));
  const Matrix<double> x = Samples(kFeatures * kTerms);
  Matrix<double> z(kFeatures, kTerms * kSamples), y, g_y, g_z;
  for (Index k = 0; k < kTerms; ++k) {
    z.middleCols(k * kSamples, kSamples) = x.middleCols(k * kFeatures, kFeatures).transpose();
  }
  const LayerSegments<const double> of_context{&parameters, 0, parameters.values().data()};
  const LayerSegments<const double> of_lstm{&parameters, 2, parameters.values().data()};
  ContextNormalization::Workspace<double> normalizing;
  LstmScorer::Workspace<double> scoring;
  Vector<double> scores, gradient(parameters.size());
  context.Forward(of_context, z, y, normalizing);
  lstm.Forward(of_lstm, y, scores, scoring);
  const Vector<double> error = scores - Fractions(kSamples, 17, 31, 16);
  lstm.Adjoint(of_lstm, y, error, scoring, {&parameters, 2, gradient.data()}, g_y);
  context.Adjoint(of_context, g_y, normalizing, {&parameters, 0, gradient.data()}, g_z);
  RowMajorMatrix<double> to_x(kSamples, kFeatures * kTerms);
  for (Index k = 0; k < kTerms; ++k) {
    to_x.middleCols(k * kFeatures, kFeatures) = g_z.middleCols(k * kSamples, kSamples).transpose();
  }
  Vector<double> in_x = Eigen::Map<const Vector<double>>(to_x.data(), to_x.size());
  EXPECT_LE(OverBound(scores, reference.at({name, "output"})), 1);
  EXPECT_LE(OverBound(gradient, reference.at({name, "gradient"})), 1);
  EXPECT_LE(OverBound(in_x, reference.at({name, "input_gradient"})), 1);
  in_x[7] += 1e-9 * in_x.cwiseAbs().maxCoeff();
  EXPECT_GT(OverBound(in_x, reference.at({name, "input_gradient"})), 1);
  gradient[40] += 1e-9 * gradient.cwiseAbs().maxCoeff();
  EXPECT_GT(OverBound(gradient, reference.at({name, "gradient"})), 1);
}

// The sum of the differences to the neighbours in a box, x fastest.
SymmetricMap Differences(const std::vector<Index>& extents) {
  return [extents](std::span<const double> x, std::span<double> y) {
    const Index cells = static_cast<Index>(x.size());
    std::fill(y.begin(), y.end(), 0.0);
    Index stride = 1;
    for (const Index n : extents) {
      for (Index i = 0; i < cells; ++i) {
        if (i / stride % n > 0) y[i] += x[i] - x[i - stride];
        if (i / stride % n < n - 1) y[i] += x[i] - x[i + stride];
      }
      stride *= n;
    }
  };
}

// Sums of at most 54 products in nine layers, and a loss that divides by a small f.Af: 512 eps.
void ExpectPyTorchsGridNet(const std::string& name, const std::vector<Index>& extents) {
  const auto reference = Reference();
  ASSERT_TRUE(reference.count({name, "gradient"}));
  Index cells = 1;
  for (const Index n : extents) cells *= n;
  std::vector<std::uint8_t> mask(cells);
  for (Index i = 0; i < cells; ++i) mask[i] = i % 5 != 3;
  const int dimension = static_cast<int>(extents.size());
  GridNet<double> net({.dimension = dimension, .channels = 2, .first_pairs = 1, .coarse_pairs = 1, .last_pairs = 1},
                      extents, mask, 1);
  net.parameters().SetValues(Fractions(net.parameters().size(), 37, 101, 128));
  const Vector<double> rows = Fractions(kSamples * cells, 29, 83, 64);
  const Matrix<double> x = Eigen::Map<const RowMajorMatrix<double>>(rows.data(), kSamples, cells);
  const SymmetricMap a = Differences(extents);
  RowMajorMatrix<double> outputs;
  Vector<double> gradient(net.parameters().size());
  GridNet<double>::Workspace workspace;
  net.LossGradient(
      x,
      [&](const Matrix<double>& f, Matrix<double>& v) {
        outputs = f;
        InverseLoss<double>(f, x, a, &v);
      },
      gradient, workspace);
  EXPECT_LE(
      OverBound(Eigen::Map<const Vector<double>>(outputs.data(), outputs.size()), reference.at({name, "output"}), 512),
      1)
      << name;
  EXPECT_LE(OverBound(gradient, reference.at({name, "gradient"}), 512), 1) << name;
  // The first term of the loss's gradient alone is not enough.
  net.LossGradient(
      x,
      [&](const Matrix<double>& f, Matrix<double>& v) {
        for (Index i = 0; i < kSamples; ++i) {
          const Vector<double> row = f.row(i), b = x.row(i);
          Vector<double> image(cells), of_error(cells);
          a({row.data(), row.data() + cells}, {image.data(), image.data() + cells});
          const double alpha = b.dot(row) / row.dot(image);
          const Vector<double> error = b - alpha * image;
          a({error.data(), error.data() + cells}, {of_error.data(), of_error.data() + cells});
          v.row(i) = -2.0 / kSamples * alpha * of_error.transpose();
        }
      },
      gradient, workspace);
  EXPECT_GT(OverBound(gradient, reference.at({name, "gradient"}), 512), 1e3) << name;
}

TEST(GradientReferenceTest, GridNetsWithTheirLoss) {
  ExpectPyTorchsGridNet("grid_net_3d", {3, 5, 4});
  ExpectPyTorchsGridNet("grid_net_2d", {7, 4});
}

}  // namespace
}  // namespace hadamard_ntk::models
