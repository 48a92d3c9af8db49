#include "ntk/descent_filter.h"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
namespace {

using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

// x -> M x + c
struct AffineStep {
  Real m00, m01, m10, m11, c0, c1;
};

AffineStep Compose(const AffineStep& a, const AffineStep& b) {  // a after b
  return {a.m00 * b.m00 + a.m01 * b.m10, a.m00 * b.m01 + a.m01 * b.m11,      a.m10 * b.m00 + a.m11 * b.m10,
          a.m10 * b.m01 + a.m11 * b.m11, a.m00 * b.c0 + a.m01 * b.c1 + a.c0, a.m10 * b.c0 + a.m11 * b.c1 + a.c1};
}

// The step is (g_t, g_{t-1}) -> (g_{t+1}, g_t), g_{t+1} = (1 + beta - eta lambda) g_t - beta g_{t-1} + eta: nothing is
// divided by lambda.
double BySquaring(double lambda, const GradientDescent& method, std::int64_t steps) {
  const Real eta = method.learning_rate, beta = method.momentum;
  const Real beyond_double("1e2000");
  AffineStep power = {1, 0, 0, 1, 0, 0};
  AffineStep square = {1 + beta - eta * Real(lambda), -beta, 1, 0, eta, 0};
  for (std::int64_t rest = steps;;) {
    if (rest % 2 == 1) power = Compose(square, power);
    rest /= 2;
    // Powers grow beyond 1 / (1 - beta) only if a root is < -1: then r_t alternates, and outgrows 1 and 1 / lambda.
    if (abs(power.m00) > beyond_double || (rest > 0 && abs(square.m00) > beyond_double)) {
      return steps % 2 == 1 ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
    }
    if (rest == 0) return power.c0.convert_to<double>();
    square = Compose(square, square);
  }
}

void Require(bool condition, const char* what, double value) {
  if (condition) return;
  throw std::invalid_argument(std::string("DescentFilter: ") + what + ", got " + Describe(value));
}

}  // namespace

double DescentFilter(double lambda, const GradientDescent& method, std::int64_t steps) {
  const auto [eta, beta] = method;
  Require(lambda >= 0 && std::isfinite(lambda), "lambda must be finite and not negative", lambda);
  Require(eta > 0 && std::isfinite(eta), "learning_rate must be positive and finite", eta);
  Require(beta >= 0 && beta < 1, "momentum must be in [0, 1)", beta);
  Require(steps >= 0, "steps must not be negative", static_cast<double>(steps));
  const double x = eta * lambda;
  if (beta > 0 || x >= 1) return BySquaring(lambda, method, steps);
  const auto t = static_cast<double>(steps);
  if (x < 1e-300) return eta * t;  // t x is far below eps
  return -std::expm1(t * std::log1p(-x)) / lambda;
}

}  // namespace hadamard_ntk::ntk
