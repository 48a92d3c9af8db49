#include "distributed/communicator.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

TEST(Communicator, RanksFailTogether) {
  const Communicator world(MPI_COMM_WORLD);
  const int last = world.size() - 1;
  const auto one_fails = [&] {
    world.Together([&] {
      if (world.rank() == last) throw std::domain_error("too wide");
    });
  };
  if (world.rank() == last) {
    EXPECT_EQ(MessageOf<std::domain_error>(one_fails), "too wide");
  } else {
    EXPECT_EQ(MessageOf<FailedElsewhere>(one_fails), "rank " + std::to_string(last) + ": too wide");
  }
  int sum = 0, one = 1;  // and go on together
  world.Together([] {});
  MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, world.get());
  EXPECT_EQ(sum, world.size());
}

TEST(Communicator, MpiCountsToTwoToThe31) {
  EXPECT_EQ(MpiCount(2147483647), 2147483647);
  EXPECT_EQ(MessageOf<std::length_error>([] { return MpiCount(2147483648); }),
            "a message of 2147483648 numbers is more than MPI counts; take more ranks, or fewer outputs at once");
}

// Two writers of one JUnit file leave the end of the longer text behind the shorter one.
TEST(Communicator, OneRankWritesTheReport) {
  int reports = testing::UnitTest::GetInstance()->listeners().default_xml_generator() != nullptr;
  MPI_Allreduce(MPI_IN_PLACE, &reports, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  EXPECT_EQ(reports, std::getenv("XML_OUTPUT_FILE") == nullptr ? 0 : 1);
}

}  // namespace
}  // namespace hadamard_ntk::distributed
