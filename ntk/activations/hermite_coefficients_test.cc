#include "ntk/activations/hermite_coefficients.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "ntk/activations/sigmoids.h"

namespace hadamard_ntk::ntk {
namespace {

using Real50 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

/// sin(p g): E[sin(p g) he_k(g)] = e^{-p^2/2} p^k / sqrt(k!) times 0, 1, 0, -1.
template <class R>
std::vector<R> ExactSine(const R& p, std::size_t terms) {
  using std::exp;
  using std::sqrt;
  std::vector<R> exact;
  R size = exp(R(-p * p / 2));
  for (std::size_t k = 0; k < terms; ++k) {
    exact.push_back(k % 2 == 0 ? R(0) : k % 4 == 1 ? size : R(-size));
    size = size * p / sqrt(R(static_cast<double>(k + 1)));
  }
  return exact;
}

/// The largest error of a_k over its bound, at least.
template <class R>
double WorstOfBounds(const HermiteCoefficients<R>& computed, const std::vector<R>& exact, const R& rms) {
  using std::abs;
  double worst = 0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    const R bound = computed.value_alias + R(8.0 + static_cast<double>(k)) * Epsilon<R>() * rms;
    worst = std::max(worst, static_cast<double>(R(abs(R(computed.value[k] - exact[k])) / bound)));
  }
  return worst;
}

template <class R>
HermiteCoefficients<R> Sine(const R& p, int terms) {
  const auto sine = [](const R& u) {
    using std::sin;
    return R(sin(u));
  };
  const auto cosine = [](const R& u) {
    using std::cos;
    return R(cos(u));
  };
  return ComputeHermiteCoefficients<R>(sine, cosine, p, terms, terms);
}

template <class R>
void CheckSine(int terms) {
  using std::exp;
  using std::sqrt;
  const R p(1.5), rms = sqrt(R((1 - exp(R(-2 * p * p))) / 2));
  const HermiteCoefficients<R> computed = Sine<R>(p, terms);
  std::vector<R> exact = ExactSine(p, computed.value.size());
  EXPECT_LE(WorstOfBounds(computed, exact, rms), 1);
  EXPECT_LE(computed.value_rest, 64 * Epsilon<R>() * rms);
  EXPECT_LE(computed.value_alias, R(terms) * Epsilon<R>() * rms);
  exact[3] += 100 * R(terms) * Epsilon<R>() * rms;  // the control
  EXPECT_GT(WorstOfBounds(computed, exact, rms), 1);
}

TEST(HermiteCoefficients, AreThoseOfTheSine) {
  CheckSine<double>(64);
  CheckSine<Real50>(96);
}

// What is cut off is the rest.
TEST(HermiteCoefficients, RestIsWhatIsCutOff) {
  constexpr int kTerms = 12;
  const std::vector<Real50> exact = ExactSine(Real50(1.5), 80);
  Real50 square(0);
  for (std::size_t k = kTerms; k < exact.size(); ++k) square += exact[k] * exact[k];
  const HermiteCoefficients<Real50> few = Sine(Real50(1.5), kTerms);
  const Real50 ratio = few.value_rest / sqrt(square);
  EXPECT_LE(abs(Real50(ratio - 1)), Real50("1e-30"));  // its rounding is 1e-50 over 1e-5, squared at worst
  EXPECT_GT(few.value_rest, Real50(1e-6));
}

template <class Phi>
HermiteCoefficients<Real50> Of(double p, int terms) {
  return ComputeHermiteCoefficients<Real50>(Phi::template Value<Real50>, Phi::template Derivative<Real50>, Real50(p),
                                            terms, terms);
}

// E[silu(g) he_k(g)] by mpmath's quadrature (tanh-sinh in pieces, 60 digits), 45 digits of them.
TEST(HermiteCoefficients, OfSiluHaveTheirDigits) {
  const HermiteCoefficients<Real50> silu = Of<Silu>(1, 80);
  const Real50 tolerance = silu.value_alias + Real50("1e-44");
  EXPECT_LE(abs(Real50(silu.value[0] - Real50("0.206620964141907037262350828718098840576281712"))), tolerance);
  EXPECT_LE(abs(Real50(silu.value[2] - Real50("0.248085192830300070270121885648525340572751235"))), tolerance);
  EXPECT_LE(abs(Real50(silu.value[40] + Real50("0.0000000549512572907112290236689937729439984876152994"))), tolerance);
  EXPECT_LE(silu.value_alias, Real50("1e-46"));
  // silu(u) - silu(-u) = u.
  EXPECT_LE(abs(Real50(silu.value[1] - Real50(0.5))), tolerance);
  for (std::size_t k = 3; k < silu.value.size(); k += 2) EXPECT_LE(abs(silu.value[k]), tolerance) << k;
  EXPECT_GT(abs(silu.value[78]), Real50("1e-13") * tolerance);
  // E[silu(g)^2] is their squares and that of the rest.
  Real50 missing("0.355775519817352156230794292333666440615676184");
  for (const Real50& a : silu.value) missing -= a * a;
  const Real50 rest = silu.value_rest * silu.value_rest;
  EXPECT_LE(abs(Real50(missing - rest)), Real50("1e-10") * rest + tolerance);
}

// tanh(u) = 2 softplus'(2 u) - 1: two functions, two norms, two grids.
TEST(HermiteCoefficients, OfTanhAreThoseOfSoftplus) {
  const HermiteCoefficients<Real50> tanh = Of<Tanh>(0.5, 32), softplus = Of<Softplus>(1, 48);
  const Real50 tolerance = tanh.value_alias + 2 * softplus.derivative_alias + Real50("1e-46");
  for (std::size_t k = 1; k < tanh.value.size(); ++k) {
    EXPECT_LE(abs(Real50(tanh.value[k] - 2 * softplus.derivative[k])), tolerance) << k;
  }
  EXPECT_GT(abs(Real50(tanh.value[3] - 2.0000000001 * softplus.derivative[3])), tolerance);
}

TEST(HermiteCoefficients, RefuseWhatCannotBeIntegrated) {
  const auto inverse = [](double u) { return 1 / u; };
  const auto steep = [](double u) { return std::exp(u * u); };
  EXPECT_THROW(ComputeHermiteCoefficients<double>(inverse, inverse, 1.0, 32, 32), std::domain_error);
  EXPECT_THROW(ComputeHermiteCoefficients<double>(steep, steep, 1.0, 32, 32), std::domain_error);
  EXPECT_NO_THROW(ComputeHermiteCoefficients<double>(steep, steep, 0.1, 32, 32));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
