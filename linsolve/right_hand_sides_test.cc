#include "linsolve/right_hand_sides.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "linsolve/component_means.h"
#include "linsolve/cosine_basis.h"
#include "linsolve/golden_testing.h"
#include "linsolve/lanczos.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
namespace {

using Function = GridFunction<double>;

constexpr double kEps = std::numeric_limits<double>::epsilon();

Eigen::VectorXd Normals(Index count, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  return Eigen::VectorXd::NullaryExpr(count, [&](Index) { return normal(random); });
}

TEST(RightHandSidesTest, FactorsAreNineThenOne) {
  const Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(101, 0, 1), ones = Eigen::VectorXd::Ones(101);
  const Eigen::VectorXd factors = MixtureFactors(values, ones);
  EXPECT_EQ(factors[0], 0);
  for (int i = 1; i < 101; ++i) EXPECT_EQ(factors[i], i <= 55 ? 9 : 1) << i;
  EXPECT_THROW(MixtureFactors(values, ones.head(100)), std::invalid_argument);
}

// Energy per band of eigenvalues of b over the box's cosines, mean over draws.
template <class Basis>
Eigen::VectorXd Bands(const CosineBasis& cosines, const Basis& basis, int draws, unsigned seed) {
  std::mt19937_64 random(seed);
  Eigen::VectorXd bands = Eigen::VectorXd::Zero(8);
  for (int draw = 0; draw < draws; ++draw) {
    const Function b = MixtureRightHandSide(basis, Normals(basis.values().size(), random));
    const Eigen::VectorXd c = cosines.Coefficients(b);
    for (Index i = 0; i < c.size(); ++i) {
      bands[std::min<Index>(7, static_cast<Index>(8 * cosines.values()[i] / 12))] += c[i] * c[i] / draws;
    }
  }
  return bands;
}

// On a box of three different sides all eigenvalues are simple, and the Lanczos process finds every one.
TEST(RightHandSidesTest, CosinesAndLanczosAreOneDistribution) {
  const GridMask box(Grid({5, 6, 7}));
  const CosineBasis cosines(box.grid());
  const Lanczos<Function> lanczos(PressurePoisson<double>(box), GoldenRightHandSide<double>(box), 300);
  EXPECT_GE(lanczos.size(), 209);
  EXPECT_LE(lanczos.size(), 210);
  constexpr int kDraws = 400;
  const Eigen::VectorXd by_cosines = Bands(cosines, cosines, kDraws, 1),
                        by_lanczos = Bands(cosines, lanczos, kDraws, 2);
  EXPECT_NEAR(by_cosines.sum(), 1, 1e4 * kEps);
  EXPECT_NEAR(by_lanczos.sum(), 1, 1e4 * kEps);
  // statistical: a band of share s holds a chi-square of at least 10 modes, so its standard error is at most
  // s sqrt(2/10/400); five of the difference of two
  for (int band = 0; band < 8; ++band) {
    EXPECT_NEAR(by_cosines[band], by_lanczos[band], 5 * std::sqrt(2.0) * by_cosines[band] * std::sqrt(0.2 / kDraws))
        << band;
  }
  // Without the factor 9 the upper half has as much as the lower one.
  EXPECT_LT(by_cosines.tail(3).sum(), 0.05);
  Eigen::VectorXd flat = Eigen::VectorXd::Zero(8);
  for (Index i = 1; i < 210; ++i)
    flat[std::min<Index>(7, static_cast<Index>(8 * cosines.values()[i] / 12))] += 1. / 209;
  EXPECT_GT(flat.tail(3).sum(), 0.1);
}

// Of an eigenvalue that is there m times, exact arithmetic would find one vector; rounding brings in the others.
TEST(RightHandSidesTest, LanczosFindsMultipleEigenvaluesOfACubeByRounding) {
  const GridMask box(Grid::Cube(6));
  const CosineBasis cosines(box.grid());
  const Lanczos<Function> lanczos(PressurePoisson<double>(box), GoldenRightHandSide<double>(box), 215);
  EXPECT_GT(lanczos.size(), 200);  // of 33 different ones
  for (int i = 0; i < lanczos.size(); ++i) {
    const double distance = (cosines.values().array() - lanczos.values()[i]).abs().minCoeff();
    EXPECT_LE(distance, lanczos.errors()[i] + 216 * 12 * kEps) << i;  // conditioned: n eps |A|
  }
}

TEST(RightHandSidesTest, AllAreNormalisedAndInTheRange) {
  std::mt19937_64 random(3);
  for (const Grid& grid : {Grid::Cube(10), Grid::Cube(16, 2)}) {
    for (const GridMask& mask : {GridMask(grid), WithSphere(grid, 3), WithRandomSolids(grid, 0.3, 4)}) {
      const Function smooth = SmoothRightHandSide(mask, Normals(SmoothNormals(grid), random));
      const Function jet = JetRightHandSide(mask, {.at = {0.3, 0.4, 0.6}, .axis = 1, .width = 1.5});
      for (const Function* b : {&smooth, &jet}) {
        EXPECT_NO_THROW(RequireInRange(mask, *b));
        EXPECT_NEAR(Norm(*b), 1, 100 * kEps);
      }
    }
  }
}

TEST(RightHandSidesTest, SmoothIsOfTheLowestModesAndAJetOfFewCells) {
  std::mt19937_64 random(5);
  const Grid grid = Grid::Cube(24, 2);
  const GridMask box(grid);
  const CosineBasis cosines(grid);
  const Eigen::VectorXd c = cosines.Coefficients(SmoothRightHandSide(box, Normals(15, random)));
  EXPECT_EQ((c.array().abs() > 1e-10).count(), 15);
  const Function jet = JetRightHandSide(box, {.at = {0.25, 0.5, 0}, .axis = 0, .width = 1});
  double far = 0, left = 0;
  for (Index cell = 0; cell < grid.cells(); ++cell) {
    const auto [x, y, z] = grid.position(cell);
    if (std::abs(static_cast<double>(x) + 0.5 - 6) > 7 || std::abs(static_cast<double>(y) + 0.5 - 12) > 7) {
      far = std::max(far, std::abs(jet[cell]));
    }
    if (x < 6) left += jet[cell];
  }
  EXPECT_LT(far, 1e-9);
  EXPECT_GT(left, 0.1);  // a source behind, a sink before: the other way round for a wrong sign
}

TEST(RightHandSidesTest, BadArgumentsAreRefused) {
  const GridMask box(Grid::Cube(4));
  EXPECT_THROW(SmoothRightHandSide(box, Eigen::VectorXd::Ones(62)), std::invalid_argument);
  EXPECT_THROW(SmoothRightHandSide(box, Eigen::VectorXd::Zero(63)), std::invalid_argument);
  EXPECT_THROW(JetRightHandSide(box, {.axis = 3}), std::invalid_argument);
  EXPECT_THROW(JetRightHandSide(GridMask(Grid::Cube(4, 2)), {.axis = 2}), std::invalid_argument);
  EXPECT_THROW(JetRightHandSide(box, {.at = {0.5, 1.5, 0.5}}), std::invalid_argument);
  EXPECT_THROW(JetRightHandSide(box, {.width = 0}), std::invalid_argument);
  EXPECT_THROW(Normalised(Function(box.grid())), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
