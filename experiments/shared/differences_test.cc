#include "experiments/shared/differences.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace hadamard_ntk::experiments {
namespace {

using Digits50 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                               boost::multiprecision::expression_template_option::et_off>;

// Of f at 0, h, ..., 11 h; roundings of a handful of operations.
template <class S, class F>
Differences Of(const F& f, S h) {
  std::vector<S> values;
  for (int i = 0; i < 12; ++i) values.push_back(f(h * i));
  const S size = std::max(S(1), S(values.back() < S(0) ? -values.back() : values.back()));
  return TakeDifferences<S>(values, 16 * std::numeric_limits<S>::epsilon() * size, 10);
}

TEST(DifferencesTest, DegreeOfAKnownFunction) {
  EXPECT_EQ(Of<double>([](double t) { return t * t - 3 * t + 5; }, 0.5).degree(), 2);
  EXPECT_EQ(Of<double>([](double t) { return 4 * t; }, 0.5).degree(), 1);
  EXPECT_EQ(Of<double>([](double) { return 4.0; }, 0.5).degree(), 0);
  EXPECT_EQ(Of<double>([](double) { return 0.0; }, 0.5).degree(), 0);
  EXPECT_EQ(Of<double>([](double t) { return std::sqrt(1 + t); }, 0.5).degree(), -1);  // no polynomial
}

// A small leading coefficient on a short interval: lost in double, not with 50 digits.
TEST(DifferencesTest, MoreDigitsSeeMore) {
  const auto f = [](const auto& t) { return 1 + t * t * t * t * t * t * t * t; };
  EXPECT_LT(Of<double>(f, 0x1p-10).degree(), 8);
  EXPECT_EQ(Of<Digits50>(f, Digits50(0x1p-10)).degree(), 8);
}

TEST(DifferencesTest, OrdersOverTheLargestValue) {
  const Differences d = TakeDifferences<double>({1, 2, 4, 8}, 1, 3);
  EXPECT_EQ(d.largest, (std::vector<double>{1, 0.5, 0.25, 0.125}));
  EXPECT_EQ(d.tolerance, (std::vector<double>{0.125, 0.25, 0.5, 1}));
  EXPECT_EQ(d.degree(), 1);  // 2, 1: within the tolerance of 4
}

}  // namespace
}  // namespace hadamard_ntk::experiments
