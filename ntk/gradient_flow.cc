#include "ntk/gradient_flow.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
namespace {

void Require(bool condition, const char* what, double value) {
  if (condition) return;
  throw std::invalid_argument(std::string("FlowFilter: ") + what + ", got " + Describe(value));
}

}  // namespace

double FlowFilter(double lambda, double time) {
  Require(lambda >= 0 && std::isfinite(lambda), "lambda must be finite and not negative", lambda);
  Require(time >= 0 && std::isfinite(time), "time must be finite and not negative", time);
  const double x = lambda * time;
  if (x < 1e-300) return time;  // x is far below eps, or has lost digits
  return -std::expm1(-x) / lambda;
}

}  // namespace hadamard_ntk::ntk
