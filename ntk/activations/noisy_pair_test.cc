#include "ntk/activations/noisy_pair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::RelativeErrorInEps;

constexpr double kBound = 8;  // eps, relative

Exact ArcSine(const Exact& p, const Exact& q) { return atan(Exact(p * q / sqrt(Exact(1 + p * p + q * q)))); }

// Strip and corner are differences of arc sines, which 100 digits may subtract.
TEST(NoisyPair, StripAndCornerAreDifferences) {
  double worst = 0, naive = 0;
  for (const double q : {0.03125, 1.0, 5.0}) {
    for (const double ratio : {1 + 0x1p-52, 1 + 0x1p-20, 1.25, 3.0}) {
      const double p = q * ratio;
      const Exact pp = ArcSine(p, p), pq = ArcSine(p, q), qq = ArcSine(q, q);
      for (const auto& [x, z] : {std::pair{p, q}, {q, p}}) {
        const auto angles = StripAndCorner<double>::Of(x, z, x - z, NoisyNorms<double>::Of(x, z));
        worst = std::max({worst, RelativeErrorInEps(angles.strip, Exact(pq - qq)),
                          RelativeErrorInEps(angles.corner, Exact(pp + qq - 2 * pq))});
      }
      const double subtracted = double(pp) + double(qq) - 2 * double(pq);
      naive = std::max(naive, RelativeErrorInEps(subtracted, Exact(pp + qq - 2 * pq)));
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
  EXPECT_GT(naive, 1e3 * kBound);
}

TEST(NoisyPair, ArcSineDifferenceKeepsItsDigits) {
  double worst = 0;
  for (const auto& [p, q] : {std::pair{0.125, 0.25}, {1.0, 2.0}, {4.0, 4.0}}) {
    const auto norms = NoisyNorms<double>::Of(p, q);
    const Exact x = sin(ArcSine(p, q));
    for (const double minus : {1e-25, 1e-9, 0.3, 1.0, 2.0}) {
      const auto rho = Correlation<double>::FromComplements(minus, 2 - minus);
      const Correlation<double> s = norms.Noisy(rho);
      const auto delta = ArcSineDifference<double>::Of(norms.x, s, norms.x.cosine() * minus);
      const Exact exact_s = x * (1 - Exact(minus)), half = (asin(x) - asin(exact_s)) / 2;
      worst = std::max({worst, RelativeErrorInEps(norms.x.one_minus(), Exact(1 - x)),
                        RelativeErrorInEps(s.one_minus(), Exact(1 - exact_s)),
                        RelativeErrorInEps(s.one_plus(), Exact(1 + exact_s)),
                        RelativeErrorInEps(norms.NoisyCosine(rho), Exact(sqrt(Exact(1 - exact_s * exact_s)))),
                        RelativeErrorInEps(delta.half, half), RelativeErrorInEps(delta.sine, Exact(sin(half))),
                        RelativeErrorInEps(delta.cosine, Exact(cos(half)))});
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
  // Negative control: arc sines subtracted in double.
  EXPECT_GT(
      RelativeErrorInEps(std::asin(0.5) - std::asin(0.5 - 1e-12), Exact(asin(Exact(0.5)) - asin(Exact(0.5 - 1e-12)))),
      kBound);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
