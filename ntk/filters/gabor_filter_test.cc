#include "ntk/filters/gabor_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <vector>

#include "ntk/filters/textbook_filters_testing.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::RelativeErrorInEps;
using textbook::RoundsTo;
using textbook::Seen;

constexpr double kEps = std::numeric_limits<double>::epsilon();

struct Worst {
  double g = 0, gap = 0, t = 0, t_without_centre = 0;  // errors over their documented bounds
};

Worst WorstErrors(double gamma, double s, double sigma) {
  const GaborFilter filter(gamma, {3, s, sigma});
  Worst worst;
  for (const double theta : {1e-8, 0.7, 3.141}) {
    for (const double norm_x : {0.25, 1.0, 2.5}) {
      for (const double norm_z : {1 + 0x1p-30, 2.5}) {
        const Seen<double> seen = textbook::See(norm_x, norm_z, Correlation<double>::FromAngle(theta));
        const Features<double> f = filter(norm_x, norm_z, seen.correlation);
        const auto exact = textbook::Gabor(seen.x, seen.z, gamma, s, sigma);
        const double k = 1 + 2 * gamma * sigma * sigma;
        const double a =
            gamma * (static_cast<double>(textbook::SquaredLengthOfDifference(seen.x, seen.z)) * (s * s + 0.5) +
                     (norm_x * norm_x + norm_z * norm_z) / k);
        const Exact g_x = textbook::Gabor(seen.x, seen.x, gamma, s, sigma).g,
                    g_z = textbook::Gabor(seen.z, seen.z, gamma, s, sigma).g;
        worst.g = std::max(worst.g, RelativeErrorInEps(f.nngp(), exact.g) / (14 + 8 * a));
        const Exact gap = 1 - exact.g / sqrt(Exact(g_x * g_z));
        // The definition's own error: 40 digits of 1.
        worst.gap = std::max(worst.gap, RelativeErrorInEps(f.correlation.one_minus(), gap) / (4 + 8 * a));
        worst.t = std::max(worst.t, ErrorInEps(f.ntk, exact.t, exact.size) / (30 + 8 * a));
        worst.t_without_centre =
            std::max(worst.t_without_centre, ErrorInEps(f.ntk, Exact(exact.t - exact.t_mu), exact.size) / (30 + 8 * a));
      }
    }
  }
  return worst;
}

TEST(GaborFilter, IsTheIntegralOverItsWindows) {
  for (const double gamma : {0.25, 1.5, 8.0}) {
    for (const auto& [s, sigma] : {std::pair{1.0, 1.0}, std::pair{0.5, 2.0}}) {
      const Worst worst = WorstErrors(gamma, s, sigma);
      RecordProperty("worst_g_over_bound", std::to_string(worst.g));
      RecordProperty("worst_t_over_bound", std::to_string(worst.t));
      EXPECT_LE(worst.g, 1) << gamma << " " << s;
      EXPECT_LE(worst.gap, 1) << gamma << " " << s;
      EXPECT_LE(worst.t, 1) << gamma << " " << s;
      EXPECT_GT(worst.t_without_centre, 1e6) << gamma << " " << s;
    }
  }
}

// By another road than that of the table: the trapezoidal rule is good to 40 digits.
TEST(GaborFilter, HasThePrintedParts) {
  const auto x = textbook::PrintedX(), z = textbook::PrintedZ();
  const GaborFilter filter(1.5, {3, 1, 1});
  const auto off = textbook::Gabor(x, z, 1.5, 1, 1), diagonal = textbook::Gabor(x, x, 1.5, 1, 1);
  EXPECT_TRUE(RoundsTo(off.g, "0.02142678687277006464963"));
  EXPECT_TRUE(RoundsTo(off.t_mu, "0.02264564462212441647174"));
  EXPECT_TRUE(RoundsTo(off.t_gamma, "0.007282745550300568803449"));
  EXPECT_TRUE(RoundsTo(diagonal.g, "0.07641096732943132847216"));
  EXPECT_TRUE(RoundsTo(diagonal.t_mu, "0.1430467034868357975402"));
  EXPECT_TRUE(RoundsTo(diagonal.t_gamma, "0.02195491970146216236821"));
  for (const auto& [other, exact] : {std::pair{z, off}, std::pair{x, diagonal}}) {
    const Seen<Exact> seen = textbook::See(x, other);
    const Features<Exact> f = filter(seen.norm_x, seen.norm_z, seen.correlation);
    const Exact digits = pow(Exact(10), -35);
    EXPECT_LE(abs(Exact(f.nngp() - exact.g)), digits);
    EXPECT_LE(abs(Exact(f.ntk - exact.t)), digits);
  }
}

TEST(GaborFilter, OtherScalars) {
  const GaborFilter filter(1.5, {4, 0.75, 1.25});
  const Features<double> expected = filter(0.5, 1.25, Correlation<double>::FromCosine(0.5));
  using C = std::complex<double>;
  const Features<C> f = filter(0.5, 1.25, Correlation<C>::FromCosine(C(0.5)));
  EXPECT_NEAR(f.ntk.real(), expected.ntk, 32 * kEps * std::abs(expected.ntk));
  EXPECT_EQ(f.ntk.imag(), 0);
  const Features<float> single = filter(0.5F, 1.25F, Correlation<float>::FromCosine(0.5F));
  EXPECT_NEAR(single.ntk, expected.ntk, 32 * std::numeric_limits<float>::epsilon() * std::abs(expected.ntk));
  using Wide = WideRange<double>;
  const Features<Wide> wide =
      filter(Wide(0.5), Wide(1.25), Correlation<Wide>::FromParts(Wide(0.5), Wide(0.5), Wide(1.5)));
  EXPECT_NEAR(static_cast<double>(wide.ntk), expected.ntk, 32 * kEps * std::abs(expected.ntk));
}

TEST(GaborFilter, FallsInEveryDirection) {
  const GaborFilter filter(1, {3, 1, 1});
  for (const double theta : {0.0, 1.0, 3.0}) {
    const auto c = Correlation<double>::FromAngle(theta);
    EXPECT_LT(filter(30, 1, c).nngp(), 1e-100);
    EXPECT_LT(std::abs(filter(30, 1, c).ntk), 1e-100);
    EXPECT_EQ(filter(1e6, 1, c).ntk, 0);
  }
}

TEST(GaborFilter, RejectsBadParameters) {
  EXPECT_THROW(GaborFilter(0, GaborLaw{}), std::invalid_argument);
  EXPECT_THROW(GaborFilter(NAN, GaborLaw{}), std::invalid_argument);
  EXPECT_THROW(GaborFilter(1, GaborLaw{.dimension = 0}), std::invalid_argument);
  EXPECT_THROW(GaborFilter(1, GaborLaw{.frequency_std = 0}), std::invalid_argument);
  EXPECT_THROW(GaborFilter(1, GaborLaw{.centre_std = -1}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
