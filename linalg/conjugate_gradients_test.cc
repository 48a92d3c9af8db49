#include "linalg/conjugate_gradients.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include "linalg/dense_blocks_testing.h"
#include "linalg/strip_matrix.h"
#include "linalg/strip_vectors.h"
#include "linalg/symmetric_product.h"

namespace hadamard_ntk::linalg {
namespace {

using Solution = ConjugateGradients<Dense>;

constexpr double kEps = std::numeric_limits<double>::epsilon();
const auto kIdentity = [](const Dense& v) { return v; };

TEST(ConjugateGradientsTest, SolvesToTheToleranceOfEveryColumn) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(60, 1, 100));
  Eigen::MatrixXd y = Entries(60, 3);
  y.col(1) *= 1e-9;  // counts for itself
  for (const double tolerance : {1e-3, 1e-8, 1e-12}) {
    const Solution solution(ProductWith(a), kIdentity, Dense{y}, {.tolerance = tolerance});
    ASSERT_TRUE(solution.converged()) << tolerance;
    const Eigen::MatrixXd rest = y - a * solution.solution().values;
    const double worst = (rest.colwise().norm().array() / y.colwise().norm().array()).maxCoeff();
    EXPECT_LE(worst, tolerance);
    EXPECT_NEAR(solution.relative_residual(), worst, 60 * 100 * kEps);  // conditioned: n |A| |X| / |Y| eps
  }
}

// In exact arithmetic as many steps as A has distinct eigenvalues that Y meets.
TEST(ConjugateGradientsTest, EndsAfterAsManyStepsAsThereAreEigenvalues) {
  Eigen::VectorXd eigenvalues = Eigen::VectorXd::Constant(40, 2);
  eigenvalues.head(13).setConstant(5);
  eigenvalues.head(4).setConstant(11);
  const Solution solution(ProductWith(WithEigenvalues(eigenvalues)), kIdentity, Dense{Entries(40, 2)},
                          {.tolerance = 1e-11});
  EXPECT_TRUE(solution.converged());
  EXPECT_EQ(solution.iterations(), 3);
}

TEST(ConjugateGradientsTest, TheExactInverseNeedsOneStep) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(50, 1e-3, 10));
  const Solution plain(ProductWith(a), kIdentity, Dense{Entries(50, 1)}, {.tolerance = 1e-9});
  const Solution exact(ProductWith(a), ProductWith(a.inverse()), Dense{Entries(50, 1)}, {.tolerance = 1e-9});
  EXPECT_EQ(exact.iterations(), 1);
  EXPECT_GT(plain.iterations(), 20);
}

// A factor rounded to some digits needs two steps for twice as many: no more solutions with it, and one product more.
TEST(ConjugateGradientsTest, PreconditionsOnceAnIteration) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(40, 1, 10));
  const Eigen::MatrixXd rounded = (a + 1e-5 * WithEigenvalues(Eigen::VectorXd::LinSpaced(40, -1, 1))).inverse();
  int products = 0, solutions = 0;
  const auto product = [&](const Dense& v) {
    ++products;
    return Dense{a * v.values};
  };
  const auto precondition = [&](const Dense& v) {
    ++solutions;
    return Dense{rounded * v.values};
  };
  const Solution solution(product, precondition, Dense{Entries(40, 2)}, {.tolerance = 1e-8});
  EXPECT_TRUE(solution.converged());
  EXPECT_EQ(solution.iterations(), 2);
  EXPECT_EQ(solutions, 2);
  EXPECT_EQ(products, 3);
}

TEST(ConjugateGradientsTest, ZerosAreSolved) {
  Eigen::MatrixXd y = Entries(10, 2);
  y.col(0).setZero();
  const Solution solution(ProductWith(WithEigenvalues(Eigen::VectorXd::LinSpaced(10, 1, 2))), kIdentity, Dense{y});
  EXPECT_TRUE(solution.converged());
  EXPECT_EQ(solution.solution().values.col(0), Eigen::VectorXd::Zero(10));
  const Solution nothing(ProductWith(Eigen::MatrixXd::Identity(10, 10)), kIdentity,
                         Dense{Eigen::MatrixXd::Zero(10, 1)});
  EXPECT_TRUE(nothing.converged());
  EXPECT_EQ(nothing.iterations(), 0);
}

TEST(ConjugateGradientsTest, GivesUpWhereItGetsNoFurther) {
  Eigen::MatrixXd singular = Eigen::MatrixXd::Identity(12, 12);
  singular(3, 3) = 0;
  const Solution stuck(ProductWith(singular), kIdentity, Dense{Eigen::MatrixXd::Ones(12, 1)}, {.patience = 5});
  EXPECT_FALSE(stuck.converged());
  EXPECT_LE(stuck.iterations(), 1 + 5);
  EXPECT_GT(stuck.relative_residual(), 0.2);
  const Eigen::MatrixXd slow = WithEigenvalues(Eigen::VectorXd::LinSpaced(80, 1e-4, 1));
  const Solution few(ProductWith(slow), kIdentity, Dense{Entries(80, 1)}, {.tolerance = 1e-10, .max_iterations = 7});
  EXPECT_FALSE(few.converged());
  EXPECT_EQ(few.iterations(), 7);
}

// An operator of which the first products are wrong: the residual carried along says 0, the true one does not.
TEST(ConjugateGradientsTest, WhatItCarriesAlongIsHeldAgainstTheTrueResidual) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(20, 1, 3));
  int products = 0;
  const auto liar = [&](const Dense& v) { return Dense{(++products <= 15 ? 1.01 : 1.0) * (a * v.values)}; };
  const Eigen::MatrixXd y = Entries(20, 1);
  const Solution solution(liar, kIdentity, Dense{y}, {.tolerance = 1e-10});
  ASSERT_TRUE(solution.converged());
  EXPECT_GT(products, 15);
  EXPECT_LE((y - a * solution.solution().values).norm(), 1e-10 * y.norm());
}

TEST(ConjugateGradientsTest, WhoLooksSeesEveryIterationAndMayStopIt) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(30, 1, 50));
  std::vector<double> residuals;
  const auto look = [&](const Dense& x, double residual) {
    EXPECT_EQ(x.values.rows(), 30);
    residuals.push_back(residual);
    if (residuals.size() == 4) throw std::runtime_error("enough");
  };
  EXPECT_THROW(Solution(ProductWith(a), kIdentity, Dense{Entries(30, 1)}, {}, look), std::runtime_error);
  EXPECT_EQ(residuals.size(), 4u);
  EXPECT_LT(residuals[3], residuals[0]);
}

// A block and an operator with passes of their own, which do the same and count.
struct Fused : Dense {};
struct FusedProduct {
  Eigen::MatrixXd a;
  Fused operator()(const Fused& v) const { return {a * v.values}; }
};
int energies = 0, descents = 0, turns = 0, solutions = 0;
Eigen::VectorXd Energy(const FusedProduct& a, const Fused& p, std::optional<Fused>& product) {
  ++energies;
  EXPECT_FALSE(product);
  return Dot(p, a(p));
}
Eigen::VectorXd Descend(Fused& r, const Eigen::VectorXd& alpha, const FusedProduct& a, const Fused& p,
                        const std::optional<Fused>&) {
  ++descents;
  AddScaled(r, -alpha, a(p));
  return Dot(r, r);
}
void Turn(Fused& x, const Eigen::VectorXd& alpha, Fused& p, const Fused& z, const Eigen::VectorXd& beta) {
  ++turns;
  AddScaled(x, alpha, p);
  p.values = z.values + p.values * beta.asDiagonal();
}
struct Half {
  Fused operator()(const Fused& v) const { return {v.values / 2}; }
};
Eigen::VectorXd Precondition(const Half& half, const Fused& r, std::optional<Fused>& z) {
  ++solutions;
  z = half(r);
  return Dot(r, r) / 2;
}

TEST(ConjugateGradientsTest, PassesOfABlockAreTaken) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(30, 1, 5)), y = Entries(30, 2);
  const ConjugateGradientsOptions options{.tolerance = 1e-9};
  const Solution plain(ProductWith(a), kIdentity, Dense{y}, options);
  const ConjugateGradients<Fused> fused(FusedProduct{a}, Identity(), Fused{y}, options);
  EXPECT_EQ(fused.iterations(), plain.iterations());
  EXPECT_LE((fused.solution().values - plain.solution().values).norm(), 30 * 5 * kEps * y.norm());
  EXPECT_EQ(energies, plain.iterations());
  EXPECT_EQ(descents, plain.iterations());
  EXPECT_EQ(turns, plain.iterations() - 1);
  const ConjugateGradients<Fused> halved(FusedProduct{a}, Half(), Fused{y}, options);
  EXPECT_EQ(halved.iterations(), plain.iterations());
  EXPECT_EQ(solutions, plain.iterations());
}

TEST(ConjugateGradientsTest, EndsAtTheToleranceOrAtAShareOfIt) {
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(200, 1e-4, 1));
  std::vector<double> residuals;
  const auto look = [&](const Dense&, double residual) { residuals.push_back(residual); };
  for (const double carried : {1.0, 0.01}) {
    residuals.clear();
    const Solution solution(ProductWith(a), kIdentity, Dense{Entries(200, 1)},
                            {.tolerance = 1e-4, .max_iterations = 1000, .patience = 1000, .carried = carried}, look);
    ASSERT_TRUE(solution.converged());
    const std::size_t last = residuals.size() - 1;
    EXPECT_LE(residuals[last], 1e-4 * carried);
    EXPECT_GT(residuals[last - 1], 1e-4 * carried);
  }
}

TEST(ConjugateGradientsTest, GivesUpOnWhatIsNoNumber) {
  Eigen::MatrixXd y = Entries(10, 2);
  y(3, 1) = std::numeric_limits<double>::quiet_NaN();
  const Solution solution(ProductWith(Eigen::MatrixXd::Identity(10, 10)), kIdentity, Dense{y});
  EXPECT_FALSE(solution.converged());
  EXPECT_EQ(solution.iterations(), 0);
}

// The strips of this library are such a block, and give what dense vectors give.
TEST(ConjugateGradientsTest, StripsAreABlockOfVectors) {
  const Eigen::Index n = 45;
  const Eigen::MatrixXd a = WithEigenvalues(Eigen::VectorXd::LinSpaced(n, 1, 20)), y = Entries(n, 2);
  StripMatrix<double> matrix(n);
  constexpr Eigen::Index kRows = kStripRows<double>;
  for (Eigen::Index s = 0; s < matrix.strips(); ++s) {
    for (Eigen::Index i = 0; i < kRows; ++i) {
      for (Eigen::Index j = 0; j < (s + 1) * kRows; ++j) {
        const Eigen::Index row = s * kRows + i;
        matrix.strip(s)[j * kRows + i] = row < n && j < n ? a(row, j) : 0;
      }
    }
  }
  using Strips = StripVectors<double>;
  const auto product = [&](const Strips& v) { return SymmetricProduct(matrix, v); };
  const ConjugateGradients<Strips> strips(product, [](const Strips& v) { return v; }, Strips(y), {.tolerance = 1e-12});
  const Solution dense(ProductWith(a), kIdentity, Dense{y}, {.tolerance = 1e-12});
  ASSERT_TRUE(strips.converged());
  EXPECT_LE((strips.solution().Matrix() - dense.solution().values).norm(), 2e-12 * y.norm());  // lambda_min = 1
}

}  // namespace
}  // namespace hadamard_ntk::linalg
