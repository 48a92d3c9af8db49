#include "distributed/gram_eigenvalues.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "distributed/scalapack.h"

namespace hadamard_ntk::distributed {

Eigen::VectorXd ComputeGramEigenvalues(const GramProduct& matrix) {
  const RowBlocks& rows = matrix.rows();
  const ProcessGrid grid(rows.ranks());
  BlockCyclic<double> a =
      rows.ranks().MakeTogether([&] { return BlockCyclic<double>(grid, rows.rows(), rows.rows()); });
  FillGram(rows, matrix.kernel(), 1, matrix.ridge(), a);
  const int n = static_cast<int>(rows.rows()), one = 1;
  Eigen::VectorXd values(n);
  int failed = 0;
  const auto run = [&](double* work, int size) {
    double no_vectors = 0;
    pdsyev_("N", "L", &n, a.data(), &one, &one, a.descriptor(), values.data(), &no_vectors, &one, &one, a.descriptor(),
            work, &size, &failed);
    if (failed != 0) {
      throw std::runtime_error("ComputeGramEigenvalues: pdsyev ended with " + std::to_string(failed));
    }
  };
  double size = 0;
  rows.ranks().Together([&] { run(&size, -1); });
  std::vector<double> work =
      rows.ranks().MakeTogether([&] { return std::vector<double>(static_cast<std::size_t>(size)); });
  rows.ranks().Together([&] { run(work.data(), static_cast<int>(work.size())); });
  return values.reverse();
}

double GramEigenvaluesBytes(int ranks, std::ptrdiff_t n) {
  // The matrix; of the work, some panels of a block.
  return BlockCyclic<double>::Bytes(ranks, n, n) +
         sizeof(double) * static_cast<double>(n) * static_cast<double>(6 + 2 * RowBlocks::kRows);
}

}  // namespace hadamard_ntk::distributed
