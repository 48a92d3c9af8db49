#include "distributed/run_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <vector>

#include "distributed/pivoted_cholesky.h"
#include "files/machine_memory.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// K and its product for one pair of blocks, from the second time on, when the caches are warm.
double SecondsPerPair(const GramProduct& matrix, Index outputs) {
  const Index blocks = matrix.rows().blocks(), s = blocks > 1 ? 1 : 0;
  std::vector<double> v(static_cast<std::size_t>((matrix.rows().rows() + RowBlocks::kRows) * outputs), 0.0), y = v;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 4; ++i) {
    const auto began = std::chrono::steady_clock::now();
    matrix.kernel().add_products(s, 0, 1, outputs, v.data(), y.data());
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  }
  return least;
}

}  // namespace

std::string RunCost::Text(int ranks_of_node) const {
  return fmt::format("{} on a node ({} for each of {} ranks), {:.2g} s an iteration", files::ByteText(node_bytes),
                     files::ByteText(rank_bytes), ranks_of_node, seconds_per_product);
}

RunCost PredictRegression(const GramProduct& matrix, Index outputs, Index low_rank, int threads, int ranks_of_node) {
  const RowBlocks& rows = matrix.rows();
  const double x = static_cast<double>(rows.rows()) * static_cast<double>(matrix.kernel().columns) * sizeof(double);
  // The iteration: Y, C, four vectors of KSPCG, two of the test, and copies on the way into the shells and out.
  constexpr double kVectors = 14;
  double mine = kVectors * static_cast<double>(rows.count() * outputs) * sizeof(double) +
                matrix.BytesPerRank(outputs, threads) + LowRankPreconditioner::Bytes(rows.count(), low_rank);
  double seconds = 0;
  rows.ranks().Together([&] {
    seconds = SecondsPerPair(matrix, outputs) * static_cast<double>(matrix.PairsOf(rows.ranks().rank())) / threads;
  });
  double most[] = {mine, seconds};
  MPI_Allreduce(MPI_IN_PLACE, most, 2, MPI_DOUBLE, MPI_MAX, rows.ranks().get());
  return {.node_bytes = x + most[0] * ranks_of_node, .rank_bytes = most[0], .seconds_per_product = most[1]};
}

void RequireMemory(const Communicator& ranks, const RunCost& cost, int ranks_of_node, double allowed) {
  double least = static_cast<double>(files::AvailableMemory());
  if (allowed > 0) least = std::min(least, allowed);
  MPI_Allreduce(MPI_IN_PLACE, &least, 1, MPI_DOUBLE, MPI_MIN, ranks.get());
  if (cost.node_bytes <= least) return;
  throw std::length_error("not enough memory: this needs " + cost.Text(ranks_of_node) + ", and a node has " +
                          files::ByteText(least));
}

}  // namespace hadamard_ntk::distributed
