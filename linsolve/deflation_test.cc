#include "linsolve/deflation.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "linalg/dense_blocks_testing.h"
#include "linsolve/golden_testing.h"
#include "linsolve/lanczos.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
namespace {

using linalg::Dense, linalg::Entries, linalg::ProductWith, linalg::WithEigenvalues;

constexpr Eigen::Index kSize = 60;

// With the low eigenvectors gone, the rest has as few distinct eigenvalues as steps.
TEST(DeflationTest, TheIterationDoesNotSeeTheSpan) {
  Eigen::VectorXd eigenvalues = Eigen::VectorXd::Constant(kSize, 10);
  eigenvalues.head(30).setConstant(7);
  eigenvalues.head(5) << 1e-6, 1e-5, 1e-4, 1e-3, 1e-2;
  const Eigen::MatrixXd a = WithEigenvalues(eigenvalues);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(a);
  std::vector<Dense> low;
  for (int i = 0; i < 5; ++i)
    low.push_back({eigen.eigenvectors().col(i) + 0.3 * eigen.eigenvectors().col((i + 1) % 5)});
  const Dense b{Entries(kSize, 1)};
  const Deflation<Dense> deflation(ProductWith(a), low);
  std::vector<double> residuals;
  const auto look = [&](int iteration, double residual) {
    EXPECT_EQ(iteration, static_cast<int>(residuals.size()));
    residuals.push_back(residual);
  };
  const auto solution = SolveDeflated(ProductWith(a), deflation, b, {.tolerance = 1e-9}, look);
  EXPECT_TRUE(solution.converged);
  ASSERT_EQ(residuals.size(), 3u);
  EXPECT_DOUBLE_EQ(residuals[0], deflation.Project(b).values.norm() / b.values.norm());
  EXPECT_LE(residuals[2], 1e-9);
  EXPECT_EQ(solution.iterations, 2);
  EXPECT_LE((b.values - a * solution.x.values).norm(), 1e-9 * b.values.norm());
  const linalg::ConjugateGradients<Dense> plain(ProductWith(a), linalg::Identity{}, b, {.tolerance = 1e-9});
  EXPECT_GT(plain.iterations(), 6);
}

TEST(DeflationTest, ProjectionsAreWhatTheyAreCalled) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 0.1, 10)), w = Entries(kSize, 3, 4);
  std::vector<Dense> vectors;
  for (int i = 0; i < 3; ++i) vectors.push_back({w.col(i)});
  const Deflation<Dense> deflation(ProductWith(a), vectors);
  const Eigen::MatrixXd q = w * (w.transpose() * a * w).inverse() * w.transpose();
  const Eigen::MatrixXd v = Entries(kSize, 1, 5), identity = Eigen::MatrixXd::Identity(kSize, kSize);
  const double error = 1e-12;  // conditioned: cond(A) n eps |v|
  EXPECT_LE((deflation.Coarse({v}).values - q * v).norm(), error * v.norm());
  EXPECT_LE((deflation.Project({v}).values - (identity - a * q) * v).norm(), error * v.norm());
  EXPECT_LE((deflation.Complement({v}).values - (identity - q * a) * v).norm(), error * v.norm());
  EXPECT_GT((deflation.Project({v}).values - (identity - q * a) * v).norm(), 0.1 * v.norm());
}

// 16 Ritz vectors of the box, on a domain with a solid that they know nothing of.
TEST(DeflationTest, RitzVectorsOfTheBoxHelpWithASphereInIt) {
  using Function = GridFunction<double>;
  const Grid grid({13, 15, 17});  // three different sides: no eigenvalue is multiple by symmetry
  const GridMask box(grid), sphere = WithSphere(grid, 3);
  const Lanczos<Function> lanczos(PressurePoisson<double>(box), GoldenRightHandSide<double>(box), 250);
  std::vector<Function> low;
  for (int i = 0; i < 16; ++i) {
    low.push_back(lanczos.Vector(i));
    RemoveMeans(sphere, low.back());
  }
  const PressurePoisson<double> a(sphere);
  const Function b = GoldenRightHandSide<double>(sphere);
  const linalg::ConjugateGradientsOptions options{.tolerance = 1e-6, .max_iterations = 500, .patience = 500};
  const auto deflated = SolveDeflated(a, Deflation<Function>(a, low), b, options);
  const linalg::ConjugateGradients<Function> plain(a, linalg::Identity{}, b, options);
  ASSERT_TRUE(deflated.converged);
  EXPECT_LT(deflated.iterations, 0.8 * plain.iterations());
  Function rest = b;
  AddScaled(rest, -1, a(deflated.x));
  EXPECT_LE(Norm(rest), 1e-6 * Norm(b));
}

TEST(DeflationTest, BadVectorsAreRefused) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 0, 10));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(a);
  const Dense null{eigen.eigenvectors().col(0)}, other{eigen.eigenvectors().col(3)};
  EXPECT_THROW(Deflation<Dense>(ProductWith(a), {}), std::invalid_argument);
  EXPECT_THROW(Deflation<Dense>(ProductWith(a), {other, null}), std::invalid_argument);
  EXPECT_THROW(Deflation<Dense>(ProductWith(a), {other, other}), std::invalid_argument);
  EXPECT_NO_THROW(Deflation<Dense>(ProductWith(a), {other}));
}

TEST(DeflationTest, ARightHandSideInTheSpanNeedsNoStep) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 1, 10));
  const Dense w{Entries(kSize, 1)}, b{a * w.values};
  const auto solution = SolveDeflated(ProductWith(a), Deflation<Dense>(ProductWith(a), {w}), b, {.tolerance = 1e-10});
  EXPECT_TRUE(solution.converged);
  EXPECT_EQ(solution.iterations, 0);
  EXPECT_LE((solution.x.values - w.values).norm(), 1e-12 * w.values.norm());  // conditioned
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
