#include "distributed/iteration_cost.h"

#include <gtest/gtest.h>
#include <mpi.h>

#include <atomic>
#include <bit>
#include <memory>
#include <utility>

#include "distributed/gram_product.h"
#include "distributed/pivoted_cholesky.h"
#include "distributed/regression.h"
#include "distributed/samples_testing.h"
#include "linalg/diverged.h"
#include "ntk/polynomial_net.h"

namespace {

// What this rank receives, counted where MPI is called, by PETSc, too.
struct Received {
  double bytes = 0, messages = 0;
} received;

int RankOf(MPI_Comm comm) {
  int rank = 0;
  PMPI_Comm_rank(comm, &rank);
  return rank;
}

int RanksOf(MPI_Comm comm) {
  int ranks = 0;
  PMPI_Comm_size(comm, &ranks);
  return ranks;
}

void Count(const int* counts, MPI_Datatype type, MPI_Comm comm) {
  int size = 0;
  PMPI_Type_size(type, &size);
  for (int r = 0; r < RanksOf(comm); ++r) {
    if (r == RankOf(comm)) continue;
    received.bytes += static_cast<double>(counts[r]) * size;
    received.messages += counts[r] > 0;
  }
}

}  // namespace

// PETSc's macros of these names count calls for its log.
#undef MPI_Allgatherv
#undef MPI_Alltoallv
#undef MPI_Allreduce

extern "C" int MPI_Allgatherv(const void* sent, int count, MPI_Datatype type, void* to, const int* counts,
                              const int* first, MPI_Datatype to_type, MPI_Comm comm) {
  Count(counts, to_type, comm);
  return PMPI_Allgatherv(sent, count, type, to, counts, first, to_type, comm);
}

extern "C" int MPI_Alltoallv(const void* sent, const int* sent_counts, const int* sent_first, MPI_Datatype type,
                             void* to, const int* counts, const int* first, MPI_Datatype to_type, MPI_Comm comm) {
  Count(counts, to_type, comm);
  return PMPI_Alltoallv(sent, sent_counts, sent_first, type, to, counts, first, to_type, comm);
}

extern "C" int MPI_Allreduce(const void* sent, void* to, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  received.messages += std::bit_width(static_cast<unsigned>(RanksOf(comm) - 1));
  return PMPI_Allreduce(sent, to, count, type, op, comm);
}

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 7 * RowBlocks::kRows - 100, kD = 5, kOutputs = 3, kLowRank = 100;

struct IterationCostTest : testing::Test {
  const PetscSession petsc;
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1);
  const Rows y = SampleRows(blocks.first_row(), blocks.count(), kOutputs, 2);
  double values = 0;  // of K

  BlockKernel Counted() {
    BlockKernel kernel = MakeBlockKernel(ntk::PolynomialNet(2), Eigen::Map<const Rows>(x.data(), kN, kD));
    kernel.add_products = [this, plain = kernel.add_products](Index s, Index first, Index end, Index count,
                                                              const double* v, double* sums) {
      double more = 0;
      for (Index t = first; t < end; ++t) {
        // As whole blocks.
        more += static_cast<double>(s == t ? RowBlocks::kRows * (RowBlocks::kRows + 1) / 2
                                           : RowBlocks::kRows * RowBlocks::kRows);
      }
      std::atomic_ref(values) += more;
      plain(s, first, end, count, v, sums);
    };
    return kernel;
  }

  // What an iteration takes: 20 less 10, so that the beginning and the end do not count.
  IterationCost Measured(Index low_rank) {
    const BlockKernel kernel = Counted();
    const GramProduct matrix(blocks, kernel, 1);
    std::unique_ptr<LowRankPreconditioner> preconditioner;
    RowMap precondition;
    if (low_rank > 0) {
      PivotedCholesky factor = FactorPivoted(blocks, kernel, low_rank);
      const double shift = 1 + factor.trace / static_cast<double>(kN);
      preconditioner = std::make_unique<LowRankPreconditioner>(blocks, std::move(factor), shift);
      precondition = [&](const Rows& v) { return (*preconditioner)(v); };
    }
    const auto run = [&](int iterations) {
      received = {};
      values = 0;
      EXPECT_THROW(SolveRegression(matrix, y, precondition, {.tolerance = 1e-15, .max_iterations = iterations}),
                   linalg::NotConverged);
      return IterationCost{.kernel_values = values, .bytes = received.bytes, .messages = received.messages};
    };
    const IterationCost ten = run(10), twenty = run(20);
    double most[] = {twenty.kernel_values - ten.kernel_values, twenty.bytes - ten.bytes,
                     twenty.messages - ten.messages};
    PMPI_Allreduce(MPI_IN_PLACE, most, 3, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return {.kernel_values = most[0] / 10, .bytes = most[1] / 10, .messages = most[2] / 10};
  }

  void IsMeasured(Index low_rank) {
    const IterationCost measured = Measured(low_rank);
    const RegressionShape shape{.rows = kN, .columns = kD, .outputs = kOutputs, .low_rank = low_rank};
    const IterationCost counted = CountIteration(shape, world.size());
    EXPECT_EQ(counted.kernel_values, measured.kernel_values);
    EXPECT_EQ(counted.bytes, measured.bytes);
    EXPECT_EQ(counted.messages, measured.messages);
    if (world.size() > 1) {  // negative control: another number of outputs
      EXPECT_NE(CountIteration({.rows = kN, .columns = kD, .outputs = 4, .low_rank = low_rank}, world.size()).bytes,
                measured.bytes);
    }
  }
};

TEST_F(IterationCostTest, IsWhatARunTakes) { IsMeasured(0); }
TEST_F(IterationCostTest, IsWhatARunWithItsPreconditionerTakes) { IsMeasured(kLowRank); }

// Of 10^6 rows on 64 ranks: n^2 / 128 values, V and what nodes there are of it.
TEST(IterationCost, OfMachinesThatAreNotHere) {
  const RegressionShape shape{.rows = 1000000, .columns = 784, .outputs = 10, .low_rank = 1000};
  const IterationCost cost = CountIteration(shape, 64);
  EXPECT_NEAR(cost.kernel_values, 1e12 / 128, 0.02 * 1e12 / 128);
  EXPECT_EQ(cost.product_flops, cost.kernel_values * (2 * 784 + 40));
  // 62 of 3907 blocks, exactly.
  EXPECT_EQ(cost.preconditioner_flops, 10 * (4.0 * 62 * 256 * 1000 + 2e6));
  EXPECT_GT(cost.bytes, 1e6 * 80 * 63 / 64);
  EXPECT_LT(cost.bytes, 1e6 * 80 * 10);
  const Machine machine{
      .seconds_per_value = 1e-9, .seconds_per_flop = 1e-11, .seconds_per_byte = 1e-10, .seconds_per_message = 1e-6};
  const IterationSeconds seconds = TimeIteration(cost, machine);
  EXPECT_EQ(seconds.kernel, cost.kernel_values * 1e-9);
  EXPECT_EQ(seconds.messages, cost.bytes * 1e-10 + cost.messages * 1e-6);
  EXPECT_EQ(seconds.Sum(), seconds.kernel + seconds.preconditioner + seconds.messages);
  // Ranks beyond the parts, two for each block of rows, have nothing to do.
  EXPECT_EQ(CountIteration({.rows = 2560, .columns = 1}, 20).kernel_values,
            CountIteration({.rows = 2560, .columns = 1}, 40).kernel_values);
}

}  // namespace
}  // namespace hadamard_ntk::distributed
