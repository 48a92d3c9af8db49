#include "spectral/zonal.h"

#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/gegenbauer.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::spectral {
namespace {

using Real50 = boost::multiprecision::cpp_bin_float_50;  // expression templates off
using Real40Et = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<40>, boost::multiprecision::et_on>;

constexpr double kEps = std::numeric_limits<double>::epsilon();
const std::vector<int> kDimensions = {1, 2, 3, 4, 5, 9, 31, 50, 200, 1000};
const std::vector<double> kAngles = {0.0,
                                     1e-12,
                                     1e-8,
                                     1e-6,
                                     1e-4,
                                     0.01,
                                     0.1,
                                     0.5,
                                     1.0,
                                     std::numbers::pi / 3,
                                     1.05,
                                     1.3,
                                     1.5,
                                     std::numbers::pi / 2,
                                     1.58,
                                     2.0,
                                     2.09,
                                     2.1,
                                     2.6,
                                     3.0,
                                     3.14,
                                     3.1415926,
                                     std::numbers::pi};

// dP_k/dtheta = -sin(theta) k (k + d - 1) / d P_{k-1}^{(d+2)}, so that the amplitude of the header is
// A_k^2 = P_k^2 + sin^2(theta) k (k + d - 1) / d^2 (P_{k-1}^{(d+2)})^2.
double Amplitude(int d, std::int64_t k, double theta) {
  if (k == 0) return 1;
  const double p = ZonalAtAngle(d, k, theta), q = ZonalAtAngle(d + 2, k - 1, theta);
  return std::hypot(p, std::sin(theta) * std::sqrt(static_cast<double>(k) * static_cast<double>(k + d - 1)) / d * q);
}

// The bound the header states, for amplitude 1.
double Bound(int d, std::int64_t k, double eps = kEps) {
  return 2 * std::sqrt(static_cast<double>(k + 1) * static_cast<double>(k + d)) * eps;
}

template <class T>
double Difference(double value, const T& reference) {
  using std::abs;
  return static_cast<double>(T(abs(T(T(value) - reference))));
}

// Elementary forms for d = 1, 3 and, by dP_{k+1}^{(3)}/dx = (k+1)(k+3)/3 P_k^{(5)}, d = 5; theta not near 0 or pi for
// the last (cancellation like theta^-4, of 50 digits).
Real50 Elementary(int d, std::int64_t k, const Real50& theta) {
  if (d == 1) return cos(k * theta);
  const Real50 s = sin(theta);
  if (d == 3) {
    if (s == 0) return 1;
    return sin((k + 1) * theta) / ((k + 1) * s);
  }
  const Real50 n = k + 2;
  const Real50 slope = (n * cos(n * theta) * s - sin(n * theta) * cos(theta)) / (n * s * s);
  return -3 * slope / (s * (k + 1) * (k + 3));
}

TEST(ZonalTest, ElementaryFormsUpToDegreeAMillion) {
  int compared = 0;
  for (const double theta : kAngles) {
    for (const int d : {1, 3, 5}) {
      if (d == 5 && std::sin(theta) < 1e-7) continue;
      auto p = ZonalRecurrence<double>::AtAngle(d, theta);
      for (const std::int64_t k : {0, 1, 2, 3, 10, 99, 1000, 31415, 1000000}) {
        if (theta != 1.0 && theta != 1e-6 && theta != 3.1415926 && k > 100000) continue;
        while (p.k() < k) p.Advance();
        const double amplitude = d == 1 ? 1 : Amplitude(d, k, theta);
        EXPECT_LE(Difference(p.value(), Elementary(d, k, Real50(theta))), Bound(d, k) * amplitude)
            << "d = " << d << ", k = " << k << ", theta = " << theta;
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 23 * 2 * 8 + 18 * 8 + 8);
}

// Control for the angle: the same bound rejects (1) run on cos(theta), which has no digits of theta = 1e-6 left.
TEST(ZonalTest, CosineOfASmallAngleIsNotEnough) {
  const double theta = 1e-6;
  const std::int64_t k = 1000000;
  const double x = std::cos(theta);
  double previous = 1, p = x;
  for (std::int64_t j = 1; j < k; ++j) {
    const double next = 2 * x * p - previous;
    previous = p;
    p = next;
  }
  const Real50 exact = Elementary(1, k, Real50(theta));
  EXPECT_GT(Difference(p, exact), 100 * Bound(1, k));
  EXPECT_LE(Difference(ZonalAtAngle(1, k, theta), exact), Bound(1, k));
}

TEST(ZonalTest, LegendreOfTheStandardLibrary) {
  for (double x = -1; x <= 1; x += 1.0 / 64) {
    for (const unsigned k : {0u, 1u, 2u, 5u, 17u, 64u, 127u}) {
      // Two evaluations, each within Bound(2, k).
      EXPECT_LE(std::abs(ZonalAtCosine(2, k, x) - std::legendre(k, x)), 2 * Bound(2, k)) << k << " " << x;
    }
  }
}

// Boost's unnormalised C_k^lambda over its value at 1. Two evaluations; Boost's runs the recurrence in x, whose errors
// grow like k^2 towards x = 1: within k + 1 times the bound.
TEST(ZonalTest, GegenbauerOfBoost) {
  for (const int d : {2, 3, 4, 9, 31}) {
    for (const unsigned k : {0u, 1u, 2u, 5u, 17u, 50u}) {
      const double lambda = 0.5 * (d - 1), at_one = boost::math::gegenbauer(k, lambda, 1.0);
      for (double x = -1; x <= 1; x += 1.0 / 16) {
        const double usual = boost::math::gegenbauer(k, lambda, x);
        EXPECT_LE(std::abs(ZonalAtCosine(d, k, x) - usual / at_one), (k + 2) * Bound(d, k))
            << d << " " << k << " " << x;
      }
      // Control: not normalised it is something else, but for P_0, and Legendre's own normalisation.
      if (d != 2 && k > 0) {
        EXPECT_GT(std::abs(ZonalAtCosine(d, k, 0.95) - boost::math::gegenbauer(k, lambda, 0.95)),
                  (k + 2) * Bound(d, k));
      }
    }
  }
}

// The same values from 50 (40) digits, rounded inputs taken as exact: the header's bound, for every k.
TEST(ZonalTest, ErrorBoundAgainstFiftyDigits) {
  int compared = 0;
  for (const int d : kDimensions) {
    for (const double theta : kAngles) {
      const std::int64_t k_max = 600;
      auto p = ZonalRecurrence<double>::AtAngle(d, theta), q = ZonalRecurrence<double>::AtAngle(d + 2, theta);
      auto exact = ZonalRecurrence<Real50>::AtAngle(d, Real50(theta));
      const double x = std::cos(theta);
      auto c = ZonalRecurrence<double>::AtCosine(d, x);
      auto c_exact = ZonalRecurrence<Real40Et>::AtCosine(d, Real40Et(x));
      double below = 0;  // P_{k-1}^{(d+2)}
      for (std::int64_t k = 0; k <= k_max; ++k, ++compared) {
        const double slope =
            std::sin(theta) * std::sqrt(static_cast<double>(k) * static_cast<double>(k + d - 1)) / d * below;
        const double amplitude = std::hypot(p.value(), slope);
        const double bound = Bound(d, k) * amplitude + std::numeric_limits<double>::min();
        ASSERT_LE(Difference(p.value(), exact.value()), bound) << "d = " << d << ", k = " << k << ", theta = " << theta;
        ASSERT_LE(Difference(c.value(), c_exact.value()), bound) << "d = " << d << ", k = " << k << ", x = " << x;
        ASSERT_LE(std::abs(p.value()), 1 + bound);
        below = k == 0 ? 1.0 : (q.Advance(), q.value());
        p.Advance();
        c.Advance();
        exact.Advance();
        c_exact.Advance();
      }
    }
  }
  EXPECT_EQ(compared, 10 * 23 * 601);
}

TEST(ZonalTest, OtherScalars) {
  for (const int d : {1, 2, 9, 50}) {
    for (const double theta : {1e-5, 0.3, 1.2, 2.0, 3.1}) {
      const float theta_float = static_cast<float>(theta);
      for (const std::int64_t k : {1, 2, 30, 400}) {
        const double amplitude = Amplitude(d, k, theta_float);
        EXPECT_LE(std::abs(ZonalAtAngle(d, k, theta_float) - ZonalAtAngle(d, k, static_cast<double>(theta_float))),
                  (Bound(d, k, std::numeric_limits<float>::epsilon()) + Bound(d, k)) * amplitude);
        const long double wide = ZonalAtAngle(d, k, static_cast<long double>(theta));
        EXPECT_LE(Difference(0, Real50(Real50(wide) - ZonalAtAngle(d, k, Real50(theta)))),
                  Bound(d, k, std::numeric_limits<long double>::epsilon()) * Amplitude(d, k, theta));
        // 40 and 50 digits agree to 40: the multiprecision values have the digits they claim.
        const Real50 coarse(ZonalAtAngle(d, k, Real40Et(theta)));
        EXPECT_LE(Difference(0, Real50(coarse - ZonalAtAngle(d, k, Real50(theta)))),
                  Bound(d, k, 1e-39) * Amplitude(d, k, theta));
      }
    }
  }
}

// sum_k binom(k + d - 2, k) P_k(x) r^k = (1 - 2 x r + r^2)^{-(d-1)/2}, d >= 2;  d = 1: sum T_k r^k.
// Conditioned: each term within its own bound, the terms of the tail below eps / 8 of the sum of sizes.
TEST(ZonalTest, GeneratingFunction) {
  for (const int d : {1, 2, 3, 4, 9, 31}) {
    for (const double theta : {0.0, 0.2, 1.0, 1.5, 2.5, 3.1}) {
      for (const double r : {0.1, 0.3}) {
        double sum = 0, size = 0, weight = 1, tolerance = 0;
        for (auto p = ZonalRecurrence<double>::AtAngle(d, theta); p.k() < 400; p.Advance()) {
          sum += weight * p.value();
          size += weight;
          tolerance += weight * Bound(d, p.k());
          const double k = static_cast<double>(p.k());
          weight *= d == 1 ? r : r * (k + d - 1) / (k + 1);
        }
        ASSERT_LE(weight, kEps / 8 * size);
        tolerance += 4 * d * kEps * size;  // the weights and the power, <= 4 d eps relative
        const double x = std::cos(theta), quadratic = 1 - 2 * x * r + r * r;
        const double closed = d == 1 ? (1 - x * r) / quadratic : std::pow(quadratic, -0.5 * (d - 1));
        EXPECT_LE(std::abs(sum - closed), tolerance) << d << " " << theta << " " << r;
        // Control: P_k = 1 is not accepted away from theta = 0.
        if (theta > 0) {
          EXPECT_GT(std::abs(size - closed), tolerance);
        }
      }
    }
  }
}

// int P_k P_l dtau = delta_kl / F(d, k), d even, by Gauss-Legendre quadrature, exact for these degrees (k + l + d - 2
// <= 59 with 30 nodes); odd d by the mid-point rule in theta, exact for cosine polynomials of degree < 2 n.
TEST(ZonalTest, Orthogonality) {
  int compared = 0;
  for (const int d : {1, 2, 3, 4, 5, 9, 10}) {
    std::vector<double> theta, weight;
    if (d % 2 == 0) {
      using Rule = boost::math::quadrature::gauss<double, 30>;
      for (std::size_t i = 0; i < Rule::abscissa().size(); ++i) {
        for (const double sign : {-1.0, 1.0}) {
          theta.push_back(std::acos(sign * Rule::abscissa()[i]));
          weight.push_back(Rule::weights()[i] * std::pow(std::sin(theta.back()), d - 2));
        }
      }
    } else {
      const int n = 40;
      for (int i = 0; i < n; ++i) {
        theta.push_back((i + 0.5) * std::numbers::pi / n);
        weight.push_back(std::pow(std::sin(theta.back()), d - 1));
      }
    }
    double total = 0;
    for (const double w : weight) total += w;
    const int k_max = 25;
    std::vector<std::vector<double>> p;
    for (const double t : theta) p.push_back(ZonalValuesAtAngle(d, k_max, t));
    for (std::size_t k = 0; k <= k_max; ++k) {
      for (std::size_t l = 0; l <= k; ++l, ++compared) {
        double integral = 0;
        for (std::size_t i = 0; i < theta.size(); ++i) integral += weight[i] / total * p[i][k] * p[i][l];
        const double expected = k == l ? 1 / Multiplicity(d, static_cast<std::int64_t>(k)) : 0;
        // Conditioned by sum |w P_k P_l| <= 1: two factors, weights within 4 d eps, a sum of 40 terms.
        EXPECT_LE(std::abs(integral - expected), 2 * Bound(d, k_max) + (4 * d + 40) * kEps)
            << "d = " << d << ", k = " << k << ", l = " << l;
        if (k == l) {
          EXPECT_GT(std::abs(integral - 1 / Multiplicity(d + 1, static_cast<std::int64_t>(k) + 1)),
                    2 * Bound(d, k_max) + (4 * d + 40) * kEps);
        }
      }
    }
  }
  EXPECT_EQ(compared, 7 * 26 * 27 / 2);
}

// (1 - x^2) P'' - d x P' + k (k + d - 1) P = 0, derivatives by central differences in 50 digits: step 1e-12, error
// h^2 P^{(4)} / 12 with P^{(j)} <= (k (k + d))^j (crude, at x = 1 sharp up to constants), below 1e-24 (k (k + d))^4.
TEST(ZonalTest, DifferentialEquation) {
  const Real50 h = 1e-12;
  for (const int d : {1, 2, 3, 9, 50}) {
    for (const int k : {1, 2, 5, 12, 30}) {
      for (const double point : {-0.9, -0.3, 0.0, 0.2, 0.49, 0.51, 0.97}) {
        const Real50 x = point;
        const Real50 p = ZonalAtCosine(d, k, x), up = ZonalAtCosine(d, k, Real50(x + h)),
                     down = ZonalAtCosine(d, k, Real50(x - h));
        const Real50 first = (up - down) / (2 * h), second = (up - 2 * p + down) / (h * h);
        const double scale = static_cast<double>(k) * (k + d);
        const auto residual = [&](int eigenvalue) {
          return static_cast<double>(Real50(abs((1 - x * x) * second - d * x * first + eigenvalue * p)));
        };
        const double tolerance = 1e-24 * std::pow(scale, 4);
        EXPECT_LE(residual(k * (k + d - 1)), tolerance) << "d = " << d << ", k = " << k << ", x = " << point;
        if (point != 0) {  // Control: the eigenvalue of the next degree.
          EXPECT_GT(residual((k + 1) * (k + d)), tolerance) << "d = " << d << ", k = " << k << ", x = " << point;
        }
        // dP_k/dx = k (k + d - 1) / d P_{k-1}^{(d+2)}, on which Amplitude() rests.
        const Real50 slope = Real50(k) * (k + d - 1) / d * ZonalAtCosine(d + 2, k - 1, x);
        EXPECT_LE(Difference(0, Real50(first - slope)), tolerance);
      }
    }
  }
}

TEST(ZonalTest, EndPointsParityAndConsistency) {
  for (const int d : kDimensions) {
    const std::int64_t k_max = 300;
    const std::vector<double> one = ZonalValuesAtCosine(d, k_max, 1.0), minus = ZonalValuesAtCosine(d, k_max, -1.0);
    const std::vector<double> x = ZonalValuesAtCosine(d, k_max, 0.3), y = ZonalValuesAtCosine(d, k_max, -0.3);
    const std::vector<double> u = ZonalValuesAtAngle(d, k_max, 0.7);
    ASSERT_EQ(one.size(), 301u);
    for (std::size_t k = 0; k < one.size(); ++k) {
      const double sign = k % 2 ? -1 : 1;
      EXPECT_EQ(one[k], 1.0);
      EXPECT_EQ(minus[k], sign);
      // Not the same bits: the compiler may fuse products and sums differently from one inlining to the next.
      const auto degree = static_cast<std::int64_t>(k);
      EXPECT_LE(std::abs(ZonalAtCosine(d, degree, 0.3) - x[k]),
                2 * Bound(d, degree) * Amplitude(d, degree, std::acos(0.3)));
      EXPECT_LE(std::abs(y[k] - sign * x[k]), 2 * Bound(d, degree) * Amplitude(d, degree, std::acos(0.3)));
      EXPECT_LE(std::abs(ZonalAtAngle(d, degree, 0.7) - u[k]), 2 * Bound(d, degree) * Amplitude(d, degree, 0.7));
    }
    EXPECT_EQ(ZonalAtCosine(d, 1, 0.3), 0.3);
    EXPECT_EQ(ZonalAtAngle(d, 100000, 0.0), 1.0);
  }
}

// Two points 1e-9 apart: their dot product rounds to 1, |u - v|^2 / 2 does not. An angle with the same 1 - x serves as
// the reference; the conversion costs the angle a few eps, within one more Bound.
TEST(ZonalTest, ComplementsOfNearbyPoints) {
  const double gap = 5e-19;
  const std::int64_t k = 100000;
  for (const int d : {1, 2, 9}) {
    auto p = ZonalRecurrence<double>::AtComplements(d, 1.0, gap, 2.0);
    auto q = ZonalRecurrence<double>::AtComplements(d, -1.0, 2.0, gap);
    while (p.k() < k) p.Advance(), q.Advance();
    const double theta = 2 * std::asin(std::sqrt(gap / 2));
    EXPECT_LE(std::abs(p.value() - ZonalAtAngle(d, k, theta)), 2 * Bound(d, k));
    EXPECT_LE(std::abs(p.value() - q.value()), 2 * Bound(d, k));  // k is even
    EXPECT_GT(1 - p.value(), 2 * Bound(d, k));
  }
  EXPECT_THROW(ZonalRecurrence<double>::AtComplements(2, 1.0, -gap, 2.0), std::domain_error);
  EXPECT_THROW(ZonalRecurrence<double>::AtComplements(2, 1.1, 0.0, 2.0), std::domain_error);
  EXPECT_THROW(ZonalRecurrence<double>::AtComplements(2, 1.0, 0.0, std::nan("")), std::domain_error);
}

TEST(ZonalTest, LargeDimensionUnderflowsToZeroQuietly) {
  auto p = ZonalRecurrence<double>::AtAngle(1000, 1.2);
  for (; p.k() < 200000; p.Advance()) ASSERT_LE(std::abs(p.value()), 1.0);
  EXPECT_LE(std::abs(p.value()), std::numeric_limits<double>::min());
}

TEST(ZonalTest, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(ZonalAtCosine(0, 3, 0.5), std::invalid_argument);
  EXPECT_THROW(ZonalAtAngle(-2, 3, 0.5), std::invalid_argument);
  EXPECT_THROW(ZonalAtCosine(2, -1, 0.5), std::invalid_argument);
  EXPECT_THROW(ZonalAtAngle(2, -1, 0.5), std::invalid_argument);
  EXPECT_THROW(ZonalValuesAtCosine(2, -1, 0.5), std::invalid_argument);
  EXPECT_THROW(ZonalValuesAtAngle(2, -1, 0.5), std::invalid_argument);
  EXPECT_THROW(ZonalAtCosine(2, 3, std::nextafter(1.0, 2.0)), std::domain_error);
  EXPECT_THROW(ZonalAtCosine(2, 3, -1.5), std::domain_error);
  EXPECT_THROW(ZonalAtCosine(2, 3, nan), std::domain_error);
  EXPECT_THROW(ZonalAtAngle(2, 3, nan), std::domain_error);
  EXPECT_THROW(ZonalAtAngle(2, 3, -infinity), std::domain_error);
  EXPECT_THROW(ZonalAtAngle(2, 3, std::numeric_limits<Real40Et>::quiet_NaN()), std::domain_error);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "x = 1.25",
                      MessageOf<std::domain_error>([&] { ZonalAtCosine(2, 3, 1.25); }));
}

}  // namespace
}  // namespace hadamard_ntk::spectral
