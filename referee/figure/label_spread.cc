#include "referee/figure/label_spread.h"

#include <algorithm>
#include <numeric>

namespace hadamard_ntk::referee {

std::vector<double> SpreadLabels(const std::vector<double>& wanted, double spacing, double low, double high) {
  const std::size_t n = wanted.size();
  if (n == 0) return {};
  if (n > 1) spacing = std::min(spacing, (high - low) / static_cast<double>(n - 1));
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });

  // With z_i = y_i - i * spacing the distances become z_0 <= z_1 <= ..., and the bounds low <= z_i <= top.
  struct Block {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < n; ++i) {
    blocks.push_back({wanted[order[i]] - static_cast<double>(i) * spacing, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
      blocks[blocks.size() - 2].sum += blocks.back().sum;
      blocks[blocks.size() - 2].count += blocks.back().count;
      blocks.pop_back();
    }
  }
  // Cutting the isotonic solution off at the bounds gives the bounded one.
  const double top = std::max(low, high - static_cast<double>(n - 1) * spacing);
  std::vector<double> y(n);
  std::size_t i = 0;
  for (const Block& block : blocks) {
    const double z = std::clamp(block.mean(), low, top);
    for (std::size_t j = 0; j < block.count; ++j, ++i) y[order[i]] = z + static_cast<double>(i) * spacing;
  }
  return y;
}

}  // namespace hadamard_ntk::referee
