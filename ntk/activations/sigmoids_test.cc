#include "ntk/activations/sigmoids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;

constexpr double kBound = 8;  // eps

Exact Textbook(const Silu&, const Exact& u) { return u / (1 + exp(Exact(-u))); }
Exact Textbook(const Tanh&, const Exact& u) {
  const Exact e = exp(u);
  return (e - 1 / e) / (e + 1 / e);
}
Exact Textbook(const Softplus&, const Exact& u) { return log(Exact(1 + exp(u))); }

template <class Phi>
double WorstError(double factor = 1) {
  double worst = 0;
  const Exact h("1e-30");
  for (const double u : {-700.0, -40.0, -3.0, -1.0, -1e-3, 0.0, 1e-9, 0.75, 2.0, 37.0, 700.0}) {
    const Exact x(u), value = Textbook(Phi(), x);
    // The central difference: h^2 times the third derivative, with 100 digits.
    const Exact derivative = (Textbook(Phi(), Exact(x + h)) - Textbook(Phi(), Exact(x - h))) / (2 * h);
    worst = std::max({worst, textbook::ErrorInEps(factor * Phi::template Value<double>(u), value, Exact(1 + abs(x))),
                      textbook::ErrorInEps(factor * Phi::template Derivative<double>(u), derivative, Exact(1))});
  }
  return worst;
}

TEST(Sigmoids, AreTheirDefinitions) {
  EXPECT_LE(WorstError<Silu>(), kBound);
  EXPECT_LE(WorstError<Tanh>(), kBound);
  EXPECT_LE(WorstError<Softplus>(), kBound);
  EXPECT_GT(WorstError<Silu>(1 + 1e-13), kBound);  // the control
}

// As used with many digits.
TEST(Sigmoids, HaveAllDigitsOfTheirNumbers) {
  const Exact u("0.75"), eps("1e-98");
  EXPECT_LE(abs(Exact(Silu::Value(u) - Textbook(Silu(), u))), eps);
  EXPECT_LE(abs(Exact(Tanh::Value(u) - Textbook(Tanh(), u))), eps);
  EXPECT_LE(abs(Exact(Softplus::Value(u) - Textbook(Softplus(), u))), eps);
  EXPECT_GT(abs(Exact(Softplus::Value(u) - Softplus::Value(Exact(0.7500000001)))), eps);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
