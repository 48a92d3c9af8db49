/// Samples and files of tests on several ranks.
#ifndef HADAMARD_NTK_DISTRIBUTED_SAMPLES_TESTING_H_
#define HADAMARD_NTK_DISTRIBUTED_SAMPLES_TESTING_H_

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>

#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

/// Rows first, ... of a matrix with entries in (-1, 1) that look like chance and depend on row, column and seed alone.
/// One compilation for all: the compiler may fuse its products and sums in either order, and the sine shows the last
/// bit.
Rows SampleRows(std::ptrdiff_t first, std::ptrdiff_t count, std::ptrdiff_t columns, int seed);

/// The largest over the columns of |V_o - W_o| / |W_o|, V by this rank's rows.
inline double RelativeDistance(const RowBlocks& blocks, const Rows& mine, const Eigen::MatrixXd& w) {
  const Eigen::MatrixXd v = blocks.Gather(mine);
  return (v - w).colwise().norm().cwiseQuotient(w.colwise().norm()).maxCoeff();
}

/// What mpi_cc_test(same = name) compares between numbers of ranks: all rows, written by rank 0.
inline void WriteForComparison(const RowBlocks& blocks, const Rows& mine, const std::string& name) {
  const Rows all = blocks.Gather(mine);
  if (blocks.ranks().rank() != 0) return;
  std::ofstream file(std::string(std::getenv("TEST_TMPDIR")) + "/" + name, std::ios::binary);
  file.write(reinterpret_cast<const char*>(all.data()), all.size() * static_cast<std::ptrdiff_t>(sizeof(double)));
  EXPECT_TRUE(file.good());
}

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_SAMPLES_TESTING_H_
