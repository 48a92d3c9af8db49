#include "distributed/summation_tree.h"

#include <algorithm>
#include <stdexcept>

namespace hadamard_ntk::distributed {

std::vector<std::ptrdiff_t> DealEvenly(std::ptrdiff_t leaves, int ranks) {
  std::vector<std::ptrdiff_t> begin;
  for (int r = 0; r <= ranks; ++r) begin.push_back(leaves * r / ranks);
  return begin;
}

SummationTree::SummationTree(const std::vector<Index>& begin) : leaves_(begin.empty() ? 0 : begin.back()) {
  if (begin.size() < 2 || begin.front() != 0 || leaves_ < 1 || !std::is_sorted(begin.begin(), begin.end())) {
    throw std::invalid_argument("SummationTree: begin must rise from 0 to the number of leaves, which is at least 1");
  }
  for (std::size_t r = 0; r + 1 < begin.size(); ++r) {
    Cover({0, leaves_}, {begin[r], begin[r + 1]}, nodes_.emplace_back());
    all_.insert(all_.end(), nodes_[r].begin(), nodes_[r].end());
  }
}

void SummationTree::Cover(Node node, Node owned, std::vector<Node>& nodes) const {
  if (node.end <= owned.begin || owned.end <= node.begin) return;
  if (owned.begin <= node.begin && node.end <= owned.end) {
    nodes.push_back(node);
    return;
  }
  Cover({node.begin, Middle(node)}, owned, nodes);
  Cover({Middle(node), node.end}, owned, nodes);
}

}  // namespace hadamard_ntk::distributed
