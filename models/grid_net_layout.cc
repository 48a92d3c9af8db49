#include "models/grid_net_layout.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "models/arguments.h"
#include "models/grid_sampling.h"

namespace hadamard_ntk::models {

GridNetLayout::GridNetLayout(const GridNetOptions& options, const std::vector<Index>& extents) : options_(options) {
  constexpr const char* kName = "GridNet";
  RequireThat(options.dimension == 2 || options.dimension == 3, kName, "dimension", "2 or 3", options.dimension);
  RequireAtLeast(kName, "channels", options.channels, Index{1});
  RequireAtLeast(kName, "first_pairs", options.first_pairs, 0);
  RequireAtLeast(kName, "coarse_pairs", options.coarse_pairs, 0);
  RequireAtLeast(kName, "last_pairs", options.last_pairs, 0);
  std::string text;
  for (const Index extent : extents) {
    RequireAtLeast(kName, "extents", extent, Index{1});
    text += (text.empty() ? "" : " x ") + std::to_string(extent);
  }
  if (static_cast<int>(extents.size()) != options.dimension) {
    throw std::invalid_argument("GridNet: a net of " + std::to_string(options.dimension) +
                                " dimensions cannot act on a grid of " + text);
  }
  fine_ = {options.dimension, options.dimension == 3 ? extents[2] : 1, extents[1], extents[0]};
  half_ = HalfOf(fine_);
}

std::vector<Segment> GridNetLayout::Segments() const {
  const int pairs = options_.first_pairs + options_.coarse_pairs + options_.last_pairs;
  const Index channels = options_.channels;
  std::vector<Segment> segments;
  const auto add = [&](const std::string& number, Index rows, Index columns, double gain) {
    segments.push_back({.name = "W" + number,
                        .rows = rows,
                        .columns = columns,
                        .initial_std = std::sqrt(gain / static_cast<double>(columns))});
    if (options_.biases) segments.push_back({.name = "b" + number, .rows = rows, .initial_std = 0});
  };
  for (int l = 0; l < convolutions(); ++l) {
    add(std::to_string(l + 1), channels, convolution(l).valid().taps(),
        l == 0              ? 1
        : second_of_pair(l) ? 2.0 / pairs
                            : 2);
  }
  add("_out", 1, channels, 1);
  return segments;
}

}  // namespace hadamard_ntk::models
