#include "models/quadratic_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/empirical_ntk.h"
#include "models/fully_connected.h"
#include "models/gradient_check_testing.h"
#include "models/network.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

static_assert(SignalNetwork<QuadraticNet<float>> && SignalNetwork<QuadraticNet<double>>);

constexpr double kEps = std::numeric_limits<double>::epsilon();

// The definition, sample by sample.  Conditioned, by the largest output: three products of length 150 a layer.
TEST(QuadraticNetTest, ForwardIsTheDefinition) {
  for (const Activation activation : {Activation::kRelu, Activation::kIdentity}) {
    for (const Neuron neuron : {Neuron::kQuadratic, Neuron::kSquare}) {
      const QuadraticNet<double> net({.inputs = 3,
                                      .width = 150,
                                      .outputs = 2,
                                      .depth = 3,
                                      .neuron = neuron,
                                      .activation = activation,
                                      .start = QuadraticStart::kRandom,
                                      .bias_std = 0.3},
                                     1);
      const auto& p = net.parameters();
      const auto affine = [&](const std::string& matrix, const std::string& bias, const Vector<double>& h) {
        const double scale = h.size() == 3 ? 1 : std::sqrt(2.0 / 150);
        return Vector<double>(scale * p.matrix(p.Find(matrix)) * h + p.matrix(p.Find(bias)).col(0));
      };
      const Matrix<double> x = Matrix<double>::Random(140, 3), f = Forward(net, x);
      for (Index i = 0; i < x.rows(); ++i) {
        Vector<double> h = x.row(i).transpose();
        for (const std::string l : {"1", "2"}) {
          const Vector<double> r = affine("Wr" + l, "br" + l, h);
          Vector<double> q = r.cwiseProduct(r);
          if (neuron == Neuron::kQuadratic) {
            q = r.cwiseProduct(affine("Wg" + l, "bg" + l, h)) + affine("Wb" + l, "c" + l, h.cwiseProduct(h));
          }
          h = activation == Activation::kRelu ? Vector<double>(q.cwiseMax(0)) : q;
        }
        const Vector<double> expected = affine("A", "a", h);
        for (Index o = 0; o < 2; ++o) EXPECT_NEAR(f(i, o), expected[o], 900 * kEps * f.cwiseAbs().maxCoeff());
      }
    }
  }
}

TEST(QuadraticNetTest, Derivatives) {
  for (const Activation activation : {Activation::kRelu, Activation::kIdentity}) {
    for (const Parameterization parameterization : {Parameterization::kNtk, Parameterization::kStandard}) {
      for (const int depth : {2, 3, 4}) {
        QuadraticNetOptions options{.inputs = 3,
                                    .width = 6,
                                    .outputs = 2,
                                    .depth = depth,
                                    .activation = activation,
                                    .bias_std = 0.3,
                                    .parameterization = parameterization};
        ExpectRightDerivatives(QuadraticNet<double>(options, 1), Dependence::kCubic);
        options.start = QuadraticStart::kRandom;
        ExpectRightDerivatives(QuadraticNet<double>(options, 1), Dependence::kCubic);
        options.neuron = Neuron::kSquare;
        ExpectRightDerivatives(QuadraticNet<double>(options, 1), Dependence::kCubic);
      }
    }
  }
}

TEST(QuadraticNetTest, FloatIsRoundedDouble) {
  for (const Neuron neuron : {Neuron::kQuadratic, Neuron::kSquare}) {
    const QuadraticNetOptions options{.inputs = 3,
                                      .width = 100,
                                      .outputs = 2,
                                      .depth = 3,
                                      .neuron = neuron,
                                      .start = QuadraticStart::kRandom,
                                      .bias_std = 0.3};
    ExpectFloatIsRoundedDouble(QuadraticNet<float>(options, 4), QuadraticNet<double>(options, 4), 32);
  }
}

// A fully-connected net of the same weights, and its gradient as the quadratic net lays it out; zero by the rest.
struct Conventional {
  Matrix<double> outputs;
  Vector<double> gradient;
};

Conventional MakeConventional(const QuadraticNet<double>& net, const Matrix<double>& x, const Matrix<double>& v) {
  const QuadraticNetOptions& o = net.options();
  FullyConnected<double> conventional({.inputs = o.inputs,
                                       .width = o.width,
                                       .outputs = o.outputs,
                                       .depth = o.depth,
                                       .bias_std = 1,
                                       .parameterization = o.parameterization},
                                      1);
  const Parameters<double>& p = net.parameters();
  const auto matrix = [&](int l) { return p.Find(l == o.depth ? "A" : "Wr" + std::to_string(l)); };
  for (int l = 1; l <= o.depth; ++l) {
    conventional.parameters().matrix(l - 1) = p.matrix(matrix(l));
    conventional.parameters().matrix(o.depth + l - 1) = p.matrix(matrix(l) + 1);
  }
  Conventional result{.outputs = Forward(conventional, x), .gradient = Vector<double>::Zero(p.size())};
  const Vector<double> gradient = VectorJacobianProduct(conventional, x, v);
  for (int l = 1; l <= o.depth; ++l) {
    p.View(matrix(l), result.gradient.data()) = conventional.parameters().View(l - 1, gradient.data());
    p.View(matrix(l) + 1, result.gradient.data()) = conventional.parameters().View(o.depth + l - 1, gradient.data());
  }
  return result;
}

// Largest difference of the gradients by W_r, b_r, A and a.
double Difference(const QuadraticNet<double>& net, const Vector<double>& a, const Vector<double>& b) {
  double largest = 0;
  for (const Segment& segment : net.parameters().segments()) {
    if (segment.name.find('g') != std::string::npos || segment.name[0] == 'c' || segment.name.starts_with("Wb"))
      continue;
    const auto part = [&](const Vector<double>& v) { return v.segment(segment.offset, segment.size()); };
    EXPECT_GT(part(a).cwiseAbs().maxCoeff(), 0) << segment.name;
    largest = std::max(largest, (part(a) - part(b)).cwiseAbs().maxCoeff());
  }
  return largest;
}

TEST(QuadraticNetTest, ReLinearStartHasTheBitsOfTheConventionalNet) {
  for (const Parameterization parameterization : {Parameterization::kNtk, Parameterization::kStandard}) {
    for (const int depth : {2, 3, 5}) {
      QuadraticNet<double> net({.inputs = 3,
                                .width = 150,
                                .outputs = 2,
                                .depth = depth,
                                .bias_std = 0.3,
                                .parameterization = parameterization},
                               1);
      const Matrix<double> x = Matrix<double>::Random(140, 3), v = Matrix<double>::Random(140, 2);
      const Conventional conventional = MakeConventional(net, x, v);
      const Vector<double> gradient = VectorJacobianProduct(net, x, v);
      EXPECT_EQ(Forward(net, x), conventional.outputs);
      EXPECT_EQ(Difference(net, gradient, conventional.gradient), 0);
      // The other parameters are not without effect: the gradient by them is there.
      EXPECT_GT(net.parameters().View(net.parameters().Find("Wb1"), gradient.data()).norm(), 0);
      EXPECT_GT(net.parameters().View(net.parameters().Find("Wg1"), gradient.data()).norm(), 0);

      net.parameters().matrix(net.parameters().Find("bg1")).array() += 0x1p-20;  // control
      EXPECT_NE(Forward(net, x), conventional.outputs);
      EXPECT_GT(Difference(net, VectorJacobianProduct(net, x, v), conventional.gradient), 0);
    }
  }
}

// A quadratic net with W_g = W_r, b_g = b_r, W_b = 0, c = 0 is the net of squares; its gradients by r and g add up.
// q = r^2 in both, so the outputs have the same bits.  Gradients conditioned: g + r against 2 r.
TEST(QuadraticNetTest, TiedNeuronsAreSquares) {
  QuadraticNetOptions options{.inputs = 3, .width = 20, .depth = 3, .activation = Activation::kIdentity, .bias_std = 1};
  QuadraticNet<double> tied(options, 1);
  options.neuron = Neuron::kSquare;
  QuadraticNet<double> square(options, 1);
  for (const Segment& segment : square.parameters().segments()) {
    const auto values = square.parameters().matrix(square.parameters().Find(segment.name));
    tied.parameters().matrix(tied.parameters().Find(segment.name)) = values;
    std::string other = segment.name;
    if (other[1] == 'r') other[1] = 'g';
    tied.parameters().matrix(tied.parameters().Find(other)) = values;
  }
  const Matrix<double> x = Matrix<double>::Random(9, 3), v = Matrix<double>::Random(9, 1);
  EXPECT_EQ(Forward(tied, x), Forward(square, x));
  const Vector<double> of_tied = VectorJacobianProduct(tied, x, v), of_square = VectorJacobianProduct(square, x, v);
  const auto part = [](const QuadraticNet<double>& net, const std::string& name, const Vector<double>& v) {
    return Matrix<double>(net.parameters().View(net.parameters().Find(name), v.data()));
  };
  for (const std::string l : {"1", "2"}) {
    const Matrix<double> expected = part(square, "Wr" + l, of_square);
    const double tolerance = 200 * kEps * expected.cwiseAbs().maxCoeff();
    const Matrix<double> by_r = part(tied, "Wr" + l, of_tied), by_g = part(tied, "Wg" + l, of_tied);
    EXPECT_LE((by_r + by_g - expected).cwiseAbs().maxCoeff(), tolerance);
    EXPECT_GT((by_r - expected).cwiseAbs().maxCoeff(), tolerance);  // control
  }
}

// x o x by one neuron, without error: W_b = 1, the rest 0.
TEST(QuadraticNetTest, OneNeuronIsASquare) {
  QuadraticNet<double> net({.inputs = 1, .width = 1}, 1);
  net.parameters().values().setZero();
  net.parameters().matrix(net.parameters().Find("Wb1"))(0, 0) = 1;
  net.parameters().matrix(net.parameters().Find("A"))(0, 0) = std::sqrt(0.5);
  const Matrix<double> x = Matrix<double>::Random(50, 1);
  // Counted: sqrt(2), sqrt(1/2), and two products.
  EXPECT_LE((Forward(net, x) - x.cwiseAbs2()).cwiseQuotient(x.cwiseAbs2()).cwiseAbs().maxCoeff(), 2 * kEps);
}

// The Gram matrix of the gradients.  Conditioned, by the norms of the gradients: p products each.
TEST(QuadraticNetTest, EmpiricalNtkIsTheProductOfJacobians) {
  for (const Neuron neuron : {Neuron::kQuadratic, Neuron::kSquare}) {
    const QuadraticNet<double> net(
        {.inputs = 3, .width = 30, .depth = 3, .neuron = neuron, .start = QuadraticStart::kRandom, .bias_std = 0.3}, 1);
    const Matrix<double> x = Matrix<double>::Random(12, 3), k = EmpiricalNtk(net, x);
    const Matrix<double> j = PerSampleVectorJacobianProducts(net, x, Matrix<double>::Ones(12, 1));
    const double unit = static_cast<double>(j.rows()) * kEps * j.colwise().squaredNorm().maxCoeff();
    EXPECT_LE((k - j.transpose() * j).cwiseAbs().maxCoeff(), unit);
    EXPECT_GT((1.0001 * k - j.transpose() * j).cwiseAbs().maxCoeff(), unit);  // control
  }
}

// Equal numbers of N(0, 1) everywhere at a random start, and none but r's and the readout's at the other.
TEST(QuadraticNetTest, Starts) {
  QuadraticNetOptions options{.inputs = 3, .width = 400, .bias_std = 0.5};
  const Parameters<double> relinear = QuadraticNet<double>(options, 1).parameters();
  options.start = QuadraticStart::kRandom;
  const Parameters<double> random = QuadraticNet<double>(options, 1).parameters();
  for (const char* name : {"Wg1", "Wb1", "c1"}) EXPECT_EQ(relinear.matrix(relinear.Find(name)).norm(), 0) << name;
  EXPECT_TRUE((relinear.matrix(relinear.Find("bg1")).array() == 1).all());
  for (const char* name : {"Wr1", "br1", "A"}) {
    EXPECT_EQ(relinear.matrix(relinear.Find(name)), random.matrix(random.Find(name))) << name;
  }
  // Statistical: the variance of n numbers has the relative error sqrt(2/n).
  for (const char* name : {"Wr1", "br1", "Wg1", "bg1", "Wb1", "c1"}) {
    const Matrix<double> values = random.matrix(random.Find(name));
    const double std = name[0] == 'W' ? 1 : 0.5;
    EXPECT_NEAR(values.squaredNorm() / static_cast<double>(values.size()), std * std,
                5 * std * std * std::sqrt(2.0 / static_cast<double>(values.size())))
        << name;
  }
}

TEST(QuadraticNetTest, SameBitsForAnyThreadCount) {
  const QuadraticNet<float> net(
      {.inputs = 5, .width = 200, .outputs = 3, .depth = 3, .start = QuadraticStart::kRandom, .bias_std = 0.1}, 1);
  const Matrix<float> x = Matrix<float>::Random(300, 5), v = Matrix<float>::Random(300, 3);
  const Vector<float> direction = Vector<float>::Random(net.parameters().size());
  ExpectSameBitsForAnyThreadCount([&] { return Forward(net, x); });
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, v); });
  ExpectSameBitsForAnyThreadCount([&] { return JacobianVectorProduct(net, x, direction); });
}

TEST(QuadraticNetTest, NanParametersShow) {
  QuadraticNet<double> net({.inputs = 3, .width = 9, .depth = 3}, 1);
  net.parameters().matrix(2)(4, 1) = std::nan("");
  EXPECT_TRUE(std::isnan(Forward(net, Matrix<double>::Random(1, 3)).sum()));
}

TEST(QuadraticNetTest, RejectsBadArguments) {
  const auto message = [](const QuadraticNetOptions& options) {
    return MessageOf([&] { QuadraticNet<double>(options, 1); });
  };
  EXPECT_EQ(message({.inputs = 3, .width = 0}), "QuadraticNet: width must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 0, .width = 4}), "QuadraticNet: inputs must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .outputs = 0}), "QuadraticNet: outputs must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .depth = 1}), "QuadraticNet: depth must be at least 2, got 1");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .bias_std = -1}),
            "QuadraticNet: bias_std must be finite and not negative, got -1");
  const QuadraticNet<double> net({.inputs = 3, .width = 4}, 1);
  ExpectRefusals(net);
}

}  // namespace
}  // namespace hadamard_ntk::models
