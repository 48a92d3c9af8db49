#include "distributed/row_blocks.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::distributed {
namespace {

std::vector<std::ptrdiff_t> Deal(int ranks, std::ptrdiff_t rows) {
  if (rows < 1) throw std::invalid_argument("RowBlocks: rows must be at least 1, got " + std::to_string(rows));
  return DealEvenly((rows + RowBlocks::kRows - 1) / RowBlocks::kRows, ranks);
}

}  // namespace

RowBlocks::RowBlocks(const Communicator& ranks, Index rows)
    : ranks_(ranks), rows_(rows), begin_(Deal(ranks.size(), rows)), tree_(begin_) {}

Eigen::MatrixXd RowBlocks::Sum(Index term_rows, Index term_columns,
                               const std::function<Eigen::MatrixXd(Index)>& term) const {
  const Index size = term_rows * term_columns;
  std::vector<double> mine;
  ranks_.Together([&] {
    for (const SummationTree::Node& node : tree_.nodes(ranks_.rank())) {
      const Eigen::MatrixXd sum = SummationTree::Sum(node, term);
      mine.insert(mine.end(), sum.data(), sum.data() + size);
    }
  });
  MessageLayout layout;
  for (int r = 0; r < ranks_.size(); ++r) layout.Add(static_cast<Index>(tree_.nodes(r).size()) * size);
  std::vector<double> all(layout.size());
  MPI_Allgatherv(mine.data(), MpiCount(static_cast<Index>(mine.size())), MPI_DOUBLE, all.data(), layout.count.data(),
                 layout.first.data(), MPI_DOUBLE, ranks_.get());
  const double* at = all.data();
  return tree_.Root([&]() -> Eigen::MatrixXd {
    const Eigen::Map<const Eigen::MatrixXd> sum(at, term_rows, term_columns);
    at += size;
    return sum;
  });
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
