#include "distributed/block_cyclic.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 4 * RowBlocks::kRows + 37, kD = 5;

// All blocks, on all ranks.
template <class Scalar>
Eigen::MatrixXd Whole(const Communicator& world, BlockCyclic<Scalar>& matrix, Index rows, Index columns) {
  Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(rows, columns);
  matrix.ForEachBlock([&](Index s, Index t, typename BlockCyclic<Scalar>::Block block) {
    whole.block(s * RowBlocks::kRows, t * RowBlocks::kRows, block.rows(), block.cols()) = block.template cast<double>();
  });
  MPI_Allreduce(MPI_IN_PLACE, whole.data(), MpiCount(whole.size()), MPI_DOUBLE, MPI_SUM, world.get());
  return whole;
}

TEST(BlockCyclicTest, TheGridIsAsSquareAsCanBe) {
  const Communicator world(MPI_COMM_WORLD);
  const ProcessGrid grid(world);
  EXPECT_EQ(grid.rows(), world.size() == 4 ? 2 : 1);
  EXPECT_EQ(grid.rows() * grid.columns(), world.size());
  EXPECT_EQ(grid.row() * grid.columns() + grid.column(), world.rank());
}

TEST(BlockCyclicTest, EveryBlockIsOfOneRank) {
  const Communicator world(MPI_COMM_WORLD);
  const ProcessGrid grid(world);
  const Index columns = RowBlocks::kRows + 3;
  BlockCyclic<float> matrix(grid, kN, columns);
  matrix.ForEachBlock([](Index, Index, BlockCyclic<float>::Block block) { block.array() += 1; });
  EXPECT_EQ(Whole(world, matrix, kN, columns), Eigen::MatrixXd::Ones(kN, columns));
  // The most that a rank has is what one of them has.
  const CyclicBlocks of_rows(kN, grid.row(), grid.rows()), of_columns(columns, grid.column(), grid.columns());
  double bytes = 4.0 * static_cast<double>(of_rows.count() * of_columns.count());
  MPI_Allreduce(MPI_IN_PLACE, &bytes, 1, MPI_DOUBLE, MPI_MAX, world.get());
  EXPECT_EQ(bytes, BlockCyclic<float>::Bytes(world.size(), kN, columns));
}

TEST(BlockCyclicTest, HasTheLowerHalfOfTheGramMatrix) {
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, kN);
  const ProcessGrid grid(world);
  const Rows x = SampleRows(0, kN, kD, 1);
  const ntk::PolynomialNet net(2);
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));
  BlockCyclic<double> matrix(grid, kN, kN);
  FillGram(blocks, kernel, 2, 3, matrix);
  const Eigen::MatrixXd expected = ntk::Gram(net, Eigen::MatrixXd(x)) / 2 + 3 * Eigen::MatrixXd::Identity(kN, kN);
  const Eigen::MatrixXd lower = Whole(world, matrix, kN, kN).triangularView<Eigen::Lower>();
  const Eigen::MatrixXd of_expected = expected.triangularView<Eigen::Lower>();
  // Both round an entry by some (d + 8) eps.
  EXPECT_LE((lower - of_expected).cwiseAbs().maxCoeff(), 2 * (kD + 8) * 2.2e-16 * expected.cwiseAbs().maxCoeff());
  EXPECT_GT((lower.transpose() - of_expected).cwiseAbs().maxCoeff(), 0.1);
}

TEST(BlockCyclicTest, MoreThanScalapackCountsIsRefused) {
  const Communicator world(MPI_COMM_WORLD);
  const ProcessGrid grid(world);
  const auto make = [&] { return BlockCyclic<float>(grid, 200000, 200000).descriptor()[0]; };
  const std::string said = MessageOf<std::length_error>(make);
  EXPECT_NE(said.find("more than ScaLAPACK counts; take more ranks"), said.npos) << said;
}

}  // namespace
}  // namespace hadamard_ntk::distributed
