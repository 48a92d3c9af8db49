#include "distributed/gram_product.h"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>
#include <vector>

#include "distributed/solver_arguments.h"
#include "linalg/strip_matrix.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kStripRows = linalg::kStripRows<double>;

// Where a rank's rows begin among the numbers of all strips.
Index FirstNumber(const RowBlocks& rows, int rank, Index count) {
  return linalg::StripCount<double>(rows.first_row(rank)) * kStripRows * count;
}

}  // namespace

GramProduct::GramProduct(const RowBlocks& rows, const BlockKernel& kernel, double ridge)
    : rows_(rows), kernel_(kernel), ridge_(ridge), parts_(rows.blocks(), rows.ranks().size()) {
  if (kernel.x.rows() != rows.rows()) {
    throw std::invalid_argument("GramProduct: X must have " + std::to_string(rows.rows()) + " rows, got " +
                                std::to_string(kernel.x.rows()));
  }
  RequireRidge("GramProduct", ridge);
}

double GramProduct::BytesPerRank(Index outputs, int threads) const {
  const double block = static_cast<double>(rows_.rows() + kStripRows) * static_cast<double>(outputs) * sizeof(double);
  const int levels = std::bit_width(static_cast<std::size_t>(parts_.tree().leaves())) + 1;
  // V as rows and as strips; a sum for each level and thread; the nodes, sent and received.
  double nodes = 0;
  for (int r = 0; r < parts_.tree().ranks(); ++r) nodes += static_cast<double>(parts_.tree().nodes(r).size());
  const double own = static_cast<double>(parts_.tree().nodes(rows_.ranks().rank()).size());
  return block * (2 + levels * threads + 2 * own + nodes / parts_.tree().ranks());
}

Eigen::VectorXd GramProduct::Part(Index part, Index count, const double* v) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(linalg::StripCount<double>(rows_.rows()) * kStripRows * count);
  for (Index pair = parts_.First(part); pair < parts_.First(part + 1);) {
    const Index s = PairParts::RowOf(pair), end = std::min(parts_.First(part + 1), PairParts::Count(s + 1));
    // Whoever waits inside does not begin another part, with a sum of its own.
    tbb::this_task_arena::isolate(
        [&] { kernel_.add_products(s, pair - PairParts::Count(s), end - PairParts::Count(s), count, v, sum.data()); });
    pair = end;
  }
  return sum;
}

Rows GramProduct::operator()(const Eigen::Ref<const Rows>& v) const {
  const Communicator& ranks = rows_.ranks();
  const Index count = v.cols();
  const linalg::StripVectors<double> all(rows_.Gather(v));
  // To rank r its rows of my nodes; from rank r my rows of its nodes.
  MessageLayout to, from;
  std::vector<double> sent, nodes;
  const Index own = FirstNumber(rows_, ranks.rank() + 1, count) - FirstNumber(rows_, ranks.rank(), count);
  ranks.Together([&] {
    std::vector<Eigen::VectorXd> sums;
    for (const SummationTree::Node& node : parts_.tree().nodes(ranks.rank())) {
      sums.push_back(SummationTree::Sum(node, [&](Index part) { return Part(part, count, all.strip(0)); }));
    }
    for (int r = 0; r < ranks.size(); ++r) {
      const Index first = FirstNumber(rows_, r, count), length = FirstNumber(rows_, r + 1, count) - first;
      for (const Eigen::VectorXd& sum : sums) sent.insert(sent.end(), &sum.data()[first], &sum.data()[first] + length);
      to.Add(static_cast<Index>(sums.size()) * length);
      from.Add(static_cast<Index>(parts_.tree().nodes(r).size()) * own);
    }
    nodes.resize(from.size());
  });
  MPI_Alltoallv(sent.data(), to.count.data(), to.first.data(), MPI_DOUBLE, nodes.data(), from.count.data(),
                from.first.data(), MPI_DOUBLE, ranks.get());

  Rows result = ridge_ * v;
  if (own > 0) {
    const double* at = nodes.data();
    const Eigen::VectorXd sum = parts_.tree().Root([&]() -> Eigen::VectorXd {
      const Eigen::Map<const Eigen::VectorXd> node(at, own);
      at += own;
      return node;
    });
    for (Index i = 0; i < result.rows(); ++i) {
      for (Index c = 0; c < count; ++c) {
        result(i, c) += sum[(i / kStripRows * count + c) * kStripRows + i % kStripRows];
      }
    }
  }
  ++products_;
  return result;
}

double MeanDiagonal(const RowBlocks& rows, const BlockKernel& kernel) {
  const Eigen::MatrixXd trace = rows.Sum(1, 1, [&](Index block) -> Eigen::MatrixXd {
    return Eigen::MatrixXd::Constant(1, 1, kernel.diagonal(block).sum());
  });
  return trace(0, 0) / static_cast<double>(rows.rows());
}

}  // namespace hadamard_ntk::distributed
