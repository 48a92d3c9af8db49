#include "models/ncp_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "models/empirical_ntk.h"
#include "models/gradient_check_testing.h"
#include "models/limit_check_testing.h"
#include "models/network.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

static_assert(Network<NcpNet<float>> && Network<NcpNet<double>>);

constexpr double kEps = std::numeric_limits<double>::epsilon();

// The recursion from y_0 = 0, sample by sample.  Conditioned.
TEST(NcpNetTest, ForwardIsTheDefinition) {
  const NcpNet<double> net({.inputs = 3, .width = 150, .outputs = 2, .degree = 3, .bias_std = 0.7}, 1);
  const auto& p = net.parameters();
  const Matrix<double> x = Matrix<double>::Random(140, 3), f = Forward(net, x);
  for (Index i = 0; i < x.rows(); ++i) {
    Vector<double> y = Vector<double>::Zero(150);
    for (const char* n : {"1", "2", "3"}) {
      Vector<double> z = 0.7 * p.matrix(p.Find(std::string("b") += n)).col(0);
      if (*n != '1') z += p.matrix(p.Find(std::string("S") += n)) * y / std::sqrt(150.0);
      const Vector<double> u = p.matrix(p.Find(std::string("A") += n)) * x.row(i).transpose();
      y = std::sqrt(2.0) * u.cwiseMax(0).cwiseProduct(z);
    }
    const Vector<double> expected = p.matrix(p.Find("C")) * y / std::sqrt(150.0);
    for (Index o = 0; o < 2; ++o) EXPECT_NEAR(f(i, o), expected[o], 450 * kEps * f.cwiseAbs().maxCoeff());
  }
}

TEST(NcpNetTest, Derivatives) {
  for (int degree : {1, 2, 3, 4}) {
    ExpectRightDerivatives(NcpNet<double>({.inputs = 3, .width = 6, .outputs = 2, .degree = degree}, 1));
    ExpectRightDerivatives(
        NcpNet<double>({.inputs = 2, .width = 5, .degree = degree, .activation = Activation::kIdentity}, 1));
  }
}

TEST(NcpNetTest, FloatIsRoundedDouble) {
  const NcpNetOptions options{.inputs = 3, .width = 100, .outputs = 2, .degree = 3};
  ExpectFloatIsRoundedDouble(NcpNet<float>(options, 4), NcpNet<double>(options, 4), 32);
}

double LimitingNtk(int degree, double bias, double v, double e) {
  const double square = bias * bias;
  double value = 0, theta = 0;
  for (int n = 0; n < degree; ++n) {
    theta = e * (value + square) + v * (theta + value + square);
    value = v * (value + square);
  }
  return theta + value;
}

// The mean of K at width m is off the limit by O(1/m), less than a standard error of 60 draws at m = 500.
TEST(NcpNetTest, NtkTendsToTheLimit) {
  for (int degree : {1, 2, 3}) {
    const auto draw = [&](Activation activation) {
      return [=](int seed, const Matrix<double>& x) {
        return EmpiricalNtk(
            NcpNet<double>({.inputs = 3, .width = 500, .degree = degree, .activation = activation, .bias_std = 0.8},
                           seed),
            x);
      };
    };
    ExpectMeansAre(
        60, draw(Activation::kRelu),
        [&](double a, double b, double c) {
          const ReluMoments relu = MomentsOfRelu(a, b, c);
          return LimitingNtk(degree, 0.8, relu.product, c * relu.slopes);
        },
        [&](double a, double b, double c) {
          const ReluMoments relu = MomentsOfRelu(a, b, c);
          return LimitingNtk(degree, 1.0, relu.product, c * relu.slopes);
        });
    ExpectMeansAre(
        60, draw(Activation::kIdentity), [&](double, double, double c) { return LimitingNtk(degree, 0.8, c, c); },
        [&](double, double, double c) { return LimitingNtk(degree, 1.0, c, c); });
  }
}

TEST(NcpNetTest, SameBitsForAnyThreadCount) {
  const NcpNet<double> net({.inputs = 5, .width = 200, .outputs = 3, .degree = 3}, 1);
  const Matrix<double> x = Matrix<double>::Random(300, 5), v = Matrix<double>::Random(300, 3);
  const Vector<double> direction = Vector<double>::Random(net.parameters().size());
  ExpectSameBitsForAnyThreadCount([&] { return Forward(net, x); });
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, v); });
  ExpectSameBitsForAnyThreadCount([&] { return JacobianVectorProduct(net, x, direction); });
}

TEST(NcpNetTest, NanParametersShow) {
  NcpNet<double> net({.inputs = 3, .width = 9}, 1);
  net.parameters().matrix(0)(4, 1) = std::nan("");
  EXPECT_TRUE(std::isnan(Forward(net, Matrix<double>::Random(1, 3)).sum()));
}

TEST(NcpNetTest, RejectsBadArguments) {
  EXPECT_THROW(NcpNet<double>({.inputs = 3, .width = 0}, 1), std::invalid_argument);
  EXPECT_THROW(NcpNet<double>({.inputs = 0, .width = 4}, 1), std::invalid_argument);
  EXPECT_THROW(NcpNet<double>({.inputs = 3, .width = 4, .degree = 0}, 1), std::invalid_argument);
  EXPECT_THROW(NcpNet<double>({.inputs = 3, .width = 4, .bias_std = 0}, 1), std::invalid_argument);
  const NcpNet<double> net({.inputs = 3, .width = 4}, 1);
  ExpectRefusals(net);
}

}  // namespace
}  // namespace hadamard_ntk::models
