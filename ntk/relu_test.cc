#include "ntk/relu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ntk/dual_number_testing.h"
#include "ntk/identity.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::ExactComplex;
using textbook::RelativeErrorInEps;

constexpr double kPi = std::numbers::pi;

/// The documented bounds.
constexpr double kDualBound = 4;   // eps, relative: Dual, 1 - Dual, 1 + Dual
constexpr double kSlopeBound = 2;  // eps, relative: DualSlope
constexpr double kAxisBound = 6;   // eps, relative, of each part on the imaginary axes

/// From 1e-25: the reference cancels a third power, 75 of its 100 digits.
std::vector<double> AnglesToHalfPi() {
  std::vector<double> angles;
  for (double t = 1e-25; t < 1e-3; t *= 7.3) angles.push_back(t);
  for (double t = 1e-3; t < kPi / 2; t += 0.0037) angles.push_back(t);
  return angles;
}

template <class R>
double WorstDualError(const Correlation<R>& c, const Exact& theta) {
  const Correlation<R> dual = Relu::DualCorrelation(c);
  const Exact exact = textbook::Kappa1(theta);
  return std::max({RelativeErrorInEps(dual.cosine(), exact), RelativeErrorInEps(dual.one_minus(), Exact(1 - exact)),
                   RelativeErrorInEps(dual.one_plus(), Exact(1 + exact)),
                   kDualBound / kSlopeBound * RelativeErrorInEps(Relu::DualSlope(c), textbook::Kappa0(theta))});
}

template <class R>
void CheckAccuracy() {
  double worst = 0, where = 0;
  const auto see = [&](double error, double theta) {
    if (error > worst) worst = error, where = theta;
  };
  for (const double angle : AnglesToHalfPi()) {
    const R t = static_cast<R>(angle);
    if (t * t * t * t < std::numeric_limits<R>::min()) continue;  // the squares underflow
    see(WorstDualError(Correlation<R>::FromAngle(t), Exact(t)), angle);
    see(WorstDualError(Correlation<R>::FromSupplement(t), Exact(textbook::ExactPi() - Exact(t))), kPi - angle);
  }
  ::testing::Test::RecordProperty("worst_error_in_eps", std::to_string(worst) + " at " + std::to_string(where));
  EXPECT_LE(worst, kDualBound) << where;
}

TEST(Relu, IsAccurateForFloat) { CheckAccuracy<float>(); }
TEST(Relu, IsAccurateForDouble) { CheckAccuracy<double>(); }
TEST(Relu, IsAccurateForLongDouble) { CheckAccuracy<long double>(); }

// The textbook formula in double is what the bound must reject, at both ends.
TEST(Relu, TheBoundRejectsTheTextbookFormulaInDouble) {
  const auto naive = [](double t) { return (std::sin(t) + (kPi - t) * std::cos(t)) / kPi; };
  const double small = 1e-4;
  EXPECT_GT(RelativeErrorInEps(1 - naive(small), Exact(1 - textbook::Kappa1(Exact(small)))), 1e3 * kDualBound);
  const Exact near_pi = textbook::ExactPi() - Exact(small);
  EXPECT_GT(RelativeErrorInEps(naive(kPi - small), textbook::Kappa1(near_pi)), 1e3 * kDualBound);
}

// On the two axes of the spectral integrals both parts of Dual and of DualSlope keep their own relative accuracy:
//   Dual(-iu) = cosh u + i (u cosh u - sinh u)/pi,   Dual(pi - iu) = i (sinh u - u cosh u)/pi.
TEST(Relu, IsAccurateInEachPartOnTheImaginaryAxes) {
  double worst = 0;
  for (double u = 1e-12; u < 12; u *= 1.23) {
    const Exact v(u), g = (v * cosh(v) - sinh(v)) / textbook::ExactPi();
    const auto right = Relu::DualCorrelation(Correlation<std::complex<double>>::FromAngle({0, -u}));
    const auto left = Relu::DualCorrelation(Correlation<std::complex<double>>::FromAngle({kPi, -u}));
    worst = std::max({worst, RelativeErrorInEps(right.cosine().real(), Exact(cosh(v))),
                      RelativeErrorInEps(right.cosine().imag(), g), RelativeErrorInEps(left.cosine().imag(), Exact(-g)),
                      RelativeErrorInEps(right.one_minus().real(), Exact(1 - cosh(v))),
                      RelativeErrorInEps(right.one_minus().imag(), Exact(-g)),
                      RelativeErrorInEps(left.one_plus().imag(), Exact(-g))});
    EXPECT_EQ(left.cosine().real(), 0);
    EXPECT_EQ(left.one_minus().real(), 1);
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kAxisBound);
  // Negative control: sin t - t cos t by subtraction has lost the imaginary part at u = 1e-5.
  const double u = 1e-5;
  const Exact v(u);
  EXPECT_GT(RelativeErrorInEps(u * std::cosh(u) - std::sinh(u), Exact(v * cosh(v) - sinh(v))), 1e3 * kAxisBound);
}

TEST(Relu, IsTheAnalyticFunctionOffTheAxes) {
  double worst = 0;
  for (double x = -1; x <= 4; x += 0.31) {
    for (double y = -4; y <= 4; y += 0.37) {
      const std::complex<double> theta(x, y);
      const ExactComplex exact_theta =
          x <= kPi / 2 ? ExactComplex(x, y) : ExactComplex(Exact(textbook::ExactPi() - Exact(kPi - x)), Exact(y));
      const ExactComplex exact = textbook::Kappa1(exact_theta);
      const std::complex<double> dual = Relu::Dual(Correlation<std::complex<double>>::FromAngle(theta));
      const Exact scale = abs(cos(exact_theta)) + abs(exact);
      worst =
          std::max({worst, ErrorInEps(dual.real(), exact.real(), scale), ErrorInEps(dual.imag(), exact.imag(), scale)});
    }
  }
  RecordProperty("worst_error_in_eps", std::to_string(worst));
  EXPECT_LE(worst, kAxisBound);
}

// The series is cut by the digits of the type: at the end of its range, g(pi/2) = sin(pi/2) = 1.
template <class R>
void CheckSeriesEnd() {
  const R end = Pi<R>() / 2;
  const R error = relu_internal::SineExcessSeries(end) - 1;
  // dg/dq = q sin q = pi/2 there, so the rounding of pi/2 and the sum itself cost a few eps.
  EXPECT_LE(abs(error), 4 * std::numeric_limits<R>::epsilon());
}
TEST(Relu, SeriesIsLongEnough) {
  using std::abs;
  CheckSeriesEnd<float>();
  CheckSeriesEnd<double>();
  CheckSeriesEnd<long double>();
  CheckSeriesEnd<boost::multiprecision::cpp_bin_float_50>();
  CheckSeriesEnd<boost::multiprecision::cpp_bin_float_100>();
  EXPECT_LT(relu_internal::kSeriesLength<float>, relu_internal::kSeriesLength<double>);
  // As many as for float would not do for double.
  const double q = kPi / 2;
  double nested = 0;
  for (int n = relu_internal::kSeriesLength<float>; n >= 0; --n) {
    nested = relu_internal::kSeriesCoefficients<double>[n] + q * q * nested;
  }
  EXPECT_GT(std::abs(q * q * q * nested - 1), 4 * std::numeric_limits<double>::epsilon());
}

/// E[phi(u)phi(v)], E[phi'(u)phi'(v)], E[phi(u)] by 10^6 samples of correlated Gaussians, and their standard errors.
struct Sampled {
  double mean[3];
  double error[3];
};
Sampled Sample(double theta, double factor) {
  std::mt19937_64 generator(20220907);
  std::normal_distribution<double> gaussian;
  constexpr int kSamples = 1000000;
  double sum[3] = {}, square[3] = {};
  for (int i = 0; i < kSamples; ++i) {
    const double u = gaussian(generator), w = gaussian(generator);
    const double v = std::cos(theta) * u + std::sin(theta) * w;
    const double values[3] = {factor * factor * std::max(u, 0.0) * std::max(v, 0.0),
                              factor * factor * double(u > 0) * double(v > 0), factor * std::max(u, 0.0)};
    for (int k = 0; k < 3; ++k) sum[k] += values[k], square[k] += values[k] * values[k];
  }
  Sampled sampled{};
  for (int k = 0; k < 3; ++k) {
    sampled.mean[k] = sum[k] / kSamples;
    sampled.error[k] = std::sqrt((square[k] / kSamples - sampled.mean[k] * sampled.mean[k]) / kSamples);
  }
  return sampled;
}
/// The largest distance from the formulas in standard errors.
double Distance(double theta, double factor) {
  const Correlation<double> c = Correlation<double>::FromAngle(theta);
  const double formula[3] = {Relu::Dual(c), Relu::DualSlope(c), Relu::Mean<double>()};
  const Sampled sampled = Sample(theta, factor);
  double worst = 0;
  for (int k = 0; k < 3; ++k) worst = std::max(worst, std::abs(sampled.mean[k] - formula[k]) / sampled.error[k]);
  return worst;
}
TEST(Relu, FormulasAreTheirDefinitions) {
  for (const double theta : {0.2, 1.0, 1.9, 2.8}) {
    EXPECT_LE(Distance(theta, std::sqrt(2.0)), 5) << theta;
    EXPECT_GT(Distance(theta, std::sqrt(2.0) * 1.02), 5) << theta;  // 2% off must be seen
  }
}
TEST(Relu, RawSecondMomentIsThatOfTheUnscaledFunction) {
  EXPECT_EQ(Relu::kRawSecondMoment * 2, Relu::Dual(Correlation<double>::Equal()));
}

// DualSlope = d Dual / d rho, by dual numbers through the arc tangent of the complements. The derivative of the angle
// is 1/sin(theta), so its error grows like that.
TEST(Relu, SlopeIsTheDerivative) {
  using D = DualNumber<double>;
  const double eps = std::numeric_limits<double>::epsilon();
  for (double rho = -0.9375; rho < 1; rho += 1.0 / 64) {
    const Correlation<D> c = Correlation<D>::FromCosine(D(rho, 1));
    const Correlation<D> dual = Relu::DualCorrelation(c);
    const double slope = Relu::DualSlope(Correlation<double>::FromCosine(rho));
    const double tolerance = 16 * eps / std::sqrt(1 - rho * rho);
    EXPECT_NEAR(dual.cosine().slope, slope, tolerance) << rho;
    EXPECT_NEAR(dual.one_minus().slope, -slope, tolerance) << rho;
    EXPECT_NEAR(dual.one_plus().slope, slope, tolerance) << rho;
    EXPECT_NEAR(Identity::Dual(c).slope, Identity::DualSlope(c).value, tolerance) << rho;
    // Negative control: the slope of a neighbour 1e-9 away is not the derivative.
    const double neighbour = Relu::DualSlope(Correlation<double>::FromCosine(rho - 1e-9));
    EXPECT_GT(std::abs(dual.cosine().slope - neighbour), tolerance) << rho;
  }
}

TEST(Identity, ChangesNothing) {
  const Correlation<double> c = Correlation<double>::FromAngle(0.3);
  EXPECT_EQ(Identity::Dual(c), c.cosine());
  EXPECT_EQ(Identity::DualCorrelation(c).one_minus(), c.one_minus());
  EXPECT_EQ(Identity::DualSlope(c), 1);
  EXPECT_EQ(Identity::Mean<double>(), 0);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
