#include "experiments/json.h"

#include <cmath>
#include <stdexcept>

namespace hadamard_ntk::experiments {
namespace {

void RequireFinite(const Json& value, const std::string& place) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    throw std::domain_error("ToText: JSON numbers must be finite, but " + (place.empty() ? "the value" : place) +
                            " is " + std::to_string(value.get<double>()));
  }
  if (value.is_structured()) {
    for (const auto& [key, child] : value.items()) RequireFinite(child, place + "/" + key);
  }
}

}  // namespace

std::string ToText(const Json& value) {
  RequireFinite(value, "");
  return value.dump(2) + "\n";
}

}  // namespace hadamard_ntk::experiments
