// main() of a test that runs on several ranks: each runs all test cases, and the test fails on all if it fails on one.
// Without ASSERT and other early returns between collective calls: a rank that went on alone would wait for ever.
#include <gtest/gtest.h>
#include <mpi.h>

#include <cstdlib>

int main(int argc, char** argv) {
  int threads = 0, rank = 0, failed = 0, any = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &threads);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  // One JUnit file and one mark of an early end, of rank 0; failures of the others still show on their standard error.
  // Initialising opens the one, so before it.
  if (rank != 0) {
    testing::GTEST_FLAG(output) = "";
    unsetenv("TEST_PREMATURE_EXIT_FILE");
  }
  testing::InitGoogleTest(&argc, argv);
  failed = RUN_ALL_TESTS();
  MPI_Allreduce(&failed, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  MPI_Finalize();
  return any;
}
