#include "distributed/shared_rows.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = SharedRows::Index;
constexpr Index kN = 1003, kD = 7;

double Entry(Index i, Index j) { return static_cast<double>(i * kD + j); }

TEST(SharedRows, EveryRankSeesWhatTheRanksOfItsNodeWrote) {
  const Communicator world(MPI_COMM_WORLD);
  Index written = 0;
  const SharedRows shared(world, kN, kD, [&](Index first, Eigen::Ref<Rows> rows) {
    written = rows.rows();
    for (Index i = 0; i < rows.rows(); ++i) {
      for (Index j = 0; j < kD; ++j) rows(i, j) = Entry(first + i, j);
    }
  });
  EXPECT_EQ(world.RanksOfNode(), world.size());  // one machine
  EXPECT_LE(written, kN / world.size() + 1);     // and no more than its part
  bool equal = shared.matrix().rows() == kN && shared.matrix().cols() == kD;
  for (Index i = 0; equal && i < kN; ++i) {
    for (Index j = 0; equal && j < kD; ++j) equal = shared.matrix()(i, j) == Entry(i, j);
  }
  EXPECT_TRUE(equal);
}

TEST(SharedRows, FailsOnAllRanksOrNone) {
  const Communicator world(MPI_COMM_WORLD);
  const auto fail_on_0 = [&] {
    const SharedRows shared(world, kN, kD, [&](Index first, Eigen::Ref<Rows>) {
      if (first == 0) throw std::runtime_error("no row 0");
    });
    return 0;
  };
  EXPECT_EQ(MessageOf<std::runtime_error>(fail_on_0), world.rank() == 0 ? "no row 0" : "rank 0: no row 0");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
