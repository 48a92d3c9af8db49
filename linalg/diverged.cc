#include "linalg/diverged.h"

#include <fmt/format.h>

namespace hadamard_ntk::linalg {

Diverged::Diverged(const std::string& what, std::int64_t step, double value, const std::string& quantity)
    : std::runtime_error(fmt::format("{} diverged at step {}: {} {:.6g}", what, step, quantity, value)),
      step_(step),
      value_(value),
      quantity_(quantity) {}

}  // namespace hadamard_ntk::linalg
