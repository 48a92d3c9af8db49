#include "models/ccp_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "models/empirical_ntk.h"
#include "models/gradient_check_testing.h"
#include "models/limit_check_testing.h"
#include "models/network.h"

namespace hadamard_ntk::models {
namespace {

static_assert(Network<CcpNet<float>> && Network<CcpNet<double>>);

// [WuEtAl2022, A.1]: y_1 = phi(A_1 x), y_n = phi(A_n x) * y_{n-1} + y_{n-1}, literally.  Conditioned.
TEST(CcpNetTest, ForwardIsTheRecursion) {
  const CcpNet<double> net({.inputs = 3, .width = 50, .degree = 4, .output_bias_std = 0.5}, 1);
  const Matrix<double> x = Matrix<double>::Random(8, 3), f = Forward(net, x);
  const auto& parameters = net.parameters();
  for (Index i = 0; i < x.rows(); ++i) {
    Vector<double> y;
    for (int n = 0; n < 4; ++n) {
      const Vector<double> a = (parameters.matrix(n) * x.row(i).transpose()).cwiseMax(0);
      y = n == 0 ? a : Vector<double>(a.cwiseProduct(y) + y);
    }
    const double expected = std::sqrt(2.0 / 50) * parameters.matrix(4).row(0).dot(y) + 0.5 * parameters.matrix(5)(0, 0);
    EXPECT_NEAR(f(i, 0), expected, 200 * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff());
  }
}

TEST(CcpNetTest, Derivatives) {
  for (int degree : {1, 2, 3, 9}) {
    ExpectRightDerivatives(
        CcpNet<double>({.inputs = 2, .width = 6, .outputs = 2, .degree = degree, .output_bias_std = 0.5}, 1));
  }
  ExpectRightDerivatives(
      CcpNet<double>({.inputs = 1, .width = 1, .degree = 3, .activation = Activation::kIdentity, .input_bias = 1}, 1));
}

// K_CCP = 2 (A E^{N-1} + B E^{N-1} + (N - 1) A B E^{N-2}) + b^2, for the means `sum` = E[s phi(u)] + E[s phi(u')].
double LimitingNtk(int degree, double a, double b, double sum, double bias) {
  const double e = 1 + sum + a;
  return 2 * ((a + b) * std::pow(e, degree - 1) + (degree - 1) * a * b * std::pow(e, degree - 2)) + bias * bias;
}

TEST(CcpNetTest, NtkIsUnbiased) {
  for (int degree : {1, 2, 3}) {
    const auto kernel = [degree](double bias) {
      return [degree, bias](double a, double b, double xz) {
        const ReluMoments relu = MomentsOfRelu(a, b, xz);
        const double sum = (std::sqrt(a) + std::sqrt(b)) / std::sqrt(2 * std::numbers::pi);
        return LimitingNtk(degree, relu.product / 2, xz * relu.slopes / 2, sum, bias);
      };
    };
    ExpectMeansAre(
        200,
        [&](int seed, const Matrix<double>& x) {
          return EmpiricalNtk(
              CcpNet<double>({.inputs = 3, .width = 1000, .degree = degree, .output_bias_std = 0.7}, seed), x);
        },
        kernel(0.7), kernel(0.0));
  }
}

TEST(CcpNetTest, UnitAndActivationFreeNtkIsUnbiased) {
  ExpectMeansAre(
      200,
      [&](int seed, const Matrix<double>& x) {
        return EmpiricalNtk(
            CcpNet<double>({.inputs = 3, .width = 1000, .degree = 2, .normalization = Normalization::kUnit}, seed), x);
      },
      [&](double a, double b, double xz) {
        const ReluMoments relu = MomentsOfRelu(a, b, xz);
        return LimitingNtk(2, relu.product, xz * relu.slopes,
                           (std::sqrt(a) + std::sqrt(b)) / std::sqrt(std::numbers::pi), 0);
      },
      [&](double a, double b, double xz) {
        const ReluMoments relu = MomentsOfRelu(a, b, xz);
        return LimitingNtk(2, relu.product, xz * relu.slopes, 0, 0);
      });
  ExpectMeansAre(
      200,
      [&](int seed, const Matrix<double>& x) {
        return EmpiricalNtk(
            CcpNet<double>({.inputs = 3, .width = 1000, .degree = 3, .activation = Activation::kIdentity}, seed), x);
      },
      [&](double, double, double xz) { return LimitingNtk(3, xz, xz, 0, 0); },
      [&](double, double, double xz) { return LimitingNtk(3, xz, xz, 0.2, 0); });
}

TEST(CcpNetTest, RejectsBadArguments) {
  EXPECT_THROW(CcpNet<double>({.inputs = 3, .width = 0}, 1), std::invalid_argument);
  EXPECT_THROW(CcpNet<double>({.inputs = 3, .width = 5, .normalization = Normalization::kRawActivationOverWidth}, 1),
               std::invalid_argument);
  EXPECT_THROW(CcpNet<double>({.inputs = 3, .width = 5, .output_bias_std = -1}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::models
