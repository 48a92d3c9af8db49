#include "models/bottleneck_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/empirical_ntk.h"
#include "models/gradient_check_testing.h"
#include "models/network.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"
#include "models/training.h"

namespace hadamard_ntk::models {
namespace {

static_assert(SignalNetwork<BottleneckNet<float>> && SignalNetwork<BottleneckNet<double>>);

constexpr double kEps = std::numeric_limits<double>::epsilon();

BottleneckNetOptions Moving(int power) {
  return {.inputs = 3, .width = 7, .outer_width = 6, .power = power, .feature_std = 0.5, .output_std = 0.5};
}

// The definition, sample by sample.  Conditioned, by the sum of absolute terms: 150 and 140 products.
TEST(BottleneckNetTest, ForwardIsTheDefinition) {
  for (const int power : {1, 2, 3}) {
    BottleneckNetOptions options = Moving(power);
    options.width = 150;
    options.outer_width = 140;
    const BottleneckNet<double> net(options, 1);
    const auto segment = [&](const char* name) {
      return Matrix<double>(net.parameters().matrix(net.parameters().Find(name)));
    };
    const Matrix<double> x = Matrix<double>::Random(130, 3), f = Forward(net, x), bottleneck = net.Bottleneck(x),
                         features = net.Features(x), outer = net.OuterFeatures(x);
    for (Index i = 0; i < x.rows(); ++i) {
      double u = 0, size = 0, expected = 0;
      for (Index j = 0; j < options.width; ++j) {
        const double z = segment("V").row(j).dot(x.row(i)) + segment("s")(j),
                     term = segment("A1")(j) * std::pow(z, power);
        EXPECT_NEAR(features(i, j), std::pow(z, power), 10 * power * kEps * std::pow(std::abs(z) + 3, power));
        u += term;
        size += std::abs(term);
      }
      EXPECT_NEAR(bottleneck(i, 0), u, 300 * kEps * size);
      expected = u;
      for (Index j = 0; j < options.outer_width; ++j) {
        const double unit = std::max(0.0, segment("A")(j) * u + segment("b")(j)), term = segment("C")(j) * unit;
        EXPECT_NEAR(outer(i, j), unit, 300 * kEps * (size + std::abs(segment("b")(j))));
        expected += term;
        size += std::abs(term);
      }
      EXPECT_NEAR(f(i, 0), expected, 140 * 300 * kEps * size);
      EXPECT_GT(std::abs(f(i, 0) - expected - 1e-9 * size), 140 * 300 * kEps * size);  // control
    }
  }
}

TEST(BottleneckNetTest, Derivatives) {
  for (const int power : {1, 2, 3}) {
    ExpectRightDerivatives(BottleneckNet<double>(Moving(power), 2), Dependence::kCubic);
  }
}

TEST(BottleneckNetTest, FloatIsRoundedDouble) {
  ExpectFloatIsRoundedDouble(BottleneckNet<float>(Moving(2), 4), BottleneckNet<double>(Moving(2), 4), 64);
}

// Statistical, five standard errors.  Of Student's t_6: variance 3/2, P(|t| < 0.7175581964) = 1/2.
TEST(BottleneckNetTest, Start) {
  const double n = 20000;
  const BottleneckNet<double> net({.inputs = 4, .width = 20000, .outer_width = 20000}, 1);
  const auto segment = [&](const char* name) {
    return Matrix<double>(net.parameters().matrix(net.parameters().Find(name)));
  };
  EXPECT_LE((segment("V").rowwise().norm().array() - 1).abs().maxCoeff(), 4 * kEps);
  const Matrix<double> second = segment("V").transpose() * segment("V") / n;
  EXPECT_LE((second - Matrix<double>::Identity(4, 4) / 4).cwiseAbs().maxCoeff(), 5 * std::sqrt(1 / (8 * n)));
  EXPECT_TRUE((segment("A").array().abs() == 1).all());
  EXPECT_LE(std::abs(segment("A").sum()), 5 * std::sqrt(n));
  const auto inside = static_cast<double>((segment("b").array().abs() < 1.5 * 0.7175581964).count());
  EXPECT_LE(std::abs(inside - n / 2), 5 * std::sqrt(n / 4));
  // Heavy tails: P(|t| > 6) = 0.00096, of the normal of that variance 1e-6.
  EXPECT_GE((segment("b").array().abs() > 9).count(), 5);
  EXPECT_EQ(segment("A1").norm() + segment("C").norm(), 0);
}

// A stage moves its segment and nothing else.
TEST(BottleneckNetTest, StagesFreezeTheRest) {
  const Matrix<double> x = Matrix<double>::Random(20, 3), y = Matrix<double>::Random(20, 1);
  const BottleneckNet<double> net(Moving(2), 3);
  for (const char* moving : {"A1", "C"}) {
    const bool feature = moving[0] == 'A';
    const auto groups = feature ? net.FeatureStage() : net.OuterStage();
    Trainer trainer(net, x, y, {.schedule = Constant{1e-4}, .groups = groups});
    trainer.Run(3);
    for (const Segment& segment : net.parameters().segments()) {
      const int s = net.parameters().Find(segment.name);
      EXPECT_EQ(trainer.net().parameters().matrix(s) == net.parameters().matrix(s), segment.name != moving)
          << segment.name;
    }
  }
}

// The Gram matrix of the gradients.  Conditioned, by the norms of the gradients: p products each.
TEST(BottleneckNetTest, EmpiricalNtkIsTheProductOfJacobians) {
  const BottleneckNet<double> net(Moving(3), 1);
  const Matrix<double> x = Matrix<double>::Random(12, 3), k = EmpiricalNtk(net, x);
  const Matrix<double> j = PerSampleVectorJacobianProducts(net, x, Matrix<double>::Ones(12, 1));
  const double unit = static_cast<double>(j.rows()) * kEps * j.colwise().squaredNorm().maxCoeff();
  EXPECT_LE((k - j.transpose() * j).cwiseAbs().maxCoeff(), unit);
  EXPECT_GT((1.0001 * k - j.transpose() * j).cwiseAbs().maxCoeff(), unit);  // control
}

TEST(BottleneckNetTest, SameBitsForAnyThreadCount) {
  BottleneckNetOptions options = Moving(2);
  options.width = 300;
  options.outer_width = 200;
  const BottleneckNet<float> net(options, 1);
  const Matrix<float> x = Matrix<float>::Random(300, 3), v = Matrix<float>::Random(300, 1);
  const Vector<float> direction = Vector<float>::Random(net.parameters().size());
  ExpectSameBitsForAnyThreadCount([&] { return Forward(net, x); });
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, v); });
  ExpectSameBitsForAnyThreadCount([&] { return JacobianVectorProduct(net, x, direction); });
}

TEST(BottleneckNetTest, NanParametersShow) {
  BottleneckNet<double> net(Moving(2), 1);
  net.parameters().matrix(4)(2) = std::nan("");
  EXPECT_TRUE(std::isnan(Forward(net, Matrix<double>::Random(1, 3)).sum()));
}

TEST(BottleneckNetTest, RejectsBadArguments) {
  const auto message = [](const BottleneckNetOptions& options) {
    return MessageOf([&] { BottleneckNet<double>(options, 1); });
  };
  EXPECT_EQ(message({.inputs = 0, .width = 4, .outer_width = 1}), "BottleneckNet: inputs must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 0, .outer_width = 1}), "BottleneckNet: width must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4}), "BottleneckNet: outer_width must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .outer_width = 1, .power = 0}),
            "BottleneckNet: power must be at least 1, got 0");
  EXPECT_EQ(message({.inputs = 3, .width = 4, .outer_width = 1, .shift_std = -1}),
            "BottleneckNet: shift_std must be finite and not negative, got -1");
  const BottleneckNet<double> net(Moving(2), 1);
  ExpectRefusals(net);
  const Matrix<double> x = Matrix<double>::Constant(5, 3, std::nan(""));
  EXPECT_EQ(MessageOf([&] { net.Features(x.leftCols(2)); }), "Features: X must be n x 3, got 5 x 2");
  EXPECT_EQ(MessageOf([&] { net.Bottleneck(x); }), "Bottleneck: entries must be finite, got X(0, 0) = nan");
  EXPECT_EQ(MessageOf([&] { net.OuterFeatures(x); }), "OuterFeatures: entries must be finite, got X(0, 0) = nan");
}

}  // namespace
}  // namespace hadamard_ntk::models
