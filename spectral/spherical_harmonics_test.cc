#include "spectral/spherical_harmonics.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/gegenbauer.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/multiplicity.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorX;
using Eigen::VectorXd;
using VectorXl = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

constexpr double kEps = std::numeric_limits<double>::epsilon();

// The bound the header states for |Y(x) - exact|_2 / sqrt(F).
double Bound(int d, int k) { return 2 * (k + d) * kEps; }

// A rule on S^d for the uniform probability measure, exact for polynomials of degree <= degree: equispaced on the
// circle; from S^{d-1} to S^d a rule in t = cos(theta) for the weight sin^{d-1}(theta) dtheta, even d by Gauss-Legendre
// (30 nodes, degree + d - 2 <= 59), odd d by mid-points in theta (cosine polynomials of degree < 2 n).
struct Rule {
  MatrixXd points;
  VectorXd weights;
};

Rule MakeRule(int d, int degree) {
  Rule rule;
  if (d == 1) {
    const Index n = degree + 1;
    rule.points.resize(n, 2);
    rule.weights = VectorXd::Constant(n, 1.0 / static_cast<double>(n));
    for (Index i = 0; i < n; ++i) {
      const double phi = 2 * std::numbers::pi * (static_cast<double>(i) + 0.25) / static_cast<double>(n);
      rule.points.row(i) << std::cos(phi), std::sin(phi);
    }
    return rule;
  }
  std::vector<double> cosine, sine, weight;
  if (d % 2 == 0) {
    using Gauss = boost::math::quadrature::gauss<double, 30>;
    EXPECT_LE(degree + d - 2, 59);
    for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i) {
      for (const double sign : {-1.0, 1.0}) {
        cosine.push_back(sign * Gauss::abscissa()[i]);
        sine.push_back(std::sqrt((1 - cosine.back()) * (1 + cosine.back())));
        weight.push_back(Gauss::weights()[i] * std::pow(sine.back(), d - 2));
      }
    }
  } else {
    const int n = (degree + d - 1) / 2 + 1;
    for (int i = 0; i < n; ++i) {
      const double theta = (i + 0.5) * std::numbers::pi / n;
      cosine.push_back(std::cos(theta));
      sine.push_back(std::sin(theta));
      weight.push_back(std::pow(sine.back(), d - 1));
    }
  }
  double total = 0;
  for (const double w : weight) total += w;
  const Rule lower = MakeRule(d - 1, degree);
  const Index n = lower.points.rows();
  rule.points.resize(n * static_cast<Index>(cosine.size()), d + 1);
  rule.weights.resize(rule.points.rows());
  for (std::size_t i = 0; i < cosine.size(); ++i) {
    const Index start = n * static_cast<Index>(i);
    rule.points.block(start, 0, n, d) = sine[i] * lower.points;
    rule.points.block(start, d, n, 1).setConstant(cosine[i]);
    rule.weights.segment(start, n) = weight[i] / total * lower.weights;
  }
  return rule;
}

VectorXd RandomPoint(int d, std::mt19937_64* generator) {
  std::normal_distribution<double> normal;
  VectorXd x(d + 1);
  for (Index i = 0; i <= d; ++i) x(i) = normal(*generator);
  return x;
}

// All degrees 0..k_max together: orthonormal within each degree, orthogonal between them. Conditioned: by
// Cauchy-Schwarz twice the error of a harmonic in the mean, plus eps per node summed.
TEST(SphericalHarmonicsTest, OrthonormalByExactQuadrature) {
  for (const auto& [d, k_max] : {std::pair{1, 30}, {2, 22}, {3, 8}, {4, 4}, {5, 2}}) {
    const Rule rule = MakeRule(d, 2 * k_max);
    Index columns = 0;
    MatrixXd y(rule.points.rows(), static_cast<Index>(MultiplicityUint64(d + 1, k_max)));
    for (int k = 0; k <= k_max; ++k) {
      const MatrixXd values = SphericalHarmonics<double>(d, k).AtPoints(rule.points);
      y.middleCols(columns, values.cols()) = values;
      columns += values.cols();
    }
    ASSERT_EQ(columns, y.cols());
    const double tolerance =
        2 * Bound(d, k_max) * std::sqrt(Multiplicity(d, k_max)) + static_cast<double>(rule.points.rows()) * kEps;
    const MatrixXd gram = y.transpose() * rule.weights.asDiagonal() * y;
    EXPECT_LE((gram - MatrixXd::Identity(columns, columns)).cwiseAbs().maxCoeff(), tolerance) << "d = " << d;
    // Control: one harmonic off by 1e-10.
    y.col(columns / 2) *= 1 + 1e-10;
    EXPECT_GT(std::abs(y.col(columns / 2).cwiseAbs2().dot(rule.weights) - 1), tolerance) << "d = " << d;
  }
}

TEST(SphericalHarmonicsTest, OrthonormalByMonteCarloOnS9) {
  const int d = 9, n = 40000;
  std::mt19937_64 generator(20240611);
  MatrixXd points(n, d + 1);
  for (Index i = 0; i < n; ++i) points.row(i) = RandomPoint(d, &generator);
  const MatrixXd y = SphericalHarmonics<double>(d, 2).AtPoints(points);
  ASSERT_EQ(y.cols(), 54);
  const MatrixXd gram = y.transpose() * y / n;
  const MatrixXd square = y.cwiseAbs2().transpose() * y.cwiseAbs2() / n;
  double worst = 0;
  for (Index i = 0; i < y.cols(); ++i) {
    for (Index j = 0; j <= i; ++j) {
      const double error = std::sqrt((square(i, j) - gram(i, j) * gram(i, j)) / n);
      worst = std::max(worst, std::abs(gram(i, j) - (i == j ? 1 : 0)) / error);
    }
  }
  EXPECT_LE(worst, 5);  // 5 standard errors; the largest of 1485 is near 3.3
  EXPECT_GE(worst, 2);  // and the errors are not overestimated
}

// d = 2 against the standard library: its factor (-1)^m, measure dOmega (4 pi). The library forms exp of differences of
// lgamma(<= 2k), each off by up to 2 k log(2k) eps.
TEST(SphericalHarmonicsTest, SphLegendreOfTheStandardLibrary) {
  for (const int k : {0, 1, 2, 7, 60, 200}) {
    const SphericalHarmonics<double> harmonics(2, k);
    for (const double theta : {0.01, 0.4, 1.2, 1.6, 2.9}) {
      const double phi = 0.7;
      const VectorXd y = harmonics.At(
          Eigen::Vector3d(std::sin(theta) * std::cos(phi), std::sin(theta) * std::sin(phi), std::cos(theta)));
      VectorXd expected(2 * k + 1);
      for (int m = 0; m <= k; ++m) {
        const double value = (m % 2 ? -1 : 1) * std::sqrt(4 * std::numbers::pi) *
                             std::sph_legendre(static_cast<unsigned>(k), static_cast<unsigned>(m), theta);
        if (m == 0) {
          expected(0) = value;
        } else {
          expected(2 * m - 1) = std::numbers::sqrt2 * std::cos(m * phi) * value;
          expected(2 * m) = std::numbers::sqrt2 * std::sin(m * phi) * value;
        }
      }
      const double tolerance = (Bound(2, k) + 8 * (k + 1) * std::log(2 * k + 2) * kEps) * std::sqrt(2 * k + 1);
      EXPECT_LE((y - expected).norm(), tolerance) << "k = " << k << ", theta = " << theta;
      if (k > 0) {  // Control: cos(m phi) and sin(m phi) exchanged.
        std::swap(expected(1), expected(2));
        EXPECT_GT((y - expected).norm(), tolerance);
      }
    }
  }
}

TEST(SphericalHarmonicsTest, LowDegreesAndOrder) {
  std::mt19937_64 generator(5);
  for (const int d : {1, 2, 3, 4, 9, 1000}) {
    const VectorXd x = RandomPoint(d, &generator).normalized();
    const VectorXd constant = SphericalHarmonics<double>(d, 0).At(x);
    ASSERT_EQ(constant.size(), 1);
    EXPECT_EQ(constant(0), 1.0);
    // Degree 1: sqrt(d + 1) times the coordinates x_{d+1}, x_d, ..., x_3, x_1, x_2.
    const VectorXd y = SphericalHarmonics<double>(d, 1).At(x);
    ASSERT_EQ(y.size(), d + 1);
    VectorXd expected = std::sqrt(d + 1.0) * x.reverse();
    std::swap(expected(d - 1), expected(d));
    EXPECT_LE((y - expected).norm(), Bound(d, 1) * std::sqrt(d + 1.0)) << "d = " << d;
    // The first is zonal about the last axis.
    for (const int k : {2, 5}) {
      if (d == 1000) continue;
      const double zonal = std::sqrt(Multiplicity(d, k)) * ZonalAtCosine(d, k, x(d));
      if (d > 1) {
        EXPECT_LE(std::abs(SphericalHarmonics<double>(d, k).At(x)(0) - zonal),
                  2 * Bound(d, k) * std::sqrt(Multiplicity(d, k)));
      }
    }
  }
  // d = 1: sqrt(2) (cos k phi, sin k phi), (x_1, x_2) = (cos phi, sin phi).
  const VectorXd y = SphericalHarmonics<double>(1, 300).At(Eigen::Vector2d(std::cos(2.0), std::sin(2.0)));
  EXPECT_LE((y - std::numbers::sqrt2 * Eigen::Vector2d(std::cos(600.0), std::sin(600.0))).norm(),
            2 * Bound(1, 300) * std::numbers::sqrt2);
}

// Block m of degree k by itself: an addition theorem on the parallels,
//   sum_i Y_{k,(m,i)}(x) Y_{k,(m,i)}(x') = g_m(t) g_m(t') F(d-1, m) P_m^{(d-1)}(<y, y'>),
// with the block at F(d, m-1); g_m from x' = x.
TEST(SphericalHarmonicsTest, BlocksLieWhereTheOrderSays) {
  const int d = 4, k = 5;
  const SphericalHarmonics<double> harmonics(d, k);
  std::mt19937_64 generator(6);
  const VectorXd x = RandomPoint(d, &generator);
  VectorXd z = x;  // same t, another direction y
  z.head(d) = RandomPoint(d - 1, &generator).normalized() * x.head(d).norm();
  const VectorXd at_x = harmonics.At(x), at_z = harmonics.At(z);
  const double cosine = x.head(d).normalized().dot(z.head(d).normalized());
  Index start = 0;
  for (int m = 0; m <= k; ++m) {
    EXPECT_EQ(start, m == 0 ? 0 : static_cast<Index>(MultiplicityUint64(d, m - 1)));
    const auto size = static_cast<Index>(MultiplicityUint64(d - 1, m));
    const double diagonal = at_x.segment(start, size).squaredNorm();
    const double mixed = at_x.segment(start, size).dot(at_z.segment(start, size));
    EXPECT_LE(std::abs(mixed - diagonal * ZonalAtCosine(d - 1, m, cosine)), 4 * Bound(d, k) * Multiplicity(d, k)) << m;
    // Control: a block of another degree.
    EXPECT_GT(std::abs(mixed - diagonal * ZonalAtCosine(d - 1, m + 1, cosine)), 4 * Bound(d, k) * Multiplicity(d, k))
        << m;
    start += size;
  }
  EXPECT_EQ(start, harmonics.size());
}

// Lemma 1 [AtkHan2012, ch. 2]: sum_j Y_{k,j}(x) Y_{k,j}(z) = F(d, k) P_k(<x, z>), P_k(1) = 1, the right-hand side in
// long double; each vector of harmonics within Bound sqrt(F), hence twice Bound times F, and 4 eps F for the
// multiplicity.
TEST(SphericalHarmonicsTest, AdditionTheorem) {
  std::mt19937_64 generator(7);
  int compared = 0, rejected = 0;
  for (const auto& [d, k] : {std::pair{1, 0}, {1, 7}, {1, 512}, {2, 1},  {2, 2}, {2, 20}, {2, 200}, {2, 512},
                             {3, 1},          {3, 2}, {3, 15},  {3, 60}, {4, 1}, {4, 3},  {4, 10},  {4, 30},
                             {9, 0},          {9, 1}, {9, 2},   {9, 3},  {9, 5}, {30, 2}, {100, 2}}) {
    const SphericalHarmonics<double> harmonics(d, k);
    const double f = Multiplicity(d, k), tolerance = (2 * Bound(d, k) + 4 * kEps) * f;
    for (int pair = 0; pair < 12; ++pair, ++compared) {
      VectorXd x = RandomPoint(d, &generator), z = RandomPoint(d, &generator);
      if (pair == 1) z = x;
      if (pair == 2) z = -x;
      if (pair == 3) z = x + 1e-6 * z;
      if (pair == 4) x.head(d) *= 1e-9;                          // near the pole
      if (pair == 5) x.setZero(), x(d) = -1, z.head(d) *= 1e-4;  // at a pole
      if (pair == 6) x.head(std::max(d - 1, 1)).setZero();       // at a pole of a lower sphere
      if (pair == 7) x(0) *= 1e-12, x(d) *= 1e-5;
      const VectorXd at_x = harmonics.At(x), at_z = harmonics.At(z);
      const VectorXl u = x.cast<long double>().stableNormalized(), v = z.cast<long double>().stableNormalized();
      const long double cosine = std::clamp(u.dot(v), -1.0L, 1.0L);
      auto p = ZonalRecurrence<long double>::AtComplements(d, cosine, std::min((u - v).squaredNorm() / 2, 2.0L),
                                                           std::min((u + v).squaredNorm() / 2, 2.0L));
      while (p.k() < k) p.Advance();
      const auto sum = static_cast<double>(at_x.cast<long double>().dot(at_z.cast<long double>()));
      EXPECT_LE(std::abs(sum - static_cast<double>(p.value()) * f), tolerance)
          << "d = " << d << ", k = " << k << ", pair " << pair;
      if (pair < 8 || k == 0 || d == 1 || k > 60) continue;
      // Control. Printed with G_k^{((d-1)/2)}: the usual Gegenbauer polynomial C_k^lambda, C_k^lambda(1) =
      // binom(k+d-2, k), does not fit (but for d = 2, where it is P_k); its own theorem has (2k+d-1)/(d-1) for F(d, k).
      // Boost runs the recurrence in x = cos: errors up to (k + 1)^2 (d + k) eps C_k^lambda(1).
      const double lambda = 0.5 * (d - 1);
      const double usual = boost::math::gegenbauer(static_cast<unsigned>(k), lambda, static_cast<double>(cosine));
      const double wide = tolerance + (k + 1.0) * (k + 1) * (d + k) * kEps * f;
      EXPECT_LE(std::abs(sum - usual * (2 * k + d - 1) / (d - 1)), wide) << "d = " << d << ", k = " << k;
      if (d > 2) {
        EXPECT_GT(std::abs(sum - f * usual), wide) << "d = " << d << ", k = " << k;
        ++rejected;
      }
    }
  }
  EXPECT_EQ(compared, 23 * 12);
  EXPECT_EQ(rejected, 4 * 14);
}

// |x|^k Y(x / |x|) is a harmonic polynomial: its mean over any sphere is its value at the centre, here by a rule exact
// for degree k. Control: |x|^{k+2} Y is not harmonic.
TEST(SphericalHarmonicsTest, HarmonicByTheMeanValueProperty) {
  std::mt19937_64 generator(8);
  for (const auto& [d, k] : {std::pair{1, 5}, {2, 1}, {2, 2}, {2, 12}, {3, 2}, {3, 7}, {4, 3}, {5, 3}}) {
    const SphericalHarmonics<double> harmonics(d, k);
    const Rule rule = MakeRule(d, k + 2);
    const VectorXd centre = 0.7 * RandomPoint(d, &generator).normalized();
    const double radius = 0.6;
    const MatrixXd points = (radius * rule.points).rowwise() + centre.transpose();
    const MatrixXd values = harmonics.AtPoints(points);
    const auto mean = [&](int power) {
      const VectorXd scale = points.rowwise().norm().unaryExpr([power](double r) { return std::pow(r, power); });
      return VectorXd(values.transpose() * (rule.weights.array() * scale.array()).matrix());
    };
    const VectorXd at_centre = harmonics.At(centre);
    const double tolerance = (2 * Bound(d, k) + static_cast<double>(rule.points.rows()) * kEps) *
                             std::sqrt(Multiplicity(d, k)) * std::pow(1.3, k + 2);
    EXPECT_LE((mean(k) - at_centre * std::pow(0.7, k)).norm(), tolerance) << "d = " << d << ", k = " << k;
    EXPECT_GT((mean(k + 2) - at_centre * std::pow(0.7, k + 2)).norm(), tolerance) << "d = " << d << ", k = " << k;
  }
}

TEST(SphericalHarmonicsTest, ErrorBoundAgainstLongDouble) {
  std::mt19937_64 generator(9);
  for (const auto& [d, k] : {std::pair{1, 5},
                             {1, 500},
                             {2, 1},
                             {2, 50},
                             {2, 200},
                             {2, 512},
                             {3, 20},
                             {3, 100},
                             {4, 20},
                             {9, 1},
                             {9, 4},
                             {9, 6},
                             {30, 1},
                             {30, 3},
                             {1000, 1}}) {
    const SphericalHarmonics<double> harmonics(d, k);
    const SphericalHarmonics<long double> wide(d, k);
    for (int i = 0; i < 12; ++i) {
      VectorXd x = RandomPoint(d, &generator);
      if (i % 4 == 1) x.head(d) *= 1e-5;
      if (i % 4 == 2) x(0) *= 1e-12, x(d) *= 1e-3;
      if (i % 4 == 3) x *= 1e-280;
      const VectorXl exact = wide.At(x.cast<long double>());
      const VectorXd y = harmonics.At(x);
      const double scale = std::sqrt(Multiplicity(d, k));
      EXPECT_LE(static_cast<double>((y.cast<long double>() - exact).norm()), Bound(d, k) * scale)
          << "d = " << d << ", k = " << k << ", i = " << i;
      EXPECT_LE(std::abs(y.norm() - scale), (Bound(d, k) + static_cast<double>(y.size()) * kEps) * scale);
    }
  }
}

TEST(SphericalHarmonicsTest, ManyPointsAsOne) {
  std::mt19937_64 generator(10);
  const SphericalHarmonics<double> harmonics(3, 6);
  MatrixXd points(5, 4);
  for (Index i = 0; i < 5; ++i) points.row(i) = RandomPoint(3, &generator);
  const MatrixXd values = harmonics.AtPoints(points);
  ASSERT_EQ(values.rows(), 5);
  ASSERT_EQ(values.cols(), 49);
  for (Index i = 0; i < 5; ++i) {
    EXPECT_LE((values.row(i).transpose() - harmonics.At(points.row(i).transpose())).norm(), 2 * Bound(3, 6) * 7);
  }
  EXPECT_EQ(harmonics.AtPoints(MatrixXd(0, 4)).rows(), 0);
}

TEST(SphericalHarmonicsTest, RejectsBadArguments) {
  EXPECT_THROW(SphericalHarmonics<double>(0, 1), std::invalid_argument);
  EXPECT_THROW(SphericalHarmonics<double>(2, -1), std::invalid_argument);
  EXPECT_THROW(SphericalHarmonics<double>(2, 513), std::invalid_argument);
  EXPECT_THROW(SphericalHarmonics<double>(9, 60), std::invalid_argument);
  EXPECT_THROW(SphericalHarmonics<double>(1000, 500), std::invalid_argument);
  const SphericalHarmonics<double> harmonics(2, 3);
  EXPECT_THROW(harmonics.At(VectorXd::Ones(2)), std::invalid_argument);
  EXPECT_THROW(harmonics.AtPoints(MatrixXd::Ones(5, 4)), std::invalid_argument);
  EXPECT_THROW(harmonics.At(VectorXd::Zero(3)), std::domain_error);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (Index i = 0; i < 3; ++i) {
      VectorXd x = VectorXd::Ones(3);
      x(i) = bad;
      EXPECT_THROW(harmonics.At(x), std::domain_error);
    }
  }
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "got 7", MessageOf([&] { harmonics.At(VectorXd::Ones(7)); }));
}

}  // namespace
}  // namespace hadamard_ntk::spectral
