/// The same bits for any number of threads, for the tests of this package: runs `compute`, which returns an Eigen
/// vector or matrix, with 1, 2 and 7 threads, a few times each.
#ifndef HADAMARD_NTK_MODELS_THREAD_COUNT_CHECK_TESTING_H_
#define HADAMARD_NTK_MODELS_THREAD_COUNT_CHECK_TESTING_H_

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <cstring>

namespace hadamard_ntk::models {

template <class Compute>
void ExpectSameBitsForAnyThreadCount(const Compute& compute) {
  const auto expected = compute();
  ASSERT_GT(expected.size(), 0);
  for (int threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(threads);
    for (int run = 0; run < 3; ++run) {
      const auto result = arena.execute(compute);
      ASSERT_EQ(result.rows(), expected.rows());
      ASSERT_EQ(result.cols(), expected.cols());
      EXPECT_EQ(std::memcmp(result.data(), expected.data(), sizeof(*expected.data()) * expected.size()), 0)
          << threads << " threads";
    }
  }
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_THREAD_COUNT_CHECK_TESTING_H_
