#include "spectral/zonal_projection.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/multiplicity.h"
#include "spectral/spherical_harmonics.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kEps = std::numeric_limits<double>::epsilon();

MatrixXd UniformPoints(Index n, int d, std::mt19937_64* generator) {
  std::normal_distribution<double> normal;
  MatrixXd points(n, d + 1);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= d; ++j) points(i, j) = normal(*generator);
    points.row(i) /= points.row(i).norm();
  }
  return points;
}

// f = 0.5 - 1.1 Y_{1,1} + 0.8 sqrt(F) P_2(<x, zeta>) + 0.6 Y_{3,2}: degree by degree, one column each, 0..k_max.
// Energies 0.25, 1.21, 0.64, 0.36, then 0.
struct Mixture {
  static constexpr int kMax = 5;
  explicit Mixture(int dimension) : d(dimension), axis(VectorXd::Zero(dimension + 1)) { axis(0) = 0.6, axis(d) = -0.8; }

  MatrixXd Parts(const MatrixXd& points) const {
    MatrixXd parts = MatrixXd::Zero(points.rows(), kMax + 1);
    parts.col(0).setConstant(0.5);
    parts.col(1) = -1.1 * SphericalHarmonics<double>(d, 1).AtPoints(points).col(1);
    const VectorXd cosine = points * axis;
    for (Index i = 0; i < points.rows(); ++i)
      parts(i, 2) = 0.8 * std::sqrt(Multiplicity(d, 2)) * ZonalAtCosine(d, 2, cosine(i));
    parts.col(3) = 0.6 * SphericalHarmonics<double>(d, 3).AtPoints(points).col(1);
    return parts;
  }

  VectorXd Energies() const {
    VectorXd e = VectorXd::Zero(kMax + 1);
    e.head(4) << 0.25, 1.21, 0.64, 0.36;
    return e;
  }

  int d;
  VectorXd axis;
};

TEST(ZonalProjectionTest, MixtureAtHeldOutPoints) {
  std::mt19937_64 generator(101);
  for (const int d : {1, 2, 4, 9}) {
    const Mixture f(d);
    const MatrixXd points = UniformPoints(20000, d, &generator);
    MatrixXd queries = UniformPoints(40, d, &generator);
    queries.row(0) = f.axis;
    const VectorXd values = f.Parts(points).rowwise().sum();
    const MatrixXd exact = f.Parts(queries);
    const DegreeProjection estimate = ProjectOnDegrees(points, values, queries, Mixture::kMax);
    const MatrixXd z = (estimate.value - exact).cwiseQuotient(estimate.standard_error);
    EXPECT_LE(z.cwiseAbs().maxCoeff(), 5) << "d = " << d;  // 5 standard errors, 240 entries
    EXPECT_GE(z.cwiseAbs().maxCoeff(), 1) << "d = " << d;  // errors not overestimated
    // Control: the parts of the wrong degree.
    const MatrixXd wrong =
        (estimate.value.leftCols(4) - exact.middleCols(1, 4)).cwiseQuotient(estimate.standard_error.leftCols(4));
    for (Index k = 0; k < 4; ++k) EXPECT_GT(wrong.col(k).cwiseAbs().maxCoeff(), 5) << "d = " << d << ", k = " << k;
  }
}

TEST(ZonalProjectionTest, MixtureEnergies) {
  std::mt19937_64 generator(102);
  for (const int d : {1, 2, 4, 9}) {
    const Mixture f(d);
    const MatrixXd points = UniformPoints(2000, d, &generator);
    VectorXd values = f.Parts(points).rowwise().sum();
    std::normal_distribution<double> noise(0.0, 0.7);
    for (double& y : values) y += noise(generator);
    const DegreeEnergies estimate = EstimateDegreeEnergies(points, values, Mixture::kMax);
    const VectorXd z = (estimate.value - f.Energies()).cwiseQuotient(estimate.standard_error);
    EXPECT_LE(z.cwiseAbs().maxCoeff(), 5) << "d = " << d << ": " << z.transpose();
    // Controls: the energy of the next degree; and, where F is large, the pairs i = j left in, which adds F E[y^2] / n.
    for (Index k = 0; k < 2; ++k) {
      EXPECT_GT(std::abs(estimate.value(k) - f.Energies()(k + 1)), 5 * estimate.standard_error(k)) << "d = " << d;
    }
    const double n = 2000, bias = Multiplicity(d, 5) * values.squaredNorm() / n / n;
    if (d >= 4) {
      EXPECT_GT(bias, 5 * estimate.standard_error(5)) << "d = " << d;
    }
  }
}

// Over many small samples: no bias, each mean within 5 of its own standard errors; and errors that are the true ones,
// E[(U - E)^2 - V] = 0, but for the raised zeta_1: E[V] is not below Var U, and by less than 1.6 above it at n = 40.
// For the projection, whose variance is unbiased, on both sides.
TEST(ZonalProjectionTest, ErrorsAreCalibrated) {
  const int d = 3, replicates = 6000;
  const Index n = 40;
  const Mixture f(d);
  std::mt19937_64 generator(103);
  const Index columns = Mixture::kMax + 1;
  MatrixXd error(replicates, columns), excess(replicates, columns), above(replicates, columns),
      twice(replicates, columns), half(replicates, columns), at(replicates, columns), at_excess(replicates, columns);
  const MatrixXd query = UniformPoints(1, d, &generator), exact = f.Parts(query);
  for (Index r = 0; r < replicates; ++r) {
    const MatrixXd points = UniformPoints(n, d, &generator);
    const VectorXd values = f.Parts(points).rowwise().sum();
    const DegreeEnergies energy = EstimateDegreeEnergies(points, values, Mixture::kMax);
    const VectorXd e = energy.value - f.Energies(), v = energy.standard_error.cwiseAbs2();
    error.row(r) = e;
    excess.row(r) = e.cwiseAbs2() - v;
    above.row(r) = e.cwiseAbs2() - v / 1.6;
    twice.row(r) = e.cwiseAbs2() - 2 * v;
    half.row(r) = e.cwiseAbs2() - v / 2;
    const DegreeProjection p = ProjectOnDegrees(points, values, query, Mixture::kMax);
    at.row(r) = p.value - exact;
    at_excess.row(r) = (p.value - exact).cwiseAbs2() - p.standard_error.cwiseAbs2();
  }
  const auto z = [&](const MatrixXd& samples, Index k) {
    const double mean = samples.col(k).mean();
    const double variance = (samples.col(k).array() - mean).square().sum() / (replicates - 1);
    return mean / std::sqrt(variance / replicates);
  };
  for (Index k = 0; k < columns; ++k) {
    EXPECT_LE(std::abs(z(error, k)), 5) << "k = " << k;
    EXPECT_LE(z(excess, k), 5) << "k = " << k;
    EXPECT_GE(z(above, k), 5) << "k = " << k;
    EXPECT_LE(std::abs(z(at, k)), 5) << "k = " << k;
    EXPECT_LE(std::abs(z(at_excess, k)), 5) << "k = " << k;
    // Controls: twice the variance, which is what the jackknife gives for degenerate degrees, and half of it.
    EXPECT_LT(z(twice, k), -5) << "k = " << k;
    EXPECT_GT(z(half, k), 5) << "k = " << k;
  }
}

// On the circle n equispaced points are an exact rule: the projection is Pi_k f itself, and the sum over all pairs n^2
// |Pi_k f|^2. Conditioned: P_k within 2 (k+1)^2 (k+d) eps, n terms of size F max|y|.
TEST(ZonalProjectionTest, ExactOnEquispacedPointsOfTheCircle) {
  const Index n = 48;
  MatrixXd points(n, 2), queries(3, 2);
  const auto place = [](MatrixXd* rows, Index i, double phi) { rows->row(i) << std::cos(phi), std::sin(phi); };
  for (Index i = 0; i < n; ++i)
    place(&points, i, 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
  for (Index i = 0; i < 3; ++i) place(&queries, i, 0.3 + 1.7 * static_cast<double>(i));
  const Mixture f(1);
  const MatrixXd parts = f.Parts(points), exact = f.Parts(queries);
  const VectorXd values = parts.rowwise().sum();
  const DegreeProjection p = ProjectOnDegrees(points, values, queries, Mixture::kMax);
  const DegreeEnergies e = EstimateDegreeEnergies(points, values, Mixture::kMax);
  for (int k = 0; k <= Mixture::kMax; ++k) {
    const double tolerance = (2.0 * (k + 1) * (k + 1) * (k + 1) + static_cast<double>(n)) * kEps * Multiplicity(1, k);
    EXPECT_LE((p.value.col(k) - exact.col(k)).cwiseAbs().maxCoeff(), tolerance * values.cwiseAbs().maxCoeff()) << k;
    const double size = static_cast<double>(n);
    const double all_pairs = e.value(k) * (size - 1) / size + Multiplicity(1, k) * values.squaredNorm() / (size * size);
    EXPECT_LE(std::abs(all_pairs - f.Energies()(k)), tolerance * values.squaredNorm() / size) << k;
  }
}

// The estimator and its error by their definitions, pair by pair.
TEST(ZonalProjectionTest, EnergiesByTheDefinition) {
  const int d = 4, n = 9;
  std::mt19937_64 generator(104);
  const MatrixXd points = UniformPoints(n, d, &generator);
  const VectorXd values = Mixture(d).Parts(points).rowwise().sum();
  const DegreeEnergies e = EstimateDegreeEnergies(points, values, 4);
  for (int k = 0; k <= 4; ++k) {
    double u = 0, m = 0, s = 0;
    VectorXd row = VectorXd::Zero(n);
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < n; ++j) {
        if (i == j) continue;
        const double h =
            Multiplicity(d, k) * values(i) * values(j) * ZonalAtCosine(d, k, points.row(i).dot(points.row(j)));
        u += h / (n * (n - 1));
        m += h * h / (n * (n - 1));
        row(i) += h / (n - 1);
      }
    }
    for (Index i = 0; i < n; ++i) s += (row(i) - u) * (row(i) - u) / (n - 1);
    const double size = Multiplicity(d, k) * values.squaredNorm();
    EXPECT_LE(std::abs(e.value(k) - u), 100 * (k + 1) * n * kEps * size) << k;
    // The reported V and the zeta that belong to it satisfy the two equations of the header, unless zeta_1 = 0.
    const double v = e.standard_error(k) * e.standard_error(k), zeta2 = m - u * u + v;
    const double zeta1 = (v * n * (n - 1) / 2 - zeta2) / (2 * (n - 2));
    const double row_side = s * (n - 1) * (n - 1) / (n - 2), scale = 100 * (k + 1) * n * n * kEps * (zeta2 + row_side);
    EXPECT_GE(zeta1, -scale);
    if (zeta1 > scale) {
      EXPECT_LE(std::abs(row_side - zeta2 - (n - 4) * zeta1), scale) << k;
    } else {
      EXPECT_LE(row_side, zeta2 + scale) << k;
    }
  }
}

TEST(ZonalProjectionTest, RejectsBadArguments) {
  std::mt19937_64 generator(105);
  const MatrixXd points = UniformPoints(8, 2, &generator), queries = UniformPoints(2, 2, &generator);
  const VectorXd values = VectorXd::Ones(8);
  EXPECT_NO_THROW(ProjectOnDegrees(points, values, queries, 3));
  EXPECT_NO_THROW(EstimateDegreeEnergies(points, values, 3));
  EXPECT_THROW(ProjectOnDegrees(points, values.head(7), queries, 3), std::invalid_argument);
  EXPECT_THROW(EstimateDegreeEnergies(points, values.head(7), 3), std::invalid_argument);
  EXPECT_THROW(ProjectOnDegrees(points, values, UniformPoints(2, 3, &generator), 3), std::invalid_argument);
  EXPECT_THROW(ProjectOnDegrees(points, values, queries, -1), std::invalid_argument);
  EXPECT_THROW(EstimateDegreeEnergies(points, values, -1), std::invalid_argument);
  EXPECT_THROW(ProjectOnDegrees(points.topRows(1), values.head(1), queries, 3), std::invalid_argument);
  EXPECT_THROW(EstimateDegreeEnergies(points.topRows(4), values.head(4), 3), std::invalid_argument);
  EXPECT_THROW(EstimateDegreeEnergies(MatrixXd::Ones(8, 1), values, 3), std::invalid_argument);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    VectorXd y = values;
    y(3) = bad;
    EXPECT_THROW(ProjectOnDegrees(points, y, queries, 3), std::domain_error);
    EXPECT_THROW(EstimateDegreeEnergies(points, y, 3), std::domain_error);
    MatrixXd x = points, q = queries;
    x(5, 1) = bad;
    q(1, 0) = bad;
    EXPECT_THROW(ProjectOnDegrees(x, values, queries, 3), std::domain_error);
    EXPECT_THROW(EstimateDegreeEnergies(x, values, 3), std::domain_error);
    EXPECT_THROW(ProjectOnDegrees(points, values, q, 3), std::domain_error);
  }
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "row 0 has 1.5",
                      MessageOf<std::domain_error>([&] { EstimateDegreeEnergies(1.5 * points, values, 3); }));
}

}  // namespace
}  // namespace hadamard_ntk::spectral
