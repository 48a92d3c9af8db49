#include "ntk/normalization.h"

#include <stdexcept>

namespace hadamard_ntk::ntk {

std::string NameOf(Normalization normalization) {
  switch (normalization) {
    case Normalization::kUnit:
      return "unit";
    case Normalization::kRawActivation:
      return "raw";
    case Normalization::kRawActivationOverWidth:
      return "raw_over_width";
  }
  throw std::invalid_argument("NameOf: no such normalization");
}

Normalization NormalizationOf(const std::string& name) {
  using enum Normalization;
  for (const Normalization normalization : {kUnit, kRawActivation, kRawActivationOverWidth}) {
    if (NameOf(normalization) == name) return normalization;
  }
  throw std::invalid_argument("NormalizationOf: must be unit, raw or raw_over_width, got " + name);
}

}  // namespace hadamard_ntk::ntk
