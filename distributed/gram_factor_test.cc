#include "distributed/gram_factor.h"

#include <gtest/gtest.h>

#include <string>

#include "distributed/regression.h"
#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/kernel_solver.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 4 * RowBlocks::kRows + 37, kD = 12;

struct GramFactorTest : testing::Test {
  const PetscSession petsc;
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1);
  const Rows y = SampleRows(blocks.first_row(), blocks.count(), 3, 2);
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));

  // |V - A M V| / |V|, the largest over the outputs.
  double Residual(const GramProduct& matrix, const GramFactor& factor, const Rows& v) const {
    const Rows left = v - matrix(factor(v));
    return blocks.Dot(left, left).cwiseQuotient(blocks.Dot(v, v)).cwiseSqrt().maxCoeff();
  }
};

TEST_F(GramFactorTest, IsTheInverseToTheRoundingOfFloat) {
  const GramProduct matrix(blocks, kernel, 4), other(blocks, kernel, 5);
  const GramFactor factor(matrix);
  EXPECT_EQ(factor.shift(), 0);
  EXPECT_LE(Residual(matrix, factor, y), 1e-3);
  EXPECT_LE(Residual(matrix, factor, y * 1e30), 1e-3);  // squares beyond float
  EXPECT_GT(Residual(other, factor, y), 1e-2);          // of another ridge
}

TEST_F(GramFactorTest, LeavesThreeIterations) {
  for (const double ridge : {0.1, 4.0}) {
    const GramProduct matrix(blocks, kernel, ridge);
    const GramFactor factor(matrix);
    const auto solve = [&](double tolerance) {
      return SolveRegression(matrix, y, [&](const Rows& v) { return factor(v); }, {.tolerance = tolerance});
    };
    const RegressionSolution solution = solve(1e-6);
    EXPECT_LE(solution.iterations, 3) << ridge;
    EXPECT_LE(solve(1e-8).iterations, 4) << ridge;
    EXPECT_GT(SolveRegression(matrix, y).iterations, 20) << ridge;  // without it
    const Eigen::MatrixXd one =
        ntk::SolveKernel(net, Eigen::MatrixXd(x), blocks.Gather(y), {.ridge = ridge, .tolerance = 1e-10}).coefficients;
    EXPECT_LE(RelativeDistance(blocks, solution.coefficients, one), 10 * 1e-6) << ridge;
  }
}

// 1 + d + d (d + 1) / 2 = 91 features of 12 numbers: K of products without activations is singular.
TEST_F(GramFactorTest, WhatFloatCannotFactorIsLifted) {
  const ntk::ActivationFreePolynomialNet polynomial(2);
  const BlockKernel singular = MakeBlockKernel(polynomial, Eigen::Map<const Rows>(x.data(), kN, kD));
  const GramProduct matrix(blocks, singular, 1e-9);
  const GramFactor factor(matrix);
  EXPECT_GT(factor.shift(), 0);
  EXPECT_LT(factor.shift(), 1e-3 * MeanDiagonal(blocks, singular));
  const Rows in_range = matrix(y);
  const RegressionSolution solution =
      SolveRegression(matrix, in_range, [&](const Rows& v) { return factor(v); }, {.tolerance = 1e-6});
  EXPECT_LE(solution.relative_residual.maxCoeff(), 1e-6);
}

// One block of rows: most ranks have none, of the factor and of the solution.
TEST(GramFactorOfOneBlockTest, RanksWithoutRowsTakePart) {
  const PetscSession petsc;
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, 60);
  const Rows x = SampleRows(0, 60, kD, 1), all = SampleRows(0, 60, 2, 2);
  const Rows y = all.middleRows(blocks.first_row(), blocks.count());
  const BlockKernel kernel = MakeBlockKernel(ntk::PolynomialNet(2), Eigen::Map<const Rows>(x.data(), 60, kD));
  const GramProduct matrix(blocks, kernel, 1);
  const GramFactor factor(matrix);
  Rows state;
  const auto solve = [&](const Rows& start, const RowMap& precondition) {
    return SolveRegression(matrix, y, precondition,
                           {.start = start, .keep_every = 3, .keep = [&](const Rows& kept, int) { state = kept; }});
  };
  EXPECT_LE(solve({}, [&](const Rows& v) { return factor(v); }).iterations, 3);
  const int whole = solve({}, {}).iterations;
  EXPECT_LT(solve(Rows(state), {}).iterations, whole);
}

TEST_F(GramFactorTest, RefusesWhatIsNoGramMatrix) {
  BlockKernel negative = kernel;
  negative.within = [&](const Eigen::MatrixXd& a) -> Eigen::MatrixXd { return -1000 * kernel.within(a); };
  EXPECT_EQ(MessageOf<std::domain_error>([&] { return GramFactor(GramProduct(blocks, negative)).shift(); }),
            "GramFactor: the Gram matrix is not positive semi-definite");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
