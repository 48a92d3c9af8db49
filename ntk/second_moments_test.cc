#include "ntk/second_moments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::Exact;
using textbook::RelativeErrorInEps;

constexpr double kPi = std::numbers::pi;

/// The documented bounds.
constexpr double kBound = 8;
constexpr double kBoundWithMeans = 16;

const std::vector<double> kAngles = {0, 1e-9, 1e-8, 1e-4, 0.1, 0.7, 1.5, 2.0, 3.0};

/// The correlation as the library holds it: its smaller complement counts.
Exact ExactCosine(const Correlation<double>& r) {
  return r.one_minus() < r.one_plus() ? Exact(1 - Exact(r.one_minus())) : Exact(Exact(r.one_plus()) - 1);
}

double WorstComplement(const SecondMoments<double>& sum, const Exact& square_x, const Exact& square_z,
                       const Exact& inner) {
  const Exact rho = inner / sqrt(Exact(square_x * square_z));
  return std::max({RelativeErrorInEps(sum.rms_x, Exact(sqrt(square_x))),
                   RelativeErrorInEps(sum.rms_z, Exact(sqrt(square_z))),
                   RelativeErrorInEps(sum.correlation.one_minus(), Exact(1 - rho)),
                   RelativeErrorInEps(sum.correlation.one_plus(), Exact(1 + rho))});
}

// The lengths are small integers over 8, or nearly equal ones, so that they are exact.
TEST(SecondMoments, SumKeepsBothComplements) {
  double worst = 0, worst_naive = 0;
  int count = 0;
  for (const double s : kAngles) {
    for (const double t : kAngles) {
      for (const double length : {0.125, 1.0, 5.0, 0.75 + 0x1p-40}) {
        const SecondMoments<double> f{1.0, 1.0, Correlation<double>::FromAngle(s)};
        const SecondMoments<double> g{0.75, length, Correlation<double>::FromAngle(t)};
        const SecondMoments<double> sum = Sum(f, g);
        const Exact square_x = 1 + Exact(0.75) * 0.75, square_z = 1 + Exact(length) * length;
        const Exact inner = ExactCosine(f.correlation) + Exact(0.75) * length * ExactCosine(g.correlation);
        worst = std::max(worst, WorstComplement(sum, square_x, square_z, inner));
        const Exact rho = inner / sqrt(Exact(square_x * square_z));
        const double naive = 1 - (f.nngp() + g.nngp()) / (sum.rms_x * sum.rms_z);
        worst_naive = std::max(worst_naive, RelativeErrorInEps(naive, Exact(1 - rho)));
        ++count;
      }
    }
  }
  EXPECT_EQ(count, 9 * 9 * 4);
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
}

TEST(SecondMoments, SumKeepsASmallAngleBetweenEqualNorms) {
  // f, g of the same norms at x and z: 1 - rho of the sum is a mean of those of the parts.
  for (const double t : {1e-8, 1e-5, 1e-2}) {
    const SecondMoments<double> f{1.5, 1.5, Correlation<double>::FromAngle(t)};
    const SecondMoments<double> one{1.0, 1.0, Correlation<double>::Equal()};
    const SecondMoments<double> sum = Sum(f, one);
    const Exact exact = Exact(2.25) * Exact(f.correlation.one_minus()) / Exact(3.25);
    EXPECT_LE(RelativeErrorInEps(sum.correlation.one_minus(), exact), kBound) << t;
    // Negative control: from the cosine there are no digits left.
    const double naive = 1 - sum.correlation.cosine();
    EXPECT_GT(RelativeErrorInEps(naive, exact), t < 1e-4 ? 1e3 * kBound : kBound) << t;
  }
}

// Where 1 - rho is far below eps^2, too: equal norms add nothing to it, though their products round, and a compiler
// that fuses one of the two products would see that rounding.  The control is what it would give.
TEST(SecondMoments, SumOfEqualNormsKeepsTheSmallestComplements) {
  double worst = 0, worst_fused = 0;
  for (const double a : {1.1, 0.7, 3.3}) {
    for (const double b : {0.3, 1.7, 2.9}) {
      for (const double one_minus : {1e-18, 1e-25, 1e-33, 1e-40}) {
        const SecondMoments<double> f{a, a, Correlation<double>::FromParts(1, one_minus, 2)};
        const SecondMoments<double> g{b, b, Correlation<double>::Equal()};
        const Exact square_f = Exact(a) * a, square_g = Exact(b) * b;
        const Exact exact = square_f * Exact(one_minus) / (square_f + square_g);
        const double computed = Sum(f, g).correlation.one_minus();
        worst = std::max(worst, RelativeErrorInEps(computed, exact));
        const double skew = std::fma(a, b, -(b * a)) / (a * a + b * b);
        worst_fused = std::max(worst_fused, RelativeErrorInEps(computed + skew * skew / 2, exact));
      }
    }
  }
  EXPECT_LE(worst, kBound);
  EXPECT_GT(worst_fused, 1e6 * kBound);
}

// Norms that are small at one side, nearly in proportion: the skew is a small difference there.
TEST(SecondMoments, SumKeepsTheSkewOfNormsInProportion) {
  double worst = 0;
  for (const double scale : {0x1p-10, 0x1p-3, 1.0, 0x1p5}) {
    for (const double off : {0x1p-20, 0x1p-6, 0.25}) {
      const double f_x = scale, g_x = scale * (1 + off);
      const SecondMoments<double> f{f_x, 1, Correlation<double>::Equal()}, g{g_x, 1, Correlation<double>::Equal()};
      for (const SecondMoments<double>& sum : {Sum(f, g), Sum(g, f)}) {
        const Exact square_x = Exact(f_x) * f_x + Exact(g_x) * g_x, inner = Exact(f_x) + g_x;
        worst = std::max(worst,
                         RelativeErrorInEps(sum.correlation.one_minus(), Exact(1 - inner / sqrt(Exact(square_x * 2)))));
      }
    }
  }
  EXPECT_LE(worst, kBound);
}

TEST(SecondMoments, SumWithMeansKeepsBothComplements) {
  double worst = 0;
  for (const double s : kAngles) {
    for (const double length : {0.125, 0.5, 1.0, 3.0}) {
      for (const double mean : {0.0, 0.25, 0.5}) {        // of g, per unit of its length; ReLU has 0.56
        if (std::cos(s) < 2 * mean * mean - 1) continue;  // no such random function
        const SecondMoments<double> f{1.0, 1.0, Correlation<double>::Equal()};  // the constant 1
        const SecondMoments<double> g{1.0, length, Correlation<double>::FromAngle(s)};
        const SecondMoments<double> sum = Sum(f, g, {1, 1, mean, mean * length});
        const Exact m(mean), l(length);
        const Exact square_x = 2 + 2 * m, square_z = 1 + l * l + 2 * m * l;
        const Exact inner = 1 + l * ExactCosine(g.correlation) + m + m * l;
        if (s == 0 && length == 1.0) {
          EXPECT_EQ(sum.correlation.one_minus(), 0);
        }
        worst = std::max(worst, WorstComplement(sum, square_x, square_z, inner));
      }
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBoundWithMeans);
}

struct WithMeans {
  double f_x, f_z, g_x, g_z;

  // What opposite means leave of the squares.
  double Left(const SecondMoments<double>& f, const SecondMoments<double>& g) const {
    const auto left = [](double f_rms, double g_rms, double product) {
      const double squares = f_rms * f_rms + g_rms * g_rms;
      return (squares + 2 * product) / (squares + 2 * std::abs(product));
    };
    return std::min(left(f.rms_x, g.rms_x, f_x * g_x), left(f.rms_z, g.rms_z, f_z * g_z));
  }
  Exact SquareAtX(const SecondMoments<double>& f, const SecondMoments<double>& g) const {
    return Exact(f.rms_x) * f.rms_x + Exact(g.rms_x) * g.rms_x + 2 * Exact(f_x) * g_x;
  }
  Exact SquareAtZ(const SecondMoments<double>& f, const SecondMoments<double>& g) const {
    return Exact(f.rms_z) * f.rms_z + Exact(g.rms_z) * g.rms_z + 2 * Exact(f_z) * g_z;
  }
  Exact Inner(const SecondMoments<double>& f, const SecondMoments<double>& g) const {
    return Exact(f.rms_x) * f.rms_z * ExactCosine(f.correlation) +
           Exact(g.rms_x) * g.rms_z * ExactCosine(g.correlation) + Exact(f_x) * g_z + Exact(g_x) * f_z;
  }
};

// Means of every sign, of f and g, at x and z.  The control leaves them out.
TEST(SecondMoments, SumWithMeansOfAnySign) {
  double worst = 0, worst_without = 0;
  for (const double s : {0.0, 1e-8, 0.1, 1.5}) {
    for (const double length : {0.125, 1.0, 3.0}) {
      for (const double f_x : {-0.75, 0.25}) {
        for (const double f_z : {-0.5, 0.25, 0.75}) {
          for (const double g_mean : {-0.5, 0.5}) {
            const SecondMoments<double> f{1, 1, Correlation<double>::FromAngle(s)},
                g{0.75, length, Correlation<double>::FromAngle(1)};
            // No such random function.
            if (std::cos(s) - f_x * f_z > std::sqrt((1 - f_x * f_x) * (1 - f_z * f_z))) continue;
            const WithMeans m{f_x, f_z, 0.75 * g_mean, length * g_mean};
            const Exact root_x = sqrt(m.SquareAtX(f, g)), root_z = sqrt(m.SquareAtZ(f, g));
            const Exact rho = m.Inner(f, g) / (root_x * root_z);
            const auto error = [&](const SecondMoments<double>& sum) {
              return std::max({textbook::ErrorInEps(sum.correlation.one_minus(), Exact(1 - rho), Exact(1)),
                               textbook::ErrorInEps(sum.correlation.one_plus(), Exact(1 + rho), Exact(1)),
                               2 * RelativeErrorInEps(sum.rms_x, root_x), 2 * RelativeErrorInEps(sum.rms_z, root_z)});
            };
            worst = std::max(worst, m.Left(f, g) * error(Sum(f, g, {m.f_x, m.f_z, m.g_x, m.g_z})));
            worst_without = std::max(worst_without, m.Left(f, g) * error(Sum(f, g)));
          }
        }
      }
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
  EXPECT_GT(worst_without, 1e9 * kBound);
}

TEST(SecondMoments, SumWithOppositeMeansKeepsASmallAngleBetweenEqualNorms) {
  for (const double angle : {1e-8, 1e-4, 0.1}) {
    for (const double mean : {-0.25, -0.5, -0.875}) {
      const SecondMoments<double> f{1, 1, Correlation<double>::FromAngle(angle)}, g{0.75, 0.75, f.correlation};
      const WithMeans m{-mean, -mean, mean, mean};
      const Exact exact = (Exact(1) + Exact(0.75) * 0.75) * Exact(f.correlation.one_minus()) / m.SquareAtX(f, g);
      const Correlation<double> c = Sum(f, g, {m.f_x, m.f_z, m.g_x, m.g_z}).correlation;
      EXPECT_LE(RelativeErrorInEps(c.one_minus(), exact), kBound / m.Left(f, g)) << angle << " " << mean;
      if (angle < 1e-3) {
        EXPECT_GT(RelativeErrorInEps(1 - c.cosine(), exact), 1e3 * kBound / m.Left(f, g)) << angle << " " << mean;
      }
    }
  }
}

// Numbers in place of random functions: the sums at x and z are multiples of each other, and 1 - rho = 0 is what
// cancels.
TEST(SecondMoments, SumOfConstantsIsFullyCorrelated) {
  for (const double length : {0.125, 0.3, 0.5, 3.0, 7.1}) {
    const SecondMoments<double> f{1.0, 1.0, Correlation<double>::Equal()}, g{1.0, length, Correlation<double>::Equal()};
    const Correlation<double> c = Sum(f, g, {1, 1, 1, length}).correlation;
    EXPECT_GE(c.one_minus(), 0) << length;
    EXPECT_LE(c.one_minus(), kBound * std::numeric_limits<double>::epsilon()) << length;
    EXPECT_GE(c.angle(), 0) << length;
  }
}

// 1 - .75 at x, 1 - 1.25 at z: opposite numbers.  And 1 - 1 = 0.
TEST(SecondMoments, SumOfOppositeConstants) {
  const SecondMoments<double> one{1, 1, Correlation<double>::Equal()}, other{0.75, 1.25, Correlation<double>::Equal()};
  const SecondMoments<double> sum = Sum(one, other, {1, 1, -0.75, -1.25});
  EXPECT_EQ(sum.rms_x, 0.25);
  EXPECT_EQ(sum.rms_z, 0.25);
  EXPECT_EQ(sum.correlation.cosine(), -1);
  EXPECT_EQ(sum.correlation.one_minus(), 2);
  EXPECT_EQ(sum.correlation.one_plus(), 0);
  EXPECT_EQ(Sum(one, one, {1, 1, -1, -1}).rms_x, 0);
  EXPECT_EQ(Sum(one, one, {1, 1, -1, -1}).nngp(), 0);
}

TEST(SecondMoments, ASumThatVanishesIsEqualToItself) {
  const SecondMoments<double> zero{0, 0, Correlation<double>::FromAngle(1)},
      half_zero{0, 2, Correlation<double>::FromAngle(1)};
  EXPECT_EQ(Sum(zero, zero).correlation.cosine(), 1);
  EXPECT_EQ(Sum(zero, zero).nngp(), 0);
  EXPECT_EQ(Sum(half_zero, zero).nngp(), 0);
  EXPECT_EQ(Sum(half_zero, zero).rms_z, 2);
}

TEST(SecondMoments, ProductMultiplies) {
  const SecondMoments<double> f{2, 3, Correlation<double>::FromCosine(0.5)},
      g{5, 7, Correlation<double>::FromCosine(-0.25)};
  const SecondMoments<double> product = Product(f, g);
  EXPECT_EQ(product.rms_x, 10);
  EXPECT_EQ(product.rms_z, 21);
  EXPECT_EQ(product.nngp(), f.nngp() * g.nngp());
}

}  // namespace
}  // namespace hadamard_ntk::ntk
