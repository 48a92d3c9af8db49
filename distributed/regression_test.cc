#include "distributed/regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "distributed/pivoted_cholesky.h"
#include "distributed/samples_testing.h"
#include "linalg/diverged.h"
#include "linalg/thrown_testing.h"
#include "ntk/kernel_solver.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 3 * RowBlocks::kRows + 37, kD = 5, kOutputs = 3;
constexpr double kRidge = 4;

struct RegressionTest : testing::Test {
  const PetscSession petsc;
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1);
  Rows y = SampleRows(blocks.first_row(), blocks.count(), kOutputs, 2);
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));
  const GramProduct matrix{blocks, kernel, kRidge};

  RowMap LowRank(Index rank) const {
    PivotedCholesky factor = FactorPivoted(blocks, kernel, rank);
    const double shift = kRidge + factor.trace / static_cast<double>(kN);
    return [preconditioner = std::make_shared<LowRankPreconditioner>(blocks, std::move(factor), shift)](const Rows& v) {
      return (*preconditioner)(v);
    };
  }

  // The largest over the outputs of |Y_o - (K + ridge I) C_o| / |Y_o|, by the product of this library.
  double Residual(const Rows& c, double ridge = kRidge) const {
    const Rows left = y - GramProduct(blocks, kernel, ridge)(c);
    return blocks.Dot(left, left).cwiseQuotient(blocks.Dot(y, y)).cwiseSqrt().maxCoeff();
  }

  // The largest over the outputs of |C_o - C'_o| / |C'_o|, C' of the solver for one machine.
  double Distance(const Rows& c, double tolerance) const {
    const Eigen::MatrixXd expected =
        ntk::SolveKernel(net, Eigen::MatrixXd(x), blocks.Gather(y), {.ridge = kRidge, .tolerance = tolerance})
            .coefficients;
    return RelativeDistance(blocks, c, expected);
  }
};

TEST_F(RegressionTest, WithoutPreconditionerIsTheSolutionOfOneMachine) {
  const RegressionSolution solution = SolveRegression(matrix, y, {}, {.tolerance = 1e-10});
  EXPECT_LE(solution.relative_residual.maxCoeff(), 1e-10);
  EXPECT_LE(Residual(solution.coefficients), 1.01e-10);
  EXPECT_GT(Residual(solution.coefficients, 1.001 * kRidge), 1e-6);  // negative control: another ridge
  // The coefficients' error is the residual's times at most the condition number over the part of Y along the largest.
  EXPECT_LE(Distance(solution.coefficients, 1e-10), 10 * 1e-10);
  WriteForComparison(blocks, solution.coefficients, "solution");
}

TEST_F(RegressionTest, LowRankNeedsFewerIterationsForTheSameSolution) {
  const RegressionSolution plain = SolveRegression(matrix, y);
  const RegressionSolution fast = SolveRegression(matrix, y, LowRank(200));
  EXPECT_LT(2 * fast.iterations, plain.iterations);
  EXPECT_LE(fast.relative_residual.maxCoeff(), 1e-6);
  EXPECT_LE(Residual(fast.coefficients), 1.01e-6);
  EXPECT_LE(Distance(fast.coefficients, 1e-8), 10 * 1e-6);
  WriteForComparison(blocks, fast.coefficients, "low_rank");
}

// mpi_cc_test compares these, too, and must find them different: see differs = in BUILD.
TEST_F(RegressionTest, ThePlainInnerProductsOfPetscSolveItAsWell) {
  const RegressionSolution solution =
      SolveRegression(matrix, y, {}, {.tolerance = 1e-10, .products = InnerProducts::kPetsc});
  EXPECT_LE(solution.relative_residual.maxCoeff(), 1e-10);
  WriteForComparison(blocks, solution.coefficients, "by_petsc");
}

TEST_F(RegressionTest, EveryOutputHasItsOwnTolerance) {
  y.col(1) *= 1e-12;
  y.col(2).setZero();
  const RegressionSolution solution = SolveRegression(matrix, y, {}, {.tolerance = 1e-8});
  const Rows left = y - matrix(solution.coefficients);
  const Eigen::VectorXd squares = blocks.Dot(left, left), of_y = blocks.Dot(y, y);
  EXPECT_LE(std::sqrt(squares[0] / of_y[0]), 1.01e-8);
  EXPECT_LE(std::sqrt(squares[1] / of_y[1]), 1.01e-8);
  EXPECT_EQ(squares[2], 0);
  EXPECT_EQ(solution.relative_residual[2], 0);
}

TEST_F(RegressionTest, GoesOnWhereItWasBrokenOff) {
  for (const RowMap& precondition : {RowMap(), LowRank(200)}) {
    Rows kept;
    int kept_after = 0;
    const auto solve = [&](const Rows& start, int most) {
      return SolveRegression(
          matrix, y, precondition,
          {.max_iterations = most, .start = start, .keep_every = 5, .keep = [&](const Rows& state, int i) {
             kept = state;
             kept_after = i;
           }});
    };
    const int whole = solve({}, 1000).iterations, half = whole / 2;
    EXPECT_NE(MessageOf<linalg::NotConverged>([&] { return solve({}, half).iterations; }), "no error");
    EXPECT_EQ(kept_after, half / 5 * 5);
    const int done = kept_after;
    Rows state = kept;
    const RegressionSolution rest = solve(state, 1000);
    EXPECT_LE(rest.relative_residual.maxCoeff(), 1e-6);
    EXPECT_LE(Residual(rest.coefficients), 1.01e-6);
    EXPECT_LE(done + rest.iterations, whole + 2) << whole;
    EXPECT_LT(rest.iterations, whole) << done;  // and not from 0
    // Negative control: without the last step the directions are found anew; well preconditioned, that costs nothing.
    if (precondition) continue;
    state.rightCols(kOutputs).setZero();
    EXPECT_GT(solve(state, 1000).iterations, rest.iterations + 5);
  }
  EXPECT_EQ(
      MessageOf([&] { return SolveRegression(matrix, y, {}, {.start = Rows::Zero(blocks.count(), 1)}).iterations; }),
      "SolveRegression: start must be " + std::to_string(blocks.count()) + " x 6, got " +
          std::to_string(blocks.count()) + " x 1");
}

TEST_F(RegressionTest, SaysWhichOutputDidNotConverge) {
  const auto in_three = [&] { return SolveRegression(matrix, y, {}, {.tolerance = 1e-12, .max_iterations = 3}); };
  const std::string said = MessageOf<linalg::NotConverged>([&] { return in_three().iterations; });
  EXPECT_EQ(said.find("SolveRegression: output "), 0U) << said;
  EXPECT_NE(said.find(" after 3 iterations, wanted 1e-12"), said.npos) << said;
}

TEST_F(RegressionTest, RefusesWhatDoesNotFit) {
  const auto message = [&](const Rows& of, double tolerance) {
    return MessageOf([&] { return SolveRegression(matrix, of, {}, {.tolerance = tolerance}).iterations; });
  };
  EXPECT_EQ(message(y, 1), "SolveRegression: tolerance must be between 0 and 1, got 1");
  EXPECT_EQ(message(Rows(blocks.count(), 0), 1e-6), "SolveRegression: Y must have this rank's " +
                                                        std::to_string(blocks.count()) + " rows and columns, got " +
                                                        std::to_string(blocks.count()) + " x 0");
  EXPECT_EQ(message(Rows::Constant(blocks.count(), 1, 1e200), 1e-6),
            "SolveRegression: |Y|^2 is beyond the range of double");
  Rows bad = y;
  bad.setConstant(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(message(bad, 1e-6), "SolveRegression: Y has an entry that is not finite");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
