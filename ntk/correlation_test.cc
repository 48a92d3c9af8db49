#include "ntk/correlation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::ExactComplex;
using textbook::RelativeErrorInEps;

constexpr double kPi = std::numbers::pi;
constexpr double kEps = std::numeric_limits<double>::epsilon();

/// Distances from an end of [0, pi], 1e-150 and up: tiny ones and a dense set of moderate ones.
std::vector<double> AnglesToHalfPi() {
  std::vector<double> angles;
  for (double t = 1e-150; t < 1e-3; t *= 17.3) angles.push_back(t);
  for (double t = 1e-3; t < kPi / 2; t += 0.0037) angles.push_back(t);
  angles.push_back(1e-8);
  return angles;
}

/// The documented bounds: 4 eps relative for the complements and the smaller angle.
constexpr double kBound = 4;

/// The worst error of the numbers that must be relatively accurate, where `theta` <= pi/2 is the smaller angle.
double SmallSideError(const Correlation<double>& c, const Exact& theta, bool near) {
  const Exact half = theta / 2, small = 2 * sin(half) * sin(half), large = 2 * cos(half) * cos(half);
  const double one_minus = near ? c.one_minus() : c.one_plus(), one_plus = near ? c.one_plus() : c.one_minus();
  return std::max({RelativeErrorInEps(one_minus, small), RelativeErrorInEps(one_plus, large),
                   RelativeErrorInEps(near ? c.angle() : c.supplement(), theta),
                   ErrorInEps(near ? c.supplement() : c.angle(), Exact(textbook::ExactPi() - theta), Exact(1)),
                   ErrorInEps(near ? c.cosine() : -c.cosine(), Exact(cos(theta)), Exact(1))});
}

TEST(Correlation, FromAngleIsAccurateAtBothEnds) {
  double worst = 0;
  for (const double t : AnglesToHalfPi()) {
    worst = std::max(worst, SmallSideError(Correlation<double>::FromAngle(t), Exact(t), true));
    worst = std::max(worst, SmallSideError(Correlation<double>::FromSupplement(t), Exact(t), false));
    // Beyond pi/2 the supplement Pi - theta counts.
    if (const double theta = kPi - t; theta > kPi / 2) {
      worst = std::max(worst, SmallSideError(Correlation<double>::FromAngle(theta), Exact(kPi - theta), false));
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
}

TEST(Correlation, FromComplementsIsAccurateAtBothEnds) {
  double worst = 0;
  for (const double t : AnglesToHalfPi()) {
    const double small = 2 * std::sin(t / 2) * std::sin(t / 2);
    const Exact theta = 2 * atan2(sqrt(Exact(small)), sqrt(Exact(2 - Exact(small))));
    worst = std::max(worst, SmallSideError(Correlation<double>::FromComplements(small, 2 - small), theta, true));
    worst = std::max(worst, SmallSideError(Correlation<double>::FromComplements(2 - small, small), theta, false));
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
}

TEST(Correlation, FromCosineIsAccurateForTheGivenCosine) {
  double worst = 0;
  for (double rho = 0; rho <= 1; rho += 1.0 / 1024) {
    const Exact theta = textbook::ArcCosine(Exact(rho));
    worst = std::max(worst, SmallSideError(Correlation<double>::FromCosine(rho), theta, true));
    worst = std::max(worst, SmallSideError(Correlation<double>::FromCosine(-rho), theta, false));
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
}

TEST(Correlation, TheBoundRejectsTheArcCosineOfARoundedCosine) {
  for (const double t : {1e-8, 1e-5, 1e-3}) {
    const double naive = std::acos(std::cos(t));
    EXPECT_GT(RelativeErrorInEps(naive, Exact(t)), 100 * kBound) << t;
  }
}

TEST(Correlation, EndsAreExact) {
  const Correlation<double> equal = Correlation<double>::Equal();
  EXPECT_EQ(equal.one_minus(), 0);
  EXPECT_EQ(equal.one_plus(), 2);
  EXPECT_EQ(equal.angle(), 0);
  const Correlation<double> opposite = Correlation<double>::FromAngle(kPi);
  EXPECT_EQ(opposite.one_minus(), 2);
  EXPECT_EQ(opposite.one_plus(), 0);
  EXPECT_EQ(opposite.cosine(), -1);
  EXPECT_EQ(opposite.supplement(), 0);
  const Correlation<double> orthogonal = Correlation<double>::FromCosine(0);
  EXPECT_EQ(orthogonal.angle(), orthogonal.supplement());
}

TEST(Correlation, ProductKeepsBothComplements) {
  double worst = 0, worst_naive = 0;
  const std::vector<double> angles = {1e-9, 1e-8, 1e-4, 0.1, 0.7, 1.5, 2.0, 3.0, kPi - 1e-4, kPi - 1e-8};
  for (const double s : angles) {
    for (const double t : angles) {
      const Correlation<double> a = Correlation<double>::FromAngle(s), b = Correlation<double>::FromAngle(t);
      const Correlation<double> c = Product(a, b);
      // The factors as they are: the smaller complement of each counts.
      const auto exact = [](const Correlation<double>& r) {
        return r.one_minus() < r.one_plus() ? Exact(1 - Exact(r.one_minus())) : Exact(Exact(r.one_plus()) - 1);
      };
      const Exact rho = exact(a) * exact(b);
      worst = std::max({worst, RelativeErrorInEps(c.one_minus(), Exact(1 - rho)),
                        RelativeErrorInEps(c.one_plus(), Exact(1 + rho)), ErrorInEps(c.cosine(), rho, Exact(1))});
      worst_naive = std::max(worst_naive, RelativeErrorInEps(1 - a.cosine() * b.cosine(), Exact(1 - rho)));
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
  EXPECT_GT(worst_naive, 1e6);  // the check would see the cancellation
}

// Each part of the angle has its own relative accuracy.
TEST(Correlation, ComplexAngleIsThePrincipalArcCosine) {
  double worst = 0;
  int count = 0;
  for (double log_distance = -30; log_distance <= 12; log_distance += 1.7) {
    for (double direction = 0.1; direction < 2 * kPi; direction += 0.31) {
      const std::complex<double> offset = std::polar(std::exp(log_distance), direction);
      for (const bool near : {true, false}) {
        const std::complex<double> other = 2.0 - offset;
        const Correlation<std::complex<double>> c =
            near ? Correlation<std::complex<double>>::FromComplements(offset, other)
                 : Correlation<std::complex<double>>::FromComplements(other, offset);
        const ExactComplex exact_offset(offset.real(), offset.imag());
        const ExactComplex rho = near ? ExactComplex(1) - exact_offset : exact_offset - ExactComplex(1);
        const ExactComplex theta = textbook::ArcCosine(rho);
        const ExactComplex supplement = ExactComplex(textbook::ExactPi()) - theta;
        // Far out both angles have their own accuracy in norm; near an end the smaller one has it in each part.
        const bool small = std::abs(offset) < 1;
        const std::complex<double> angle = near ? c.angle() : c.supplement();
        const ExactComplex exact = near ? theta : supplement;
        worst = std::max({worst, ErrorInEps(angle.real(), exact.real(), small ? exact.real() : Exact(abs(exact))),
                          ErrorInEps(angle.imag(), exact.imag(), small ? exact.imag() : Exact(abs(exact)))});
        ++count;
      }
    }
  }
  EXPECT_EQ(count, 25 * 20 * 2);
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kBound);
}

TEST(Correlation, FromAngleContinuesAnalytically) {
  for (double u = 1e-12; u < 12; u *= 2.7) {
    const auto c = Correlation<std::complex<double>>::FromAngle({0, -u});
    EXPECT_EQ(c.angle(), std::complex<double>(0, -u));
    EXPECT_EQ(c.cosine().imag(), 0);
    EXPECT_LE(RelativeErrorInEps(c.one_minus().real(), Exact(1 - cosh(Exact(u)))), kBound) << u;
    const auto opposite = Correlation<std::complex<double>>::FromAngle({kPi, -u});
    EXPECT_EQ(opposite.supplement(), std::complex<double>(0, u));
    EXPECT_EQ(opposite.one_plus(), c.one_minus());
    EXPECT_EQ(opposite.one_minus(), c.one_plus());
    EXPECT_EQ(opposite.cosine(), -c.cosine());
  }
}

TEST(Correlation, ResolvedKeepsEverything) {
  const Correlation<double> c = Correlation<double>::FromComplements(0.3, 1.7), r = c.Resolved();
  EXPECT_EQ(c.cosine(), r.cosine());
  EXPECT_EQ(c.one_minus(), r.one_minus());
  EXPECT_EQ(c.angle(), r.angle());
  EXPECT_EQ(c.supplement(), r.supplement());
}

TEST(Correlation, RejectsWhatIsNoCorrelation) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  using C = Correlation<double>;
  EXPECT_EQ(MessageOf<std::domain_error>([&] { C::FromAngle(-0.25); }),
            "Correlation::FromAngle: an angle must be finite and, if real, in [0, pi]; got -0.25");
  EXPECT_THROW(C::FromAngle(3.15), std::domain_error);
  EXPECT_THROW(C::FromAngle(nan), std::domain_error);
  EXPECT_THROW(C::FromSupplement(inf), std::domain_error);
  EXPECT_EQ(MessageOf<std::domain_error>([&] { C::FromCosine(1.5); }),
            "Correlation::FromCosine: rho must be finite and, if real, in [-1, 1]; got 1.5");
  EXPECT_THROW(C::FromCosine(-1 - kEps), std::domain_error);
  EXPECT_THROW(C::FromCosine(nan), std::domain_error);
  EXPECT_THROW(C::FromComplements(-0.1, 2.1), std::domain_error);
  EXPECT_THROW(C::FromComplements(nan, nan), std::domain_error);
  EXPECT_THROW(Correlation<std::complex<double>>::FromAngle({0, inf}), std::domain_error);
  EXPECT_THROW(Correlation<std::complex<double>>::FromCosine({nan, 0}), std::domain_error);
  EXPECT_NO_THROW(C::FromCosine(1));
  EXPECT_NO_THROW(C::FromAngle(kPi));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
