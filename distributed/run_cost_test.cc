#include "distributed/run_cost.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "distributed/pivoted_cholesky.h"
#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 5 * RowBlocks::kRows + 37, kD = 5;

struct RunCostTest : testing::Test {
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1);
  const BlockKernel kernel = MakeBlockKernel(ntk::PolynomialNet(2), Eigen::Map<const Rows>(x.data(), kN, kD));
  const GramProduct matrix{blocks, kernel};
};

TEST_F(RunCostTest, IsTheSameOnAllRanksAndCountsXOncePerNode) {
  const RunCost cost = PredictRegression(matrix, 10, LowRankPreconditioner::Bytes(blocks, 100, 1), 1);
  const double rank_bytes = cost.memory.rank_bytes;
  double most[] = {cost.memory.Bytes(), rank_bytes, cost.seconds_per_product};
  MPI_Bcast(most, 3, MPI_DOUBLE, 0, world.get());
  EXPECT_EQ(most[0], cost.memory.Bytes());
  EXPECT_EQ(most[2], cost.seconds_per_product);
  EXPECT_EQ(cost.memory.Bytes() - world.size() * rank_bytes, kN * kD * 8.0);
  EXPECT_GT(cost.seconds_per_product, 0);
  // F of rank 100, its core, and the sums of which that is made.
  const double without = PredictRegression(matrix, 10, 0, 1).memory.rank_bytes;
  EXPECT_GE(rank_bytes - without, 8.0 * 100 * static_cast<double>(kN / world.size() - RowBlocks::kRows));
  EXPECT_LE(rank_bytes - without, 8.0 * 100 * (static_cast<double>(kN / world.size() + RowBlocks::kRows) + 3000));
}

// 40 bytes for each of 300 x 300 and what its sums and blocks take; 8 for each of n x n.
TEST_F(RunCostTest, CentresAndStoredMatricesTakeTheirSquares) {
  const double none = PredictNystromRegression(matrix, 1, 10, 1).memory.rank_bytes;
  EXPECT_GE(PredictNystromRegression(matrix, 300, 10, 1).memory.rank_bytes - none, 8.0 * 5 * 300 * 300);
  EXPECT_LE(PredictNystromRegression(matrix, 300, 10, 1).memory.rank_bytes - none, 8.0 * 300 * (5 * 300 + 1000));
  const double stored = PredictGramEigenvalues(matrix, 1).memory.rank_bytes;
  EXPECT_GE(stored, 8.0 * kN * kN / world.size());
  EXPECT_LE(stored, 8e6 + 8.0 * kN * (kN + RowBlocks::kRows * 2 + 600));
}

TEST_F(RunCostTest, WhatDoesNotFitIsRefusedOnAllRanks) {
  const RunCost cost{.memory = {.x_bytes = 0, .rank_bytes = 1.5e9, .ranks = 2}, .seconds_per_product = 2};
  const auto message = [&](double bytes, double allowed) {
    return MessageOf<std::domain_error>([&] {
      RequireMemory(world, bytes, cost.Text(), allowed);
      return 0;
    });
  };
  EXPECT_EQ(message(3e9, 2e9),
            "not enough memory: this needs 3.00 GB on a node (1.50 GB for each of 2 ranks), 2 s a product, and a "
            "node has 2.00 GB");
  EXPECT_EQ(message(1e6, 2e6), "no error");
  EXPECT_NE(message(1e18, 0), "no error");
  RequireMemory(world, 1e18, "all of it", 0, 1e18);  // is there already
}

}  // namespace
}  // namespace hadamard_ntk::distributed
