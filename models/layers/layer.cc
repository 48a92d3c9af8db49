#include "models/layers/layer.h"

#include <sstream>
#include <stdexcept>

namespace hadamard_ntk::models {

std::string Text(const ImageShape& shape) {
  std::ostringstream text;
  text << shape.height << " x " << shape.width << " x " << shape.channels;
  return text.str();
}

void RequireFit(bool condition, const std::string& what) {
  if (!condition) throw std::invalid_argument(what);
}

LayerPlan PlanEntryByEntry(const LayerInputs& inputs) {
  RequireFit(inputs.other.size() == inputs.in.size(),
             "sizes of " + Text(inputs.in) + " and " + Text(inputs.other) + " differ");
  return {.shape = inputs.in};
}

}  // namespace hadamard_ntk::models
