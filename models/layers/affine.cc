#include "models/layers/affine.h"

#include <cmath>

namespace hadamard_ntk::models {

std::vector<Segment> AffineSegments(Index outputs, Index fan_in, bool relu, bool biases) {
  const double gain = relu ? 2.0 : 1.0;
  std::vector<Segment> segments = {
      {.name = "W", .rows = outputs, .columns = fan_in, .initial_std = std::sqrt(gain / static_cast<double>(fan_in))}};
  if (biases) segments.push_back({.name = "b", .rows = outputs, .initial_std = 0});
  return segments;
}

}  // namespace hadamard_ntk::models
