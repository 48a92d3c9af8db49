#include "ntk/activations/erf.h"

#include <gtest/gtest.h>

#include "ntk/activations/activation_checks_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using activation_checks::Exact;
using textbook::ExactPi;

struct Textbook {
  static Exact Sine(const Exact& p, const Exact& q, const Exact& rho) {
    return 2 * p * q * rho / sqrt(Exact((1 + 2 * p * p) * (1 + 2 * q * q)));
  }
  static Exact Covariance(const Exact& p, const Exact& q, const Exact& rho) {
    return 2 / ExactPi() * asin(Sine(p, q, rho));
  }
  static Exact Slope(const Exact& p, const Exact& q, const Exact& rho) {
    const Exact c = p * q * rho;
    return 4 / ExactPi() / sqrt(Exact((1 + 2 * p * p) * (1 + 2 * q * q) - 4 * c * c));
  }
  static Exact Mean(const Exact&) { return 0; }
};

TEST(Erf, IsAccurate) {
  activation_checks::CheckAccuracy(Erf(), Textbook(), {.rms = 8, .cosine = 12, .slope = 8, .complement = 24});
}

TEST(Erf, IsItsDefinition) {
  activation_checks::CheckDefinition(
      Erf(), [](double u) { return std::erf(u); },
      [](double u) { return 2 / std::sqrt(std::numbers::pi) * std::exp(-u * u); });
}

TEST(Erf, SlopeIsTheDerivative) { activation_checks::CheckComplexStep(Erf()); }
TEST(Erf, IsSymmetric) { activation_checks::CheckSymmetry(Erf()); }
TEST(Erf, VanishesWithTheNorm) { activation_checks::CheckZeroNorm(Erf(), 0); }

}  // namespace
}  // namespace hadamard_ntk::ntk
