#include "distributed/summation_tree.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// Terms of both signs and many sizes: any other order of the sum rounds otherwise.
double Term(Index i) { return std::sin(1.0 + static_cast<double>(i)) * std::ldexp(1.0, static_cast<int>(i * 7 % 23)); }

// The sum as `ranks` ranks make it, with leaves [leaves r / ranks, leaves (r + 1) / ranks) on rank r.
double SumOn(int ranks, Index leaves) {
  const SummationTree tree(DealEvenly(leaves, ranks));
  std::vector<double> sums;
  for (int r = 0; r < ranks; ++r) {
    for (const SummationTree::Node& node : tree.nodes(r)) sums.push_back(SummationTree::Sum(node, Term));
    EXPECT_LE(tree.nodes(r).size(), 2 * std::bit_width(static_cast<std::size_t>(leaves)));
  }
  auto at = sums.begin();
  const double root = tree.Root([&] { return *at++; });
  EXPECT_EQ(at, sums.end());
  return root;
}

TEST(SummationTree, HasTheSameBitsOnAnyNumberOfRanks) {
  for (const Index leaves : {1, 2, 7, 64, 100, 1001}) {
    double exact = 0, size = 0;
    for (Index i = 0; i < leaves; ++i) exact += Term(i), size += std::abs(Term(i));
    const double on_one = SumOn(1, leaves);
    EXPECT_NEAR(on_one, exact, static_cast<double>(leaves) * 0x1p-52 * size);
    for (int ranks = 2; ranks < 10; ++ranks) EXPECT_EQ(SumOn(ranks, leaves), on_one) << leaves << " on " << ranks;
  }
}

// Negative control: sums of ranks, added as MPI_Allreduce adds them, do depend on the number of ranks.
TEST(SummationTree, SumsOfRanksDoNot) {
  const auto plain = [](int ranks) {
    double total = 0;
    for (int r = 0; r < ranks; ++r) {
      double sum = 0;
      for (Index i = 1001 * r / ranks; i < 1001 * (r + 1) / ranks; ++i) sum += Term(i);
      total += sum;
    }
    return total;
  };
  EXPECT_TRUE(plain(2) != plain(1) || plain(3) != plain(1));
}

TEST(SummationTree, ThrowsTheErrorOfTheFirstLeafThatFails) {
  for (int turn = 0; turn < 100; ++turn) {
    EXPECT_EQ(MessageOf<std::domain_error>([] {
                return SummationTree::Sum({0, 100}, [](Index i) {
                  if (i % 10 == 7) throw std::domain_error("leaf " + std::to_string(i));
                  return Term(i);
                });
              }),
              "leaf 7");
  }
}

TEST(SummationTree, RefusesOtherDeals) {
  const std::string message = "SummationTree: begin must rise from 0 to the number of leaves, which is at least 1";
  for (const std::vector<Index>& begin : {std::vector<Index>{}, {0}, {0, 0}, {1, 2}, {0, 3, 2}}) {
    EXPECT_EQ(MessageOf([&] { return SummationTree(begin).leaves(); }), message);
  }
  EXPECT_EQ(MessageOf([] { return SummationTree({0, 0, 3}).leaves(); }), "no error");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
