#include "ntk/vector_correlation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/polynomial_net.h"
#include "ntk/relu.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::RelativeErrorInEps;

/// A random pair at about the given angle; every T is a number, so the exact angle follows from the coordinates.
template <class T>
struct RandomPair {
  std::vector<T> x, z;
  Exact theta;  // the angle of x and z as they are

  RandomPair(int n, double angle, double length, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> gaussian;
    std::vector<double> a(n), b(n);
    double aa = 0, ab = 0, bb = 0;
    for (int i = 0; i < n; ++i) a[i] = gaussian(generator), b[i] = gaussian(generator);
    for (int i = 0; i < n; ++i) aa += a[i] * a[i], ab += a[i] * b[i];
    for (int i = 0; i < n; ++i) b[i] -= ab / aa * a[i], bb += b[i] * b[i];
    for (int i = 0; i < n; ++i) {
      x.push_back(static_cast<T>(a[i]));
      z.push_back(static_cast<T>(length * (std::cos(angle) * a[i] + std::sin(angle) * std::sqrt(aa / bb) * b[i])));
    }
    // 2 atan2(| x/|x| - z/|z| |, | x/|x| + z/|z| |).
    Exact xx = 0, zz = 0;
    for (int i = 0; i < n; ++i) xx += Exact(x[i]) * x[i], zz += Exact(z[i]) * z[i];
    const Exact norm_x = sqrt(xx), norm_z = sqrt(zz);
    Exact minus = 0, plus = 0;
    for (int i = 0; i < n; ++i) {
      const Exact u = x[i] / norm_x, v = z[i] / norm_z;
      minus += (u - v) * (u - v);
      plus += (u + v) * (u + v);
    }
    theta = 2 * atan2(sqrt(minus), sqrt(plus));
  }
};

template <class T>
double WorstComplementError(const Correlation<T>& c, const Exact& theta) {
  return std::max(RelativeErrorInEps(c.one_minus(), Exact(1 - cos(theta))),
                  RelativeErrorInEps(c.one_plus(), Exact(1 + cos(theta))));
}

/// The documented bound in eps.
double Bound(int n, double theta, double eps) {
  const double small = std::min(theta, std::numbers::pi - theta), delta = 2 * n * eps / small;
  return (n + 16) * (1 + delta * delta);
}

template <class T>
void CheckAccuracy(double smallest) {
  const double eps = std::numeric_limits<T>::epsilon(), pi = std::numbers::pi;
  double worst = 0;
  for (const int n : {2, 3, 20, 300}) {
    for (const double length : {1.0, 3.7, 1e-3}) {
      for (double t = smallest; t < 1.6; t *= 3.1) {
        for (const double angle : {t, pi - t}) {
          const RandomPair<T> pair(n, angle, length, n);
          const VectorPair<T> found = VectorCorrelation<T>(pair.x, pair.z);
          const double bound = Bound(n, static_cast<double>(pair.theta), eps);
          worst = std::max(worst, WorstComplementError(found.correlation, pair.theta) / bound);
        }
      }
    }
  }
  ::testing::Test::RecordProperty("worst_error_over_bound", std::to_string(worst));
  EXPECT_LE(worst, 1);
}
TEST(VectorCorrelation, IsAccurateForDouble) { CheckAccuracy<double>(1e-14); }
TEST(VectorCorrelation, IsAccurateForFloat) { CheckAccuracy<float>(1e-6); }

// Near-parallel inputs, angle 1e-8: the angle, and the part of a ReLU branch's NNGP that depends on it, 1 - Dual, are
// good to far better than 1e-8, where the arc cosine of a rounded inner product has no digit at all.
TEST(VectorCorrelation, KeepsAnAngleOfOneHundredMillionth) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const RandomPair<double> pair(10, 1e-8, 1.7, seed);
    const Correlation<double> c = VectorCorrelation<double>(pair.x, pair.z).correlation;
    const double eps = std::numeric_limits<double>::epsilon(), tolerance = 64;  // eps
    const Exact dual = textbook::Kappa1(pair.theta);
    EXPECT_LE(RelativeErrorInEps(c.angle(), pair.theta), tolerance);
    EXPECT_LE(RelativeErrorInEps(Relu::DualCorrelation(c).one_minus(), Exact(1 - dual)), tolerance);
    const auto exact = textbook::PolynomialNet<Exact>(3, 1, 1, pair.theta, 1);
    const double ntk = PolynomialNet(3)(1.0, 1.0, c).ntk;
    EXPECT_LE(textbook::ErrorInEps(ntk, exact.ntk, Exact(8)), 8);  // all digits that 8 - 1e-7 has

    double xz = 0, xx = 0, zz = 0;
    for (int i = 0; i < 10; ++i) xz += pair.x[i] * pair.z[i], xx += pair.x[i] * pair.x[i], zz += pair.z[i] * pair.z[i];
    const double naive = std::acos(std::min(1.0, xz / std::sqrt(xx * zz)));
    EXPECT_GT(RelativeErrorInEps(naive, pair.theta) * eps, 0.1);
  }
}

TEST(VectorCorrelation, NormsNeitherOverflowNorUnderflow) {
  for (const double scale : {1e-300, 1e-160, 1.0, 1e160, 1e300}) {
    const std::vector<double> x = {3 * scale, 4 * scale}, z = {-4 * scale, 3 * scale};
    const VectorPair<double> pair = VectorCorrelation<double>(x, z);
    EXPECT_DOUBLE_EQ(pair.norm_x, 5 * scale);
    EXPECT_LE(std::abs(pair.correlation.cosine()), std::numeric_limits<double>::epsilon());  // 0 without contraction
  }
}

TEST(VectorCorrelation, ZeroHasCorrelationOne) {
  const std::vector<double> x = {0, 0}, z = {1, 2};
  const VectorPair<double> pair = VectorCorrelation<double>(x, z);
  EXPECT_EQ(pair.norm_x, 0);
  EXPECT_EQ(pair.correlation.cosine(), 1);
}

TEST(VectorCorrelation, EqualAndOppositeVectors) {
  const std::vector<double> x = {0.3, -1.7, 2.2}, z = {-0.6, 3.4, -4.4};
  // An error n eps of c is taken out to the rounding of its square.
  const double eps = std::numeric_limits<double>::epsilon(), tolerance = 3 * eps * std::sqrt(3 * eps);
  EXPECT_LE(VectorCorrelation<double>(x, x).correlation.angle(), tolerance);
  EXPECT_LE(VectorCorrelation<double>(x, z).correlation.supplement(), tolerance);
}

TEST(VectorCorrelation, RejectsBadVectors) {
  using V = std::vector<double>;
  const auto of = [](const V& x, const V& z) { return [=] { VectorCorrelation<double>(x, z); }; };
  EXPECT_EQ(MessageOf(of({1, 2}, {1})), "VectorCorrelation: sizes must be equal and positive, got 2 and 1");
  EXPECT_THROW(of({}, {})(), std::invalid_argument);
  EXPECT_EQ(MessageOf(of({1, NAN}, {1, 2})), "VectorCorrelation: coordinates must be finite, got nan");
  EXPECT_THROW(of({1, 2}, {1, INFINITY})(), std::invalid_argument);
  EXPECT_THROW(of({1.7e308, 1.7e308}, {1, 2})(), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
