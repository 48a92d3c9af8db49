#include "distributed/row_blocks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = RowBlocks::Index;
constexpr Index kN = 6 * RowBlocks::kRows + 37;

// Entry (i, j) of a matrix of all samples.
double Entry(Index i, Index j) { return std::sin(static_cast<double>(3 * i + 7 * j + 1)) * std::exp2(i % 11); }

Rows Mine(const RowBlocks& blocks, Index columns, Index shift) {
  Rows rows(blocks.count(), columns);
  for (Index i = 0; i < rows.rows(); ++i) {
    for (Index j = 0; j < columns; ++j) rows(i, j) = Entry(blocks.first_row() + i + shift, j);
  }
  return rows;
}

TEST(RowBlocks, DealsWholeBlocksAndAllRows) {
  const Communicator world(MPI_COMM_WORLD);
  for (const Index rows : {Index{1}, RowBlocks::kRows, RowBlocks::kRows + 1, kN}) {
    const RowBlocks blocks(world, rows);
    EXPECT_EQ(blocks.first_row(0), 0);
    EXPECT_EQ(blocks.first_row(world.size()), rows);
    EXPECT_EQ(blocks.first_block(world.size()), blocks.blocks());
    Index sum = 0;
    for (Index b = 0; b < blocks.blocks(); ++b) sum += blocks.BlockRows(b);
    EXPECT_EQ(sum, rows);
    for (int r = 0; r <= world.size(); ++r) {
      EXPECT_EQ(blocks.first_row(r), std::min(rows, blocks.first_block(r) * RowBlocks::kRows));
      EXPECT_LE(r == 0 ? 0 : blocks.first_block(r - 1), blocks.first_block(r));
    }
  }
  EXPECT_EQ(MessageOf([&] { return RowBlocks(world, 0).rows(); }), "RowBlocks: rows must be at least 1, got 0");
}

TEST(RowBlocks, GathersRowsInOrder) {
  const RowBlocks blocks(Communicator(MPI_COMM_WORLD), kN);
  const Rows all = blocks.Gather(Mine(blocks, 3, 0));
  bool equal = all.rows() == kN && all.cols() == 3;
  for (Index i = 0; equal && i < kN; ++i) {
    for (Index j = 0; j < 3; ++j) equal = equal && all(i, j) == Entry(i, j);
  }
  EXPECT_TRUE(equal);
}

// The bits are compared between numbers of ranks by mpi_cc_test(same = "sums").
TEST(RowBlocks, InnerProductsAreThoseOfColumns) {
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, kN);
  const Eigen::VectorXd dot = blocks.Dot(Mine(blocks, 3, 0), Mine(blocks, 3, 1));
  for (Index j = 0; j < 3; ++j) {
    long double exact = 0, size = 0;
    for (Index i = 0; i < kN; ++i) {
      const long double product = static_cast<long double>(Entry(i, j)) * Entry(i + 1, j);
      exact += product;
      size += std::abs(product);
    }
    // Conditioned: a row's product, a block's sum, a tree of 7 blocks.
    EXPECT_NEAR(dot[j], static_cast<double>(exact), (RowBlocks::kRows + 4) * 0x1p-53 * static_cast<double>(size));
  }
  if (world.rank() == 0) {
    std::ofstream file(std::string(std::getenv("TEST_TMPDIR")) + "/sums", std::ios::binary);
    file.write(reinterpret_cast<const char*>(dot.data()), dot.size() * static_cast<Index>(sizeof(double)));
    EXPECT_TRUE(file.good());
  }
}

TEST(RowBlocks, ATermThatFailsFailsOnAllRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, kN);
  const auto fail_at_0 = [&] {
    return blocks.Sum(1, 1, [](Index block) -> Eigen::MatrixXd {
      if (block == 0) throw std::runtime_error("no block 0");
      return Eigen::MatrixXd::Ones(1, 1);
    });
  };
  int owner = 0;
  while (blocks.first_block(owner + 1) == 0) ++owner;
  EXPECT_EQ(MessageOf<std::runtime_error>(fail_at_0),
            world.rank() == owner ? "no block 0" : "rank " + std::to_string(owner) + ": no block 0");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
