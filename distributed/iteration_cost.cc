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

class Counting {
 public:
  Counting(const RegressionShape& shape, int ranks)
      : shape_(shape),
        ranks_(ranks),
        begin_(DealEvenly(RowBlocks::Blocks(shape.rows), ranks)),
        blocks_(begin_),
        pairs_(begin_.back(), ranks) {}

  IterationCost Of(int rank) const {
    IterationCost counts;
    const auto diagonal = static_cast<double>(pairs_.DiagonalPairsOf(rank)),
               others = static_cast<double>(pairs_.PairsOf(rank)) - diagonal;
    counts.kernel_values = others * kRows * kRows + diagonal * kRows * (kRows + 1) / 2;
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
  void Together(IterationCost& counts) const { counts.messages += std::bit_width(static_cast<unsigned>(ranks_ - 1)); }

  // `of(r)` numbers from every other rank r.
  template <class NumbersOf>
  void Receive(int rank, const NumbersOf& of, IterationCost& counts) const {
    for (int r = 0; r < ranks_; ++r) {
      if (r == rank) continue;
      const double numbers = of(r);
      counts.bytes += numbers * kNumber;
      counts.messages += numbers > 0;
    }
  }

  // RowBlocks::Sum of so many numbers.
  void Sum(int rank, double numbers, IterationCost& counts) const {
    Together(counts);
    Receive(
        rank, [&](int r) { return static_cast<double>(blocks_.nodes(r).size()) * numbers; }, counts);
  }

  // GramProduct: V, and of the nodes of every rank my rows, in whole strips.
  void Product(int rank, IterationCost& counts) const {
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

}  // namespace

IterationCost CountIteration(const RegressionShape& shape, int ranks) {
  const Counting counting(shape, ranks);
  IterationCost most;
  for (int r = 0; r < ranks; ++r) {
    const IterationCost counts = counting.Of(r);
    for (const auto member : {&IterationCost::kernel_values, &IterationCost::preconditioner_flops,
                              &IterationCost::bytes, &IterationCost::messages}) {
      most.*member = std::max(most.*member, counts.*member);
    }
  }
  most.product_flops =
      most.kernel_values * (2 * static_cast<double>(shape.columns) + 4 * static_cast<double>(shape.outputs));
  return most;
}

IterationSeconds TimeIteration(const IterationCost& cost, const Machine& machine) {
  return {.kernel = cost.kernel_values * machine.seconds_per_value,
          .preconditioner = cost.preconditioner_flops * machine.seconds_per_flop,
          .messages = cost.bytes * machine.seconds_per_byte + cost.messages * machine.seconds_per_message};
}

}  // namespace hadamard_ntk::distributed
