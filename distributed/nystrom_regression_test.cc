#include "distributed/nystrom_regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "distributed/samples_testing.h"
#include "linalg/conjugate_gradients.h"
#include "linalg/dense_block.h"
#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"
#include "ntk/gram.h"
#include "ntk/kernel_solver.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 3 * RowBlocks::kRows + 37, kM = 200, kD = 5, kOutputs = 2;
constexpr double kRidge = 4;

struct NystromTest : testing::Test {
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1), y = SampleRows(0, kN, kOutputs, 2);
  const Rows mine = y.middleRows(blocks.first_row(), blocks.count());
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));
  const std::vector<Index> centres = DrawCentres(kN, kM);

  NystromSolution Solve(const NystromOptions& options) const {
    return SolveNystrom(blocks, kernel, centres, mine, options);
  }
};

TEST_F(NystromTest, IsTheSolutionOfTheNormalEquations) {
  const NystromSolution solution = Solve({.ridge = kRidge, .tolerance = 1e-10});
  const Eigen::MatrixXd z = x(centres, Eigen::all), k = ntk::Gram(net, Eigen::MatrixXd(x), z),
                        square = ntk::Gram(net, z);
  EXPECT_EQ(solution.centres, z);
  const Eigen::MatrixXd matrix = k.transpose() * k + kRidge * square, target = k.transpose() * y;
  const auto residual = [&](const Eigen::MatrixXd& a) {
    return ((target - matrix * a).colwise().norm().cwiseQuotient(target.colwise().norm())).maxCoeff();
  };
  EXPECT_LE(solution.relative_residual, 1e-10);
  // Two roads to it, each with sums of n products of numbers up to the target's size.
  EXPECT_NEAR(residual(solution.coefficients), solution.relative_residual, static_cast<double>(kN) * 2.2e-16);
  EXPECT_GT(residual(Solve({.ridge = 1.001 * kRidge, .tolerance = 1e-10}).coefficients), 1e-7);  // another ridge
  // No other coefficients of these centres do better.
  const auto loss = [&](const Eigen::MatrixXd& a) {
    return (y - k * a).squaredNorm() + kRidge * a.cwiseProduct(square * a).sum();
  };
  const double least = loss(solution.coefficients);
  for (int seed = 0; seed < 3; ++seed) {
    EXPECT_GT(loss(solution.coefficients + 0.01 * SampleRows(0, kM, kOutputs, seed)), least);
  }
  WriteForComparison(RowBlocks(Communicator(MPI_COMM_WORLD), kM),
                     solution.coefficients.middleRows(RowBlocks(world, kM).first_row(), RowBlocks(world, kM).count()),
                     "coefficients");
}

TEST_F(NystromTest, WithAllSamplesAsCentresIsKernelRegression) {
  std::vector<Index> all(kN);
  std::iota(all.begin(), all.end(), Index(0));
  const NystromSolution solution = SolveNystrom(blocks, kernel, all, mine, {.ridge = kRidge, .tolerance = 1e-12});
  const Eigen::MatrixXd exact =
      ntk::SolveKernel(net, Eigen::MatrixXd(x), Eigen::MatrixXd(y), {.ridge = kRidge, .tolerance = 1e-12}).coefficients;
  const Eigen::MatrixXd gram = ntk::Gram(net, Eigen::MatrixXd(x)), f = gram * solution.coefficients,
                        of_exact = gram * exact;
  // The normal equations square the condition: 1e-12 times the root of what |K| / ridge squared is.
  EXPECT_LE((f - of_exact).norm(), 1e-12 * kN * kN / kRidge * of_exact.norm());
  const Eigen::MatrixXd of_fewer =
      ntk::Gram(net, Eigen::MatrixXd(x), Solve({.ridge = kRidge}).centres) * Solve({.ridge = kRidge}).coefficients;
  EXPECT_GT((of_fewer - of_exact).norm(), 1e-4 * of_exact.norm());
}

TEST_F(NystromTest, ThePreconditionerLeavesAFewIterations) {
  const NystromSolution solution = Solve({.ridge = kRidge, .tolerance = 1e-8});
  EXPECT_LE(solution.iterations, 40);
  EXPECT_GT(solution.iterations, 2);
  const Eigen::MatrixXd z = x(centres, Eigen::all), k = ntk::Gram(net, Eigen::MatrixXd(x), z);
  const Eigen::MatrixXd matrix = k.transpose() * k + kRidge * ntk::Gram(net, z);
  const linalg::ConjugateGradients<linalg::Dense> plain(
      [&](const linalg::Dense& v) { return linalg::Dense{matrix * v.values}; }, linalg::Identity{},
      linalg::Dense{k.transpose() * y}, {.tolerance = 1e-8, .max_iterations = 1000, .patience = 1000});
  EXPECT_GT(plain.iterations(), 5 * solution.iterations);
  EXPECT_NE(MessageOf<linalg::NotConverged>([&] { return Solve({.ridge = kRidge, .max_iterations = 2}).iterations; }),
            "no error");
}

// Without activations K has 1 + d + d (d + 1) / 2 = 21 features: K_mm is singular, and lifted for the preconditioner.
TEST_F(NystromTest, ASingularMatrixOfCentresWillDo) {
  const ntk::ActivationFreePolynomialNet polynomial(2);
  const BlockKernel singular = MakeBlockKernel(polynomial, Eigen::Map<const Rows>(x.data(), kN, kD));
  Rows of_one = mine.leftCols(1) * 1e-200;  // whose square is 0
  const NystromSolution solution = SolveNystrom(blocks, singular, centres, of_one, {.ridge = kRidge});
  const Eigen::MatrixXd k = ntk::Gram(polynomial, Eigen::MatrixXd(x), solution.centres),
                        square = ntk::Gram(polynomial, solution.centres), all = blocks.Gather(of_one);
  const Eigen::MatrixXd target = k.transpose() * all, left = target - k.transpose() * (k * solution.coefficients) -
                                                             kRidge * square * solution.coefficients;
  EXPECT_LE((left * 1e200).norm(), 2e-6 * (target * 1e200).norm());
  EXPECT_GT(solution.coefficients.cwiseAbs().maxCoeff(), 0);
}

TEST_F(NystromTest, OutputsOfZerosAndNoRidge) {
  Rows with_zeros = mine;
  with_zeros.col(1).setZero();
  const NystromSolution solution = SolveNystrom(blocks, kernel, centres, with_zeros, {.tolerance = 1e-4});
  EXPECT_EQ(solution.coefficients.col(1).cwiseAbs().maxCoeff(), 0);
  EXPECT_GT(solution.coefficients.col(0).norm(), 0);
  EXPECT_LE(solution.relative_residual, 1e-4);
}

// One block of rows: most ranks have none.
TEST(NystromOfOneBlockTest, RanksWithoutRowsHaveTheSolution) {
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, 60);
  const Rows x = SampleRows(0, 60, kD, 1), y = SampleRows(0, 60, 1, 2);
  const ntk::PolynomialNet net(2);
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), 60, kD));
  const NystromSolution solution =
      SolveNystrom(blocks, kernel, DrawCentres(60, 20), y.middleRows(blocks.first_row(), blocks.count()), {.ridge = 1});
  double first = solution.coefficients(0, 0);
  MPI_Bcast(&first, 1, MPI_DOUBLE, 0, world.get());
  EXPECT_EQ(solution.coefficients(0, 0), first);
  EXPECT_NE(first, 0);
}

TEST_F(NystromTest, PredictsFromTheCentres) {
  const NystromSolution solution = Solve({.ridge = kRidge});
  constexpr Index kZ = RowBlocks::kRows + 5;
  const Rows z = SampleRows(0, kZ, kD, 3);
  const RowBlocks z_blocks(world, kZ);
  const Rows f = PredictNystrom(kernel, solution, z_blocks,
                                [&](Index first, Eigen::Ref<Rows> rows) { rows = z.middleRows(first, rows.rows()); });
  const Eigen::MatrixXd expected = ntk::Gram(net, Eigen::MatrixXd(z), solution.centres) * solution.coefficients;
  const Eigen::MatrixXd found = z_blocks.Gather(f);
  EXPECT_LE((found - expected).cwiseAbs().maxCoeff(), 1e-12 * expected.cwiseAbs().maxCoeff() * kM);
  EXPECT_GT((found.topRows(kZ - 1) - expected.bottomRows(kZ - 1)).cwiseAbs().maxCoeff(),
            1e-3 * expected.cwiseAbs().maxCoeff());
}

// Rows of each of 4 equal parts: hypergeometric, 50 +- 5.3 of 200.
TEST(DrawCentresTest, AreSpreadEvenly) {
  for (int seed = 1; seed <= 10; ++seed) {
    const std::vector<Index> rows = DrawCentres(4000, 200, static_cast<std::uint64_t>(seed));
    ASSERT_EQ(rows.size(), 200U);
    EXPECT_EQ(std::set<Index>(rows.begin(), rows.end()).size(), 200U);
    EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
    for (Index part = 0; part < 4; ++part) {
      const auto in_part = std::count_if(rows.begin(), rows.end(), [&](Index row) { return row / 1000 == part; });
      EXPECT_NEAR(static_cast<double>(in_part), 50, 5 * 5.3) << seed;
    }
  }
  EXPECT_NE(DrawCentres(4000, 200, 1), DrawCentres(4000, 200, 2));
  EXPECT_EQ(DrawCentres(5, 5).back(), 4);
  EXPECT_EQ(MessageOf([] { return DrawCentres(5, 6).size(); }), "DrawCentres: centres must be from 1 to 5, got 6");
}

TEST_F(NystromTest, RefusesWhatDoesNotFit) {
  const auto message = [&](const Rows& of, const NystromOptions& options) {
    return MessageOf([&] { return SolveNystrom(blocks, kernel, centres, of, options).iterations; });
  };
  EXPECT_EQ(message(mine, {.ridge = -1}), "SolveNystrom: ridge must be finite and not negative, got -1");
  EXPECT_EQ(message(mine, {.tolerance = 0}), "SolveNystrom: tolerance must be between 0 and 1, got 0");
  EXPECT_EQ(message(Rows(blocks.count(), 0), {}), "SolveNystrom: Y must have this rank's " +
                                                      std::to_string(blocks.count()) + " rows and columns, got " +
                                                      std::to_string(blocks.count()) + " x 0");
  EXPECT_EQ(message(Rows::Constant(blocks.count(), 1, std::numeric_limits<double>::quiet_NaN()), {}),
            "SolveNystrom: Y has an entry that is not finite");
  BlockKernel negative = kernel;
  negative.within = [&](const Eigen::MatrixXd& a) -> Eigen::MatrixXd {
    Eigen::MatrixXd k = -1000 * kernel.within(a);
    k.diagonal() *= -1e-3;  // as it was
    return k;
  };
  EXPECT_EQ(MessageOf<std::domain_error>(
                [&] { return SolveNystrom(blocks, negative, centres, mine, {.ridge = 1}).iterations; }),
            "SolveNystrom: the Gram matrix of the centres is not positive semi-definite");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
