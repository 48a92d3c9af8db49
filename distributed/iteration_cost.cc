#include "distributed/iteration_cost.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "distributed/pair_parts.h"
#include "distributed/row_blocks.h"
#include "distributed/summation_tree.h"
#include "linalg/strip_matrix.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kRows = RowBlocks::kRows;
constexpr double kNumber = sizeof(double);
// Of KSPCG: (z, r), (p, A p), |r|; of the test whether it ends: every output's |r|.
constexpr int kDots = 4;

struct Counts {
  double values = 0, preconditioner_flops = 0, bytes = 0, messages = 0;
};

class Counting {
 public:
  Counting(const RegressionShape& shape, int ranks)
      : shape_(shape),
        ranks_(ranks),
        begin_(DealEvenly((shape.rows + kRows - 1) / kRows, ranks)),
        blocks_(begin_),
        pairs_(begin_.back(), ranks) {}

  Counts Of(int rank) const {
    Counts counts;
    const auto diagonal = static_cast<double>(pairs_.DiagonalPairsOf(rank)),
               others = static_cast<double>(pairs_.PairsOf(rank)) - diagonal;
    counts.values = others * kRows * kRows + diagonal * kRows * (kRows + 1) / 2;
    const auto outputs = static_cast<double>(shape_.outputs), low_rank = static_cast<double>(shape_.low_rank);
    Product(rank, counts);
    for (int i = 0; i < kDots; ++i) Sum(rank, outputs, counts);
    if (low_rank > 0) {
      Sum(rank, low_rank * outputs, counts);
      counts.preconditioner_flops = (4 * RowsOf(rank) * low_rank + 2 * low_rank * low_rank) * outputs;
    }
    return counts;
  }

 private:
  Index First(int rank) const { return std::min(shape_.rows, begin_[static_cast<std::size_t>(rank)] * kRows); }
  double RowsOf(int rank) const { return static_cast<double>(First(rank + 1) - First(rank)); }

  // Whether all are well: a sum of all ranks.
  void Together(Counts& counts) const { counts.messages += std::bit_width(static_cast<unsigned>(ranks_ - 1)); }

  // `of(r)` numbers from every other rank r.
  template <class NumbersOf>
  void Receive(int rank, const NumbersOf& of, Counts& counts) const {
    for (int r = 0; r < ranks_; ++r) {
      if (r == rank) continue;
      const double numbers = of(r);
      counts.bytes += numbers * kNumber;
      counts.messages += numbers > 0;
    }
  }

  // RowBlocks::Sum of so many numbers.
  void Sum(int rank, double numbers, Counts& counts) const {
    Together(counts);
    Receive(
        rank, [&](int r) { return static_cast<double>(blocks_.nodes(r).size()) * numbers; }, counts);
  }

  // GramProduct: V, and of the nodes of every rank my rows, in whole strips.
  void Product(int rank, Counts& counts) const {
    const auto outputs = static_cast<double>(shape_.outputs);
    constexpr Index kStrip = linalg::kStripRows<double>;
    const auto strips = [&](int r) { return (First(r) + kStrip - 1) / kStrip; };
    const double own = static_cast<double>((strips(rank + 1) - strips(rank)) * kStrip) * outputs;
    Together(counts);
    Receive(
        rank, [&](int r) { return RowsOf(r) * outputs; }, counts);
    Receive(
        rank, [&](int r) { return static_cast<double>(pairs_.tree().nodes(r).size()) * own; }, counts);
  }

  const RegressionShape shape_;
  const int ranks_;
  const std::vector<Index> begin_;
  const SummationTree blocks_;
  const PairParts pairs_;
};

Counts Most(const RegressionShape& shape, int ranks) {
  const Counting counting(shape, ranks);
  Counts most;
  for (int r = 0; r < ranks; ++r) {
    const Counts counts = counting.Of(r);
    most.values = std::max(most.values, counts.values);
    most.preconditioner_flops = std::max(most.preconditioner_flops, counts.preconditioner_flops);
    most.bytes = std::max(most.bytes, counts.bytes);
    most.messages = std::max(most.messages, counts.messages);
  }
  return most;
}

}  // namespace

IterationCost CountIteration(const RegressionShape& shape, int ranks) {
  const Counts most = Most(shape, ranks);
  const double per_value = 2 * static_cast<double>(shape.columns) + 4 * static_cast<double>(shape.outputs);
  return {.kernel_values = most.values,
          .flops = most.values * per_value + most.preconditioner_flops,
          .bytes = most.bytes,
          .messages = most.messages};
}

IterationSeconds TimeIteration(const RegressionShape& shape, int ranks, const Machine& machine) {
  const Counts most = Most(shape, ranks);
  return {.kernel = most.values * machine.seconds_per_value,
          .preconditioner = most.preconditioner_flops * machine.seconds_per_flop,
          .messages = most.bytes * machine.seconds_per_byte + most.messages * machine.seconds_per_message};
}

}  // namespace hadamard_ntk::distributed
