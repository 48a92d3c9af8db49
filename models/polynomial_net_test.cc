#include "models/polynomial_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "models/empirical_ntk.h"
#include "models/limit_check_testing.h"
#include "models/network.h"

namespace hadamard_ntk::models {
namespace {

static_assert(Network<PolynomialNet<float>> && Network<PolynomialNet<double>>);

constexpr double kEps = std::numeric_limits<double>::epsilon();

// [WuEtAl2022, eq. (2)], E[s^2 phi phi'] = c E[2 relu relu'] for ReLU.
double LimitingNtk(int degree, double c, double a, double b, double xz) {
  const ReluMoments relu = MomentsOfRelu(a, b, xz);
  const double v = c * relu.product, e = c * xz * relu.slopes;
  return 2 * (std::pow(v, degree) + degree * std::pow(v, degree - 1) * e);
}

TEST(PolynomialNetTest, NtkIsUnbiased) {
  for (const Normalization normalization : {Normalization::kUnit, Normalization::kRawActivation}) {
    const double c = normalization == Normalization::kUnit ? 1 : 0.5;
    for (int degree = 1; degree <= 4; ++degree) {
      ExpectMeansAre(
          1000,
          [&](int seed, const Matrix<double>& x) {
            return EmpiricalNtk(
                PolynomialNet<double>({.inputs = 3, .width = 1000, .degree = degree, .normalization = normalization},
                                      seed),
                x);
          },
          [&](double a, double b, double xz) { return LimitingNtk(degree, c, a, b, xz); },
          [&](double a, double b, double xz) { return 1.2 * LimitingNtk(degree, c, a, b, xz); });
    }
  }
}

// Without activation K = 2 (N + 1) <x,z>^N.
TEST(PolynomialNetTest, ActivationFreeNtkIsUnbiased) {
  for (int degree : {1, 2, 3}) {
    ExpectMeansAre(
        200,
        [&](int seed, const Matrix<double>& x) {
          return EmpiricalNtk(
              PolynomialNet<double>({.inputs = 3, .width = 1000, .degree = degree, .activation = Activation::kIdentity},
                                    seed),
              x);
        },
        [&](double, double, double xz) { return 2 * (degree + 1) * std::pow(xz, degree); },
        [&](double, double, double xz) { return 2 * degree * std::pow(xz, degree); });
  }
}

// (x, b) in place of x.
TEST(PolynomialNetTest, InputBias) {
  ExpectMeansAre(
      200,
      [&](int seed, const Matrix<double>& x) {
        return EmpiricalNtk(PolynomialNet<double>({.inputs = 3, .width = 1000, .degree = 2, .input_bias = 0.5}, seed),
                            x);
      },
      [&](double a, double b, double xz) { return LimitingNtk(2, 1, a + 0.25, b + 0.25, xz + 0.25); },
      [&](double a, double b, double xz) { return LimitingNtk(2, 1, a, b, xz); });
}

// E[f(x) f(z)] = 2 v^N at every width.
TEST(PolynomialNetTest, CovarianceOfOutputs) {
  ExpectMeansAre(
      4000,
      [&](int seed, const Matrix<double>& x) {
        const Matrix<double> f = Forward(PolynomialNet<double>({.inputs = 3, .width = 40, .degree = 2}, seed), x);
        return Matrix<double>(f * f.transpose());
      },
      [&](double a, double b, double xz) { return 2 * std::pow(MomentsOfRelu(a, b, xz).product, 2); },
      [&](double a, double b, double xz) { return std::pow(MomentsOfRelu(a, b, xz).product, 2); });
}

// Eq. (1) as printed: f is m^{-N/2} and K is m^{-N} times that of the unit normalization, weight by weight.
// Counted: 4 (N + 1) eps of the entry, as pow and two scales differ, and 64 eps of the largest for the sums.
TEST(PolynomialNetTest, LiteralScalingVanishes) {
  const Matrix<double> x = LimitInputs();
  for (int degree : {1, 2, 3, 6}) {
    double before = 0;
    for (const Index width : {64, 256, 1024}) {
      PolynomialNetOptions options{.inputs = 3, .width = width, .degree = degree};
      const PolynomialNet<double> unit(options, 1);
      options.normalization = Normalization::kRawActivationOverWidth;
      const PolynomialNet<double> literal(options, 1);
      const double factor = std::pow(static_cast<double>(width), degree);
      const Matrix<double> k = EmpiricalNtk(unit, x), f = Forward(unit, x);
      const double tolerance = (4 * (degree + 1) + 64) * kEps;
      EXPECT_LE((factor * EmpiricalNtk(literal, x) - k).cwiseAbs().maxCoeff(), tolerance * k.cwiseAbs().maxCoeff());
      EXPECT_LE((std::sqrt(factor) * Forward(literal, x) - f).cwiseAbs().maxCoeff(),
                tolerance * f.cwiseAbs().maxCoeff());
      const double trace = EmpiricalNtk(literal, x).trace();
      if (before > 0) {
        EXPECT_LT(trace, before / 2);
      }
      before = trace;
    }
  }
}

// t = 2: every rounding is the same, so f(2 x) = 2^N f(x) exactly, and K(2 x, z) = 2^N K(x, z).
TEST(PolynomialNetTest, Homogeneous) {
  for (int degree = 1; degree <= 6; ++degree) {
    const PolynomialNet<double> net({.inputs = 3, .width = 99, .outputs = 2, .degree = degree}, 1);
    const Matrix<double> x = Matrix<double>::Random(20, 3), z = Matrix<double>::Random(10, 3);
    const double factor = std::ldexp(1.0, degree);
    EXPECT_EQ(Forward(net, 2 * x), factor * Forward(net, x));
    EXPECT_EQ(EmpiricalNtk(net, 2 * x, z), factor * EmpiricalNtk(net, x, z));
    EXPECT_NE(Forward(net, 2 * x), 2 * factor * Forward(net, x));
  }
  const PolynomialNet<double> biased({.inputs = 3, .width = 99, .degree = 2, .input_bias = 1}, 1);
  const Matrix<double> x = Matrix<double>::Random(20, 3);
  EXPECT_NE(Forward(biased, 2 * x), 4 * Forward(biased, x));
}

// A wide net begins with the hidden units of a narrow one.
TEST(PolynomialNetTest, WidthExtendsTheNet) {
  const PolynomialNet<double> narrow({.inputs = 3, .width = 100, .degree = 2}, 1), wide({.inputs = 3, .width = 333}, 1);
  EXPECT_EQ(wide.parameters().matrix(1).topRows(100), narrow.parameters().matrix(1));
  EXPECT_EQ(wide.parameters().matrix(2).leftCols(100), narrow.parameters().matrix(2));
}

TEST(PolynomialNetTest, RejectsZeroWidth) {
  for (const Normalization normalization : {Normalization::kUnit, Normalization::kRawActivationOverWidth}) {
    EXPECT_THROW(PolynomialNet<double>({.inputs = 3, .width = 0, .normalization = normalization}, 1),
                 std::invalid_argument);
  }
  EXPECT_THROW(PolynomialNet<double>({.inputs = 3, .width = 5, .degree = 0}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::models
