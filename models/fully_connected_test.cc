#include "models/fully_connected.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/empirical_ntk.h"
#include "models/gradient_check_testing.h"
#include "models/limit_check_testing.h"
#include "models/network.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

static_assert(Network<FullyConnected<float>> && Network<FullyConnected<double>>);

constexpr double kEps = std::numeric_limits<double>::epsilon();

// The definition, sample by sample.  Conditioned.
TEST(FullyConnectedTest, ForwardIsTheDefinition) {
  for (int depth : {1, 2, 4}) {
    for (double bias : {0.0, 0.3}) {
      const FullyConnected<double> net({.inputs = 3, .width = 150, .outputs = 2, .depth = depth, .bias_std = bias}, 1);
      const Matrix<double> x = Matrix<double>::Random(140, 3), f = Forward(net, x);
      for (Index i = 0; i < x.rows(); ++i) {
        Vector<double> h = x.row(i).transpose();
        for (int l = 0; l < depth; ++l) {
          const Vector<double> a = l == 0 ? h : Vector<double>(std::sqrt(2.0 / 150) * h.cwiseMax(0));
          h = net.parameters().matrix(l) * a;
          if (bias > 0) h += bias * net.parameters().matrix(depth + l).col(0);
        }
        for (Index o = 0; o < 2; ++o) EXPECT_NEAR(f(i, o), h[o], 150 * depth * kEps * f.cwiseAbs().maxCoeff());
      }
    }
  }
}

TEST(FullyConnectedTest, Derivatives) {
  for (const Parameterization parameterization : {Parameterization::kNtk, Parameterization::kStandard}) {
    for (int depth : {1, 2, 3, 5}) {
      for (double bias : {0.0, 0.3}) {
        ExpectRightDerivatives(FullyConnected<double>({.inputs = 3,
                                                       .width = 6,
                                                       .outputs = 2,
                                                       .depth = depth,
                                                       .bias_std = bias,
                                                       .parameterization = parameterization},
                                                      1));
      }
    }
  }
}

TEST(FullyConnectedTest, FloatIsRoundedDouble) {
  const FullyConnectedOptions options{.inputs = 3, .width = 100, .outputs = 2, .depth = 3, .bias_std = 0.3};
  ExpectFloatIsRoundedDouble(FullyConnected<float>(options, 4), FullyConnected<double>(options, 4), 32);
}

// One function, two parameterizations: gradients of W_l differ by sqrt(2/m), those of beta_l by b_std.  Conditioned.
TEST(FullyConnectedTest, ParameterizationsAgreeAtFirst) {
  FullyConnectedOptions options{.inputs = 3, .width = 40, .depth = 3, .bias_std = 0.3};
  const FullyConnected<double> ntk(options, 1);
  options.parameterization = Parameterization::kStandard;
  const FullyConnected<double> standard(options, 1);
  const Matrix<double> x = Matrix<double>::Random(10, 3), v = Matrix<double>::Random(10, 1);
  const Matrix<double> f = Forward(ntk, x);
  EXPECT_LE((Forward(standard, x) - f).cwiseAbs().maxCoeff(), 100 * kEps * f.cwiseAbs().maxCoeff());
  const Vector<double> g = VectorJacobianProduct(ntk, x, v), h = VectorJacobianProduct(standard, x, v);
  for (std::size_t s = 0; s < 6; ++s) {
    const double factor = s == 0 ? 1 : s < 3 ? std::sqrt(2.0 / 40) : 0.3;
    const Segment& segment = ntk.parameters().segments()[s];
    const auto a = g.segment(segment.offset, segment.size()), b = h.segment(segment.offset, segment.size());
    EXPECT_LE((a - factor * b).cwiseAbs().maxCoeff(), 100 * kEps * a.cwiseAbs().maxCoeff()) << segment.name;
    EXPECT_GT(a.cwiseAbs().maxCoeff(), 0.0);
  }
}

// The recursion of the header; `layers` = depth.
double LimitingNtk(int layers, double bias, double a, double b, double c) {
  const double square = bias * bias;
  double sigma_a = a + square, sigma_b = b + square, sigma = c + square, theta = sigma;
  for (int l = 2; l <= layers; ++l) {
    const ReluMoments relu = MomentsOfRelu(sigma_a, sigma_b, sigma);
    sigma_a += square;  // E[2 relu(u)^2] = Sigma
    sigma_b += square;
    sigma = relu.product + square;
    theta = sigma + relu.slopes * theta;
  }
  return theta;
}

// The mean of K at width m is off the limit by O(1/m), less than a standard error of 40 draws at m = 600.
TEST(FullyConnectedTest, NtkTendsToTheLimit) {
  for (int depth : {2, 3, 4}) {
    for (double bias : {0.0, 0.5}) {
      ExpectMeansAre(
          40,
          [&](int seed, const Matrix<double>& x) {
            return EmpiricalNtk(
                FullyConnected<double>({.inputs = 3, .width = 600, .depth = depth, .bias_std = bias}, seed), x);
          },
          [&](double a, double b, double c) { return LimitingNtk(depth, bias, a, b, c); },
          [&](double a, double b, double c) { return LimitingNtk(depth, bias + 0.5, a, b, c); });
    }
  }
  // Depth 1 has no hidden layer: K is the limit.
  const Matrix<double> x = LimitInputs();
  const Matrix<double> k = EmpiricalNtk(FullyConnected<double>({.inputs = 3, .width = 1, .depth = 1}, 1), x);
  EXPECT_LE((k - x * x.transpose()).cwiseAbs().maxCoeff(), 8 * kEps);  // counted
}

// t = 2: every rounding is the same.
TEST(FullyConnectedTest, Homogeneous) {
  const FullyConnected<double> net({.inputs = 3, .width = 99, .depth = 4}, 1);
  const FullyConnected<double> biased({.inputs = 3, .width = 99, .depth = 4, .bias_std = 0.1}, 1);
  const Matrix<double> x = Matrix<double>::Random(20, 3);
  EXPECT_EQ(Forward(net, 2 * x), 2 * Forward(net, x));
  EXPECT_EQ(EmpiricalNtk(net, 2 * x, x), 2 * EmpiricalNtk(net, x, x));
  EXPECT_NE(Forward(biased, 2 * x), 2 * Forward(biased, x));
}

TEST(FullyConnectedTest, SameBitsForAnyThreadCount) {
  const FullyConnected<float> net({.inputs = 5, .width = 200, .outputs = 3, .depth = 3, .bias_std = 0.1}, 1);
  const Matrix<float> x = Matrix<float>::Random(300, 5), v = Matrix<float>::Random(300, 3);
  const Vector<float> direction = Vector<float>::Random(net.parameters().size());
  ExpectSameBitsForAnyThreadCount([&] { return Forward(net, x); });
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, v); });
  ExpectSameBitsForAnyThreadCount([&] { return JacobianVectorProduct(net, x, direction); });
}

TEST(FullyConnectedTest, NanParametersShow) {
  FullyConnected<double> net({.inputs = 3, .width = 9, .depth = 3}, 1);
  net.parameters().matrix(0)(4, 1) = std::nan("");
  EXPECT_TRUE(std::isnan(Forward(net, Matrix<double>::Random(1, 3)).sum()));
}

TEST(FullyConnectedTest, RejectsBadArguments) {
  const auto message = [](const FullyConnectedOptions& options) {
    return MessageOf([&] { FullyConnected<double>(options, 1); });
  };
  EXPECT_EQ(message({.inputs = 3, .width = 0}), "FullyConnected: width must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 0, .width = 4}), "FullyConnected: inputs must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .depth = 0}), "FullyConnected: depth must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .bias_std = -1}),
            "FullyConnected: bias_std must be finite and not negative, got -1");
  const FullyConnected<double> net({.inputs = 3, .width = 4}, 1);
  ExpectRefusals(net);
}

}  // namespace
}  // namespace hadamard_ntk::models
