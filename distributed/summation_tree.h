/// Sums of many terms along one binary tree, whoever has which of them: the same bits for any number of ranks.
///
/// The terms are the leaves 0, ..., L - 1. The node [a, b) is their sum for a <= i < b: a leaf if b = a + 1, and else
/// node [a, m) + node [m, b), m = a + the largest power of two below b - a; [0, L) is the root. Rank r has the leaves
/// begin[r], ..., begin[r + 1] - 1, perhaps none. Its nodes are the largest of which it has every leaf, at most 2 log2
/// L, from left to right; those of rank 0, 1, ... in this order are all that the root is made of. A term is of a type
/// with +=.
#ifndef HADAMARD_NTK_DISTRIBUTED_SUMMATION_TREE_H_
#define HADAMARD_NTK_DISTRIBUTED_SUMMATION_TREE_H_

#include <oneapi/tbb/parallel_invoke.h>

#include <bit>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace hadamard_ntk::distributed {

/// Where the leaves of each rank begin, as even as can be: leaves r / ranks for r = 0, ..., ranks.
std::vector<std::ptrdiff_t> DealEvenly(std::ptrdiff_t leaves, int ranks);

class SummationTree {
 public:
  using Index = std::ptrdiff_t;
  struct Node {
    Index begin, end;
    bool operator==(const Node&) const = default;
  };

  /// `begin` ends with L.  Throws std::invalid_argument if it does not rise from 0 to L >= 1.
  explicit SummationTree(const std::vector<Index>& begin);

  int ranks() const { return static_cast<int>(nodes_.size()); }
  Index leaves() const { return leaves_; }
  const std::vector<Node>& nodes(int rank) const { return nodes_[static_cast<std::size_t>(rank)]; }

  /// A node from its leaves, of which leaf(i) gives term i, called from several threads.  Throws what leaf() throws for
  /// the first i of those for which it does: all leaves are called, since what an exception cancels in oneTBB returns
  /// unfinished.
  template <class Leaf>
  static auto Sum(Node node, const Leaf& leaf) -> std::invoke_result_t<const Leaf&, Index> {
    Failure failure;
    auto sum = Sum(node, leaf, failure);
    if (failure.thrown) std::rethrow_exception(failure.thrown);
    return *std::move(sum);
  }

  /// The root from the nodes of rank 0, 1, ...: next() gives their sums, one after the other.
  template <class Next>
  auto Root(const Next& next) const -> std::invoke_result_t<const Next&> {
    std::size_t at = 0;
    return Join({0, leaves_}, next, at);
  }

 private:
  struct Failure {
    std::mutex mutex = {};
    std::exception_ptr thrown = {};
    Index leaf = 0;

    void Keep(Index at) {
      const std::lock_guard lock(mutex);
      if (!thrown || at < leaf) thrown = std::current_exception(), leaf = at;
    }
  };

  // Nothing if a leaf has thrown.
  template <class Leaf, class Term = std::invoke_result_t<const Leaf&, Index>>
  static std::optional<Term> Sum(Node node, const Leaf& leaf, Failure& failure) {
    if (node.end - node.begin == 1) {
      try {
        return leaf(node.begin);
      } catch (...) {
        failure.Keep(node.begin);
        return {};
      }
    }
    const Index middle = Middle(node);
    std::optional<Term> left, right;
    tbb::parallel_invoke(
        [&] {
          left = Sum({node.begin, middle}, leaf, failure);
        },
        [&] {
          right = Sum({middle, node.end}, leaf, failure);
        });
    if (!left || !right) return {};
    *left += *right;
    return left;
  }

  static Index Middle(Node node) {
    return node.begin + static_cast<Index>(std::bit_floor(static_cast<std::size_t>(node.end - node.begin - 1)));
  }
  void Cover(Node node, Node owned, std::vector<Node>& nodes) const;

  template <class Next>
  auto Join(Node node, const Next& next, std::size_t& at) const -> std::invoke_result_t<const Next&> {
    if (all_[at] == node) {
      ++at;
      return next();
    }
    auto sum = Join({node.begin, Middle(node)}, next, at);
    sum += Join({Middle(node), node.end}, next, at);
    return sum;
  }

  Index leaves_;
  std::vector<std::vector<Node>> nodes_;
  std::vector<Node> all_;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_SUMMATION_TREE_H_
