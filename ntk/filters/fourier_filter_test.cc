#include "ntk/filters/fourier_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <vector>

#include "ntk/filters/textbook_filters_testing.h"
#include "ntk/lane_scalar.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::FilterValues;
using textbook::RelativeErrorInEps;
using textbook::Seen;

constexpr double kEps = std::numeric_limits<double>::epsilon();
using Phase = FourierFilter::Phase;
using Parameterization = FourierFilter::Parameterization;

const std::vector<double> kAngles = {0, 1e-12, 1e-8, 1e-4, 0.1, 0.7, 1.5, 2.0, 3.0};
const std::vector<double> kNorms = {0.25, 1, 1 + 0x1p-30, 1.3, 7};

struct Worst {
  double distance = 0, g = 0, gap = 0, t = 0;  // errors over their documented bounds
};

/// `weight`, `phase` other than those of the filter plant a wrong formula.
Worst WorstErrors(double s, const FourierFilter& filter, const Exact& weight, const Exact& phase) {
  Worst worst;
  for (const double theta : kAngles) {
    for (const double norm_x : kNorms) {
      for (const double norm_z : kNorms) {
        const auto c = Correlation<double>::FromAngle(theta);
        const Seen<double> seen = textbook::See(norm_x, norm_z, c);
        const Features<double> f = filter(norm_x, norm_z, c);
        const FilterValues exact = textbook::Fourier(seen.x, seen.z, s, weight, phase);
        const Exact distance = textbook::SquaredLengthOfDifference(seen.x, seen.z);
        const double a = s * s * static_cast<double>(distance) / 2;
        worst.distance = std::max(worst.distance, RelativeErrorInEps(SquaredDistance(norm_x, norm_z, c), distance) / 4);
        worst.g = std::max(worst.g, RelativeErrorInEps(f.nngp(), exact.g) / (3 + 6 * a));
        worst.gap =
            std::max(worst.gap, RelativeErrorInEps(f.correlation.one_minus(), Exact(1 - exact.g)) / (3 + 6 * a));
        const Exact size = exact.g * (abs(textbook::Inner(seen.x, seen.z)) * (weight > 1 ? weight : Exact(1)) + 1);
        worst.t = std::max(worst.t, ErrorInEps(f.ntk, exact.t, size) / (6 + 6 * a));
      }
    }
  }
  return worst;
}

TEST(FourierFilter, IsAGaussianOfTheDistance) {
  for (const double s : {0.5, 1.0, 2.0}) {
    const Worst worst = WorstErrors(s, FourierFilter(s), 1, 1);
    RecordProperty("worst_t_over_bound", std::to_string(worst.t));
    EXPECT_LE(worst.distance, 1);
    EXPECT_LE(worst.g, 1) << s;
    EXPECT_LE(worst.gap, 1) << s;
    EXPECT_LE(worst.t, 1) << s;
    EXPECT_LE(WorstErrors(s, FourierFilter(s, Phase::kFrozen), 1, 0).t, 1) << s;
    EXPECT_LE(WorstErrors(s, FourierFilter(s, Phase::kTrained, Parameterization::kNtk), s * s, 1).t, 1) << s;
    // Negative controls: the phase's term left out, another bandwidth.
    EXPECT_GT(WorstErrors(s, FourierFilter(s), 1, 0).t, 1e6);
    EXPECT_GT(WorstErrors(s * (1 + 1e-6), FourierFilter(s), 1, 1).g, 1e3);
  }
}

// Of inputs that a rounded inner product cannot tell apart.
TEST(FourierFilter, KeepsADistanceOfOneTrillionth) {
  const auto c = Correlation<double>::FromAngle(1e-12);
  const Features<double> f = FourierFilter()(1, 1, c);
  EXPECT_LE(RelativeErrorInEps(f.correlation.one_minus(), Exact(1e-24) / 2), 8);
  EXPECT_EQ(1 - f.nngp(), 0);
  EXPECT_EQ(f.mean_x, 0);
  EXPECT_EQ(f.rms_z, 1);
}

/// The same number in every type, to 4 roundings of the coarser one.
template <class T>
void ExpectSameAsDouble(const Features<T>& f, const Features<double>& expected, double a) {
  using R = RealOf<T>;
  const double eps = std::max(static_cast<double>(std::numeric_limits<R>::epsilon()), kEps), bound = (6 + 6 * a) * eps;
  double g = 0, ntk = 0;
  if constexpr (ComplexScalar<T>) {
    g = f.nngp().real(), ntk = f.ntk.real();
  } else {
    g = static_cast<double>(f.nngp()), ntk = static_cast<double>(f.ntk);
  }
  EXPECT_NEAR(g, expected.nngp(), 2 * bound);
  EXPECT_NEAR(ntk, expected.ntk, 4 * bound);
}

TEST(FourierFilter, EveryScalar) {
  const FourierFilter filter(1);
  const Features<double> expected = filter(0.5, 1.25, Correlation<double>::FromCosine(0.5));
  const double a = 0.6;
  const auto check = [&]<class T>(T) {
    using R = RealOf<T>;
    ExpectSameAsDouble<T>(
        filter(MagnitudeOf<T>(R(0.5)), MagnitudeOf<T>(R(1.25)), Correlation<T>::FromCosine(T(R(0.5)))), expected, a);
  };
  check(1.0F);
  check(1.0);
  check(1.0L);
  check(Exact(1));
  check(std::complex<double>(1));
  using Wide = WideRange<double>;
  const Wide half(0.5), other(1.5);
  const Features<Wide> wide = filter(half, Wide(1.25), Correlation<Wide>::FromParts(half, half, other));
  EXPECT_NEAR(static_cast<double>(wide.ntk), expected.ntk, 4 * (6 + 6 * a) * kEps);
  EXPECT_EQ(static_cast<double>(filter(ldexp(half, 40), half, Correlation<Wide>::FromParts(half, half, other)).nngp()),
            0);
  using Lanes = LaneScalar<double>;
  const Features<Lanes> lanes = filter(Lanes(0.5), Lanes(1.25), Correlation<Lanes>::FromCosine(Lanes(0.5)));
  for (int i = 0; i < Lanes::kSize; ++i) EXPECT_NEAR(lanes.ntk[i], expected.ntk, 4 * (6 + 6 * a) * kEps);
}

// An analytic function of a complex correlation: f(rho + i h) = f(rho) + i h f'(rho) - h^2 f''/2, G' = s^2 |x||z| G.
TEST(FourierFilter, ContinuesAnalytically) {
  const FourierFilter filter(1.5);
  const double h = 1e-20;
  for (const double rho : {-0.7, 0.1, 0.9}) {
    const auto f = filter(0.5, 1.25, Correlation<std::complex<double>>::FromCosine({rho, h}));
    const auto real = filter(0.5, 1.25, Correlation<double>::FromCosine(rho));
    EXPECT_NEAR(f.nngp().imag() / h, 2.25 * 0.625 * real.nngp(), 64 * kEps);
    EXPECT_NEAR(f.nngp().real(), real.nngp(), 8 * kEps);
  }
}

TEST(FourierFilter, RejectsBadParameters) {
  for (const double s : {0.0, -1.0, double(NAN), double(INFINITY), 1e200, 1e-200}) {
    EXPECT_THROW(FourierFilter{s}, std::invalid_argument) << s;
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
