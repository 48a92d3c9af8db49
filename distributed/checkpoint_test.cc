#include "distributed/checkpoint.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

namespace fs = std::filesystem;
constexpr std::ptrdiff_t kN = 3 * RowBlocks::kRows + 37, kD = 5;

struct CheckpointTest : testing::Test {
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  Rows x = SampleRows(0, kN, kD, 1), y = SampleRows(blocks.first_row(), blocks.count(), 2, 2);
  const fs::path path = fs::path(std::getenv("TEST_TMPDIR")) / "c.npy";

  std::uint64_t Print(const std::string& system = "pnn, ridge 1") const {
    return Fingerprint(blocks, Eigen::Map<const Rows>(x.data(), kN, kD), y, system);
  }
};

TEST_F(CheckpointTest, FingerprintsTellDataAndSystemsApart) {
  const std::uint64_t print = Print();
  EXPECT_EQ(Print(), print);
  EXPECT_NE(Print("pnn, ridge 2"), print);
  x(kN - 1, kD - 1) += 0x1p-50;
  const std::uint64_t other_x = Print();
  EXPECT_NE(other_x, print);
  if (world.rank() == 0) y(0, 0) += 0x1p-50;
  EXPECT_NE(Print(), other_x);
  // The same on any number of ranks.
  Rows as_numbers(blocks.count(), 1);
  as_numbers.setConstant(static_cast<double>(print >> 12));
  WriteForComparison(blocks, as_numbers, "fingerprint");
}

TEST_F(CheckpointTest, IsReadAsItWasWrittenAndForNoOtherSystem) {
  const Checkpoint checkpoint(blocks, path, Print(), 4), other(blocks, path, Print("pnn, ridge 2"), 4);
  EXPECT_EQ(checkpoint.Read().cols(), 0);
  const Rows start = SampleRows(blocks.first_row(), blocks.count(), 4, 3);
  checkpoint.Write(start);
  EXPECT_TRUE(checkpoint.Read() == start);
  EXPECT_EQ(MessageOf([&] { return other.Read().cols(); }),
            checkpoint.file().string() + " is of other data, another kernel or another ridge: " +
                other.file().filename().string() + " would be of these");
  EXPECT_EQ(MessageOf([&] { return Checkpoint(blocks, path, Print(), 2).Read().cols(); }),
            checkpoint.file().string() + ": must be " + std::to_string(kN) + " x 2, got " + std::to_string(kN) +
                " x 4; remove it, to begin anew");
  checkpoint.Remove();
  EXPECT_EQ(other.Read().cols(), 0);
}

}  // namespace
}  // namespace hadamard_ntk::distributed
