#include "distributed/row_blocks.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::distributed {
namespace {

std::vector<std::ptrdiff_t> Deal(int ranks, std::ptrdiff_t rows) {
  if (rows < 1) throw std::invalid_argument("RowBlocks: rows must be at least 1, got " + std::to_string(rows));
  return DealEvenly(RowBlocks::Blocks(rows), ranks);
}

}  // namespace

RowBlocks::RowBlocks(const Communicator& ranks, Index rows)
    : ranks_(ranks), rows_(rows), begin_(Deal(ranks.size(), rows)), tree_(begin_) {}

Eigen::MatrixXd RowBlocks::Sum(Index term_rows, Index term_columns,
                               const std::function<Eigen::MatrixXd(Index)>& term) const {
  std::vector<Eigen::MatrixXd> mine;
  ranks_.Together([&] {
    for (const SummationTree::Node& node : tree_.nodes(ranks_.rank())) mine.push_back(SummationTree::Sum(node, term));
  });
  Eigen::MatrixXd sum(term_rows, term_columns);
  const Index width = std::clamp<Index>(kSlice / std::max<Index>(1, AllNodes() * term_rows), 1, term_columns);
  for (Index first = 0; first < term_columns; first += width) {
    const Index columns = std::min(width, term_columns - first), size = term_rows * columns;
    MessageLayout layout;  // the same on all ranks
    for (int r = 0; r < ranks_.size(); ++r) layout.Add(static_cast<Index>(tree_.nodes(r).size()) * size);
    std::vector<double> sent, all(layout.size());
    for (const Eigen::MatrixXd& node : mine) {
      const double* from = node.data() + first * term_rows;
      sent.insert(sent.end(), from, from + size);
    }
    MPI_Allgatherv(sent.data(), static_cast<int>(sent.size()), MPI_DOUBLE, all.data(), layout.count.data(),
                   layout.first.data(), MPI_DOUBLE, ranks_.get());
    const double* at = all.data();
    sum.middleCols(first, columns) = tree_.Root([&]() -> Eigen::MatrixXd {
      const Eigen::Map<const Eigen::MatrixXd> node(at, term_rows, columns);
      at += size;
      return node;
    });
  }
  return sum;
}

RowBlocks::Index RowBlocks::AllNodes() const {
  Index nodes = 0;
  for (int r = 0; r < ranks_.size(); ++r) nodes += std::ssize(tree_.nodes(r));
  return nodes;
}

double RowBlocks::SumBytes(Index term_rows, Index term_columns, int threads) const {
  const auto size = static_cast<double>(term_rows * term_columns);
  const int levels = std::bit_width(static_cast<std::size_t>(blocks())) + 1;
  const auto own = static_cast<double>(std::ssize(tree_.nodes(ranks_.rank())));
  const double slice = std::min(static_cast<double>(AllNodes()) * size,
                                static_cast<double>(std::max<Index>(kSlice, AllNodes() * term_rows)));
  // A sum for each level and thread; what is sent, and what all send, twice while it is added.
  return sizeof(double) * (size * (levels * threads + own + 2) + 2 * slice);
}

Eigen::VectorXd RowBlocks::Dot(const Eigen::Ref<const Rows>& a, const Eigen::Ref<const Rows>& b) const {
  return Sum(a.cols(), 1, [&](Index block) -> Eigen::MatrixXd {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(a.cols());
    const Index first = block * kRows - first_row();
    for (Index i = first; i < first + BlockRows(block); ++i) {
      sum += a.row(i).cwiseProduct(b.row(i)).transpose();
    }
    return sum;
  });
}

Rows RowBlocks::Gather(const Eigen::Ref<const Rows>& mine) const {
  MessageLayout layout;
  for (int r = 0; r < ranks_.size(); ++r) layout.Add((first_row(r + 1) - first_row(r)) * mine.cols());
  Rows all(rows_, mine.cols());
  MPI_Allgatherv(mine.data(), MpiCount(mine.size()), MPI_DOUBLE, all.data(), layout.count.data(), layout.first.data(),
                 MPI_DOUBLE, ranks_.get());
  return all;
}

}  // namespace hadamard_ntk::distributed
