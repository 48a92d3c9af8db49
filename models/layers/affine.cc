#include "models/layers/affine.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "models/layers/layer.h"

namespace hadamard_ntk::models {

std::vector<Segment> AffineSegments(Index outputs, Index fan_in, bool relu, const AffineStart& start, bool biases) {
  const double gain = start.gain.value_or(relu ? 2.0 : 1.0);
  RequireFit(std::isfinite(gain) && gain >= 0, "the gain must be finite and not negative, got " + fmt::to_string(gain));
  RequireFit(biases || start.bias == 0, "there is no bias to start at " + fmt::to_string(start.bias));
  std::vector<Segment> segments = {
      {.name = "W", .rows = outputs, .columns = fan_in, .initial_std = std::sqrt(gain / static_cast<double>(fan_in))}};
  if (biases) segments.push_back({.name = "b", .rows = outputs, .initial_std = 0, .initial_mean = start.bias});
  return segments;
}

}  // namespace hadamard_ntk::models
