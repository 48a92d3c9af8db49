#include "distributed/run_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "distributed/gram_eigenvalues.h"
#include "distributed/nystrom_regression.h"
#include "files/machine_memory.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// What a rank takes beside its data: of MPI, PETSc and the stacks of threads.
constexpr double kProgramBytes = 8e6;

double Most(const Communicator& ranks, double own) {
  MPI_Allreduce(MPI_IN_PLACE, &own, 1, MPI_DOUBLE, MPI_MAX, ranks.get());
  return own;
}

// A rank's own bytes, X aside, and products with so many vectors by this rank's pairs of blocks.
RunCost Predict(const GramProduct& matrix, Index vectors, double pairs, double own_bytes, int threads) {
  const RowBlocks& rows = matrix.rows();
  const double x = static_cast<double>(matrix.kernel().x.size()) * sizeof(double);
  double seconds = 0;
  rows.ranks().Together([&] { seconds = SecondsPerPair(matrix, vectors) * pairs / threads; });
  return {.memory = MemoryOfNode(rows.ranks(), x, kProgramBytes + own_bytes),
          .seconds_per_product = Most(rows.ranks(), seconds)};
}

RunCost PredictProducts(const GramProduct& matrix, Index vectors, double own_bytes, int threads) {
  return Predict(matrix, vectors, static_cast<double>(matrix.pairs()),
                 own_bytes + matrix.BytesPerRank(vectors, threads), threads);
}

double VectorBytes(const GramProduct& matrix, Index count) {
  return static_cast<double>(matrix.rows().count()) * static_cast<double>(count) * sizeof(double);
}

}  // namespace

NodeMemory MemoryOfNode(const Communicator& ranks, double x_bytes, double own_bytes) {
  return {.x_bytes = x_bytes, .rank_bytes = Most(ranks, own_bytes), .ranks = ranks.RanksOfNode()};
}

std::string NodeMemory::Text() const {
  return fmt::format("{} on a node ({} for each of {} ranks)", files::ByteText(Bytes()), files::ByteText(rank_bytes),
                     ranks);
}

std::string RunCost::Text() const { return fmt::format("{}, {:.2g} s a product", memory.Text(), seconds_per_product); }

double SecondsPerPair(const GramProduct& matrix, Index vectors) {
  const Index blocks = matrix.rows().blocks(), s = blocks > 1 ? 1 : 0;
  std::vector<double> v(static_cast<std::size_t>((s + 1) * RowBlocks::kRows * vectors), 0.0), y = v;
  return LeastSeconds([&] { matrix.kernel().add_products(s, 0, 1, vectors, v.data(), y.data()); });
}

RunCost PredictRegression(const GramProduct& matrix, Index outputs, double preconditioner_bytes, int threads) {
  // The iteration: Y, C, four vectors of KSPCG, two of the test, three of what is kept, four to go on from, and copies
  // on the way into the shells and out.
  constexpr Index kVectors = 21;
  return PredictProducts(matrix, outputs, VectorBytes(matrix, kVectors * outputs) + preconditioner_bytes, threads);
}

RunCost PredictNystromRegression(const GramProduct& matrix, Index centres, Index outputs, int threads) {
  const RowBlocks& rows = matrix.rows();
  const Index own = rows.end_block() - rows.first_block();
  return Predict(matrix, outputs, static_cast<double>(own * centres) / RowBlocks::kRows,
                 VectorBytes(matrix, outputs) + NystromBytes(rows, matrix.kernel().x.cols(), centres, outputs, threads),
                 threads);
}

RunCost PredictSpectrum(const GramProduct& matrix, Index count, int threads) {
  // SLEPc's basis, what is deflated, what was found by the run before, and the vectors that are returned.
  const Index vectors = std::max(2 * count, count + 15) + 4 * count;
  return PredictProducts(matrix, 1, VectorBytes(matrix, vectors), threads);
}

RunCost PredictGramEigenvalues(const GramProduct& matrix, int threads) {
  const RowBlocks& rows = matrix.rows();
  return Predict(matrix, 1, static_cast<double>(matrix.pairs()), GramEigenvaluesBytes(rows.ranks().size(), rows.rows()),
                 threads);
}

void RequireMemory(const Communicator& ranks, double node_bytes, const std::string& needed, double allowed,
                   double held) {
  double least = static_cast<double>(files::AvailableMemory()) + held;
  if (allowed > 0) least = std::min(least, allowed);
  MPI_Allreduce(MPI_IN_PLACE, &least, 1, MPI_DOUBLE, MPI_MIN, ranks.get());
  if (node_bytes <= least) return;
  throw std::domain_error("not enough memory: this needs " + needed + ", and a node has " + files::ByteText(least));
}

}  // namespace hadamard_ntk::distributed
