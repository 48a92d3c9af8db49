#include "ntk/activations/lane_functions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <vector>

#include "ntk/lane_scalar.h"

namespace hadamard_ntk::ntk {
namespace {

template <class R>
constexpr long double kEps = std::numeric_limits<R>::epsilon();

/// Both signs, from 2^-60 to the ends of exp's range and beyond, dense where n changes.
template <class R>
std::vector<R> Exponents() {
  std::vector<R> x;
  const R most = std::numeric_limits<R>::max_exponent * R(0.6931);
  for (int i = 0; i < 260; ++i) x.push_back(std::exp2(R(-i) / 4));
  for (int i = 1; i <= 4000; ++i) x.push_back(most * R(i) / 4000);
  for (int i = 1; i <= 4000; ++i) x.push_back(R(i) / 512);
  for (std::size_t i = 0, n = x.size(); i < n; ++i) x.push_back(-x[i]);
  while (x.size() % LaneScalar<R>::kSize != 0) x.push_back(1);
  return x;
}

/// The largest relative error, in eps, of f on lanes beside `exact` in long double, where that is a normal number.
template <class R, class F, class Exact>
double WorstError(const std::vector<R>& arguments, const F& f, const Exact& exact) {
  long double worst = 0;
  for (std::size_t i = 0; i < arguments.size(); i += LaneScalar<R>::kSize) {
    const LaneScalar<R> values = f(LaneScalar<R>::Load(&arguments[i]));
    for (int l = 0; l < LaneScalar<R>::kSize; ++l) {
      const long double expected = exact(static_cast<long double>(arguments[i + l]));
      if (std::abs(expected) < 2 * static_cast<long double>(std::numeric_limits<R>::min())) continue;
      const long double error = std::abs(values[l] / expected - 1);
      worst = std::max(worst, error <= HUGE_VALL ? error : HUGE_VALL);
    }
  }
  return static_cast<double>(worst / kEps<R>);
}

/// One after the other, each coefficient spoilt by what changes the polynomial by 100 eps at its end, |x| = `end`.
template <class C, class Worst>
void ExpectEachCoefficientCounts(const C& coefficients, double end, double bound, const Worst& worst) {
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    C spoilt = coefficients;
    using R = typename C::value_type;
    spoilt[i] += static_cast<R>(1e2 * static_cast<double>(kEps<R>) / std::pow(end, static_cast<double>(i)));
    EXPECT_GT(worst(spoilt), bound) << "coefficient " << i;
  }
}

template <class R>
void CheckExponentials() {
  namespace internal = lane_functions_internal;
  using Lanes = LaneScalar<R>;
  const std::vector<R> x = Exponents<R>();
  const auto worst_of = [&](const auto& c) {
    return WorstError(
        x, [&](const Lanes& a) { return internal::Exponential(a, c); }, [](long double a) { return std::exp(a); });
  };
  const auto worst_minus_one_of = [&](const auto& c) {
    return WorstError(
        x, [&](const Lanes& a) { return internal::ExponentialMinusOne(a, c); },
        [](long double a) { return std::expm1(a); });
  };
  constexpr double kBound = 2;  // eps
  const double worst = worst_of(internal::kExponential<R>), minus_one = worst_minus_one_of(internal::kExponential<R>);
  ::testing::Test::RecordProperty("worst_" + std::to_string(sizeof(R)),
                                  std::to_string(worst) + " " + std::to_string(minus_one));
  EXPECT_LE(worst, kBound);
  EXPECT_LE(minus_one, kBound);
  EXPECT_GT(std::min(worst, minus_one), 0.1);  // something was compared
  ExpectEachCoefficientCounts(internal::kExponential<R>, 0.3465, kBound, worst_of);
  ExpectEachCoefficientCounts(internal::kExponential<R>, 0.3465, kBound, worst_minus_one_of);
}

TEST(LaneFunctions, Exponentials) {
  CheckExponentials<float>();
  CheckExponentials<double>();
}

template <class R>
void CheckEnds() {
  using Lanes = LaneScalar<R>;
  using Limits = std::numeric_limits<R>;
  const auto exp = [](R x) { return LaneExponential(Lanes(x))[0]; };
  const auto minus_one = [](R x) { return LaneExponentialMinusOne(Lanes(x))[Lanes::kSize - 1]; };
  const R most = std::log(Limits::max()), least = std::log(Limits::min());
  for (const R x : {most * R(1.001), Limits::max(), Limits::infinity()}) {
    EXPECT_EQ(exp(x), Limits::infinity()) << x;
    EXPECT_EQ(minus_one(x), Limits::infinity()) << x;
    EXPECT_EQ(exp(-x), 0) << x;
    EXPECT_EQ(minus_one(-x), -1) << x;
  }
  EXPECT_LT(exp(most * R(0.999)), Limits::infinity());
  EXPECT_EQ(exp(least), 0);
  EXPECT_GT(exp(least + 1), Limits::min());
  EXPECT_EQ(exp(0), 1);
  EXPECT_EQ(minus_one(0), 0);
  EXPECT_TRUE(std::isnan(exp(Limits::quiet_NaN())));
  EXPECT_TRUE(std::isnan(minus_one(Limits::quiet_NaN())));
}

TEST(LaneFunctions, EndsOfTheRange) {
  CheckEnds<float>();
  CheckEnds<double>();
}

/// Tangents of both signs from 2^-100 to 2^100, dense up to 4.
template <class R>
std::vector<R> Tangents() {
  std::vector<R> t;
  for (int i = -400; i <= 400; ++i) t.push_back(std::exp2(R(i) / 4));
  for (int i = 1; i <= 8000; ++i) t.push_back(R(i) / 2000);
  for (std::size_t i = 0, n = t.size(); i < n; ++i) t.push_back(-t[i]);
  while (t.size() % LaneScalar<R>::kSize != 0) t.push_back(1);
  return t;
}

template <class R>
void CheckArcTangent() {
  namespace internal = lane_functions_internal;
  using Lanes = LaneScalar<R>;
  constexpr double kBound = 3;  // eps
  const R x = R(0.8125);
  const auto worst_of = [&](const auto& c) {
    return WorstError(
        Tangents<R>(), [&](const Lanes& y) { return internal::ArcTangent(y, Lanes(x), c); },
        [&](long double y) { return std::atan(y / x); });
  };
  const double worst = worst_of(internal::kArcTangent<R>);
  ::testing::Test::RecordProperty("worst_" + std::to_string(sizeof(R)), std::to_string(worst));
  EXPECT_LE(worst, kBound);
  EXPECT_GT(worst, 0.1);
  ExpectEachCoefficientCounts(internal::kArcTangent<R>, 0.1715, kBound, worst_of);
  const auto atan = [](R a, R b) { return LaneArcTangent(Lanes(a), Lanes(b))[0]; };
  EXPECT_EQ(atan(0, 1), 0);
  EXPECT_EQ(atan(1, 0), Pi<R>() / 2);
  EXPECT_EQ(atan(std::numeric_limits<R>::infinity(), 1), Pi<R>() / 2);
  EXPECT_EQ(atan(-1, 0), -Pi<R>() / 2);
  EXPECT_EQ(atan(2, 2), Pi<R>() / 4);
}

TEST(LaneFunctions, ArcTangent) {
  CheckArcTangent<float>();
  CheckArcTangent<double>();
}

}  // namespace
}  // namespace hadamard_ntk::ntk
