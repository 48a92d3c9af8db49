/// For tests of one activation phi: its moments against the definition, by the trapezoidal rule in the plane, and
/// against the textbook formula with 100 digits, at norms that are equal, nearly equal and far apart, and from parallel
/// to antiparallel inputs.
///
/// A textbook formula is a struct of Exact with
///   Covariance(p, q, rho) = E[phi(u) phi(v)],   Slope(p, q, rho) = E[phi'(u) phi'(v)],   Mean(p) = E[phi(u)].
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_ACTIVATION_CHECKS_TESTING_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_ACTIVATION_CHECKS_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "ntk/activation_moments.h"
#include "ntk/activations/plane_integral_testing.h"
#include "ntk/correlation.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk::activation_checks {

using textbook::Exact;

/// The documented errors in eps.
struct Bounds {
  double rms = 8;          ///< and mean, relative
  double cosine = 12;      ///< absolute
  double slope = 8;        ///< of the value at rho = 1
  double complement = 24;  ///< of 1 -+ rho' + ((p-q)/(p+q))^2
  double first_order = 0;  ///< and of (p-q)/(p+q) + eps
  double exponents = 0;    ///< all of them times 1 + exponents (p^2 + q^2)
};

/// rho with both complements, one of them exact.
template <class R>
struct Point {
  Correlation<R> rho;
  Exact exact;
};
template <class R>
Point<R> FromMinus(R minus) {
  return {Correlation<R>::FromComplements(minus, 2 - minus), 1 - Exact(minus)};
}
template <class R>
Point<R> FromPlus(R plus) {
  return {Correlation<R>::FromComplements(2 - plus, plus), Exact(plus) - 1};
}
template <class R>
std::vector<Point<R>> Points() {
  std::vector<Point<R>> points;
  for (const double minus : {0.0, 1e-25, 1e-9, 0.3, 0.9375}) {
    points.push_back(FromMinus(static_cast<R>(minus)));
    points.push_back(FromPlus(static_cast<R>(minus)));
  }
  return points;
}

template <class R>
std::vector<std::pair<R, R>> Norms(double largest) {
  std::vector<std::pair<R, R>> norms;
  const R eps = std::numeric_limits<R>::epsilon();
  for (const double p : {0.03125, 1.0, 3.0}) {
    for (const R ratio : {R(1), R(1 + 4 * eps), R(1.0009765625), R(0.625), R(2.125)}) {
      const R q = static_cast<R>(p) * ratio;
      if (p <= largest && static_cast<double>(q) <= largest) norms.emplace_back(static_cast<R>(p), q);
    }
  }
  norms.emplace_back(static_cast<R>(0.25), static_cast<R>(largest));
  return norms;
}

/// The errors, each divided by its bound; 1 is what is documented.
struct Worst {
  double rms = 0, cosine = 0, slope = 0, complement = 0;
  double largest() const { return std::max({rms, cosine, slope, complement}); }
};

/// `naive` in place of 1 - rho' takes 1 - C / sqrt(AB) in R.
template <class R, class Phi, class Textbook>
Worst Compare(const Phi& phi, const Textbook& book, const Bounds& bounds, double largest_norm, bool naive = false) {
  Worst worst;
  const auto see = [](double* most, double error) { *most = std::max(*most, error <= HUGE_VAL ? error : HUGE_VAL); };
  for (const auto& [p, q] : Norms<R>(largest_norm)) {
    const Exact x(p), z(q), one(1), skew = (x - z) / (x + z);
    const Exact a = book.Covariance(x, x, one), b = book.Covariance(z, z, one), root = sqrt(Exact(a * b));
    const Exact steepest = book.Slope(x, z, one), mean = book.Mean(x);
    const double factor = 1 + bounds.exponents * (double(p) * double(p) + double(q) * double(q));
    const double eps = std::numeric_limits<R>::epsilon();
    for (const auto& [rho, exact_rho] : Points<R>()) {
      const ActivationMoments<R> m = phi.template Moments<R>(p, q, rho);
      const Exact cosine = book.Covariance(x, z, exact_rho) / root;
      const auto complement = [&](R computed, const Exact& exact) {
        if (exact < 1e-80) return computed == 0 ? 0.0 : HUGE_VAL;  // 0, by 100 digits
        const Exact scale = bounds.complement * (exact + skew * skew) + bounds.first_order * (abs(skew) + eps);
        return textbook::ErrorInEps(computed, exact, scale) / factor;
      };
      see(&worst.rms, textbook::RelativeErrorInEps(m.rms_x, Exact(sqrt(a))) / (bounds.rms * factor));
      see(&worst.rms, textbook::RelativeErrorInEps(m.mean_x, mean) / (bounds.rms * factor));
      see(&worst.cosine, textbook::ErrorInEps(m.correlation.cosine(), cosine, one) / (bounds.cosine * factor));
      see(&worst.slope, textbook::ErrorInEps(m.slope, book.Slope(x, z, exact_rho), steepest) / (bounds.slope * factor));
      const R minus = naive ? R(1 - m.nngp() / (m.rms_x * m.rms_z)) : m.correlation.one_minus();
      see(&worst.complement, complement(minus, Exact(1 - cosine)));
      see(&worst.complement, complement(m.correlation.one_plus(), Exact(1 + cosine)));
    }
  }
  return worst;
}

template <class R, class Phi, class Textbook>
void CheckAccuracyIn(const char* type, const Phi& phi, const Textbook& book, const Bounds& bounds,
                     double largest_norm) {
  const Worst worst = Compare<R>(phi, book, bounds, largest_norm);
  ::testing::Test::RecordProperty(std::string("worst_of_bounds_") + type,
                                  std::to_string(worst.rms) + " " + std::to_string(worst.cosine) + " " +
                                      std::to_string(worst.slope) + " " + std::to_string(worst.complement));
  EXPECT_LE(worst.rms, 1) << type;
  EXPECT_LE(worst.cosine, 1) << type;
  EXPECT_LE(worst.slope, 1) << type;
  EXPECT_LE(worst.complement, 1) << type;
}

/// In float, double and long double.  The control: 1 - rho' by subtraction has no digits left where it is small.
template <class Phi, class Textbook>
void CheckAccuracy(const Phi& phi, const Textbook& book, const Bounds& bounds, double largest_norm = 8) {
  CheckAccuracyIn<float>("float", phi, book, bounds, largest_norm);
  CheckAccuracyIn<double>("double", phi, book, bounds, largest_norm);
  CheckAccuracyIn<long double>("long_double", phi, book, bounds, largest_norm);
  EXPECT_GT(Compare<double>(phi, book, bounds, largest_norm, true).complement, 1e3);
}

/// The moments of phi against the definition by f and its derivative, in eps of the values at rho = 1.
template <class Phi, class F, class D>
double DistanceFromDefinition(const Phi& phi, const F& f, const D& derivative) {
  double worst = 0;
  for (const auto& [p, q, rho] : {std::array{1.0, 1.0, 0.5}, {0.75, 1.5, -0.8}, {2.0, 0.5, 0.9}, {1.25, 1.25, 0.0}}) {
    const auto moments = phi.template Moments<double>(p, q, Correlation<double>::FromCosine(rho));
    const auto top = phi.template Moments<double>(p, q, Correlation<double>::Equal());
    double mean = 0;
    for (int i = -76; i <= 76; ++i) mean += 0.125 * f(p * 0.125 * i) * std::exp(-0.5 * 0.125 * 0.125 * i * i);
    mean /= std::sqrt(2 * std::numbers::pi);
    const double size = moments.rms_x * moments.rms_z;
    worst = std::max({worst, std::abs(moments.nngp() - PlaneIntegral(f, p, q, rho)) / size,
                      std::abs(moments.slope - PlaneIntegral(derivative, p, q, rho)) / std::abs(top.slope),
                      std::abs(moments.rms_x * moments.rms_x / PlaneIntegral(f, p, p, 1) - 1),
                      std::abs(moments.mean_x - mean) / moments.rms_x});
  }
  return worst / std::numeric_limits<double>::epsilon();
}

/// 100 eps for the sums; 1e-9 in the function is seen.
template <class Phi, class F, class D>
void CheckDefinition(const Phi& phi, const F& f, const D& derivative) {
  EXPECT_LE(DistanceFromDefinition(phi, f, derivative), 100);
  EXPECT_GT(DistanceFromDefinition(
                phi, [&](double u) { return (1 + 1e-9) * f(u); }, derivative),
            100);
  EXPECT_GT(DistanceFromDefinition(phi, f, [&](double u) { return (1 + 1e-9) * derivative(u); }), 100);
}

/// slope = d nngp / d E[u v] by a complex step in rho, which no rounding disturbs; and the real part is that of double.
template <class Phi>
void CheckComplexStep(const Phi& phi, double tolerance_in_eps = 100) {
  using C = std::complex<double>;
  constexpr double kStep = 1e-30;
  const double eps = std::numeric_limits<double>::epsilon();
  for (const auto& [p, q] : {std::pair{1.0, 1.0}, {0.75, 1.5}, {2.0, 0.5}}) {
    for (const double rho : {-0.9, -0.25, 0.125, 0.8}) {
      const auto moments = phi.template Moments<double>(p, q, Correlation<double>::FromCosine(rho));
      const auto complex = phi.template Moments<C>(p, q, Correlation<C>::FromCosine(C(rho, kStep)));
      const auto top = phi.template Moments<double>(p, q, Correlation<double>::Equal());
      const double slope = complex.nngp().imag() / (kStep * p * q), tolerance = tolerance_in_eps * eps;
      EXPECT_NEAR(slope, moments.slope, tolerance * std::abs(top.slope)) << p << " " << q << " " << rho;
      EXPECT_NEAR(complex.nngp().real(), moments.nngp(), tolerance * moments.rms_x * moments.rms_z);
      EXPECT_NEAR(complex.slope.real(), moments.slope, tolerance * std::abs(top.slope));
      // Negative control: the slope at a neighbour, where there is another.
      const auto other = phi.template Moments<double>(p, q, Correlation<double>::FromCosine(rho + 1e-3));
      if (other.slope != moments.slope) {
        EXPECT_GT(std::abs(slope - other.slope), tolerance * std::abs(top.slope)) << rho;
      }
    }
  }
}

/// x and z exchanged: the same numbers to a few eps.
template <class Phi>
void CheckSymmetry(const Phi& phi, double tolerance_in_eps = 16) {
  const double eps = std::numeric_limits<double>::epsilon();
  for (const auto& [p, q] : {std::pair{0.75, 1.0}, {0.5, 2.5}, {1.0, 1.0 + 0x1p-20}}) {
    for (const double rho : {-0.9, 0.3, 1.0}) {
      const auto c = Correlation<double>::FromCosine(rho);
      const auto a = phi.template Moments<double>(p, q, c), b = phi.template Moments<double>(q, p, c);
      EXPECT_EQ(a.rms_x, b.rms_z);
      EXPECT_EQ(a.mean_x, b.mean_z);
      EXPECT_NEAR(a.slope, b.slope, tolerance_in_eps * eps * (std::abs(a.slope) + std::abs(b.slope)));
      const double skew = (p - q) / (p + q);
      EXPECT_NEAR(a.correlation.cosine(), b.correlation.cosine(), tolerance_in_eps * eps);
      EXPECT_NEAR(a.correlation.one_minus(), b.correlation.one_minus(),
                  tolerance_in_eps * eps * (a.correlation.one_minus() + std::abs(skew)));
    }
  }
}

/// A norm that is 0: the covariance is that of phi(0), and nothing is NaN.
template <class Phi>
void CheckZeroNorm(const Phi& phi, double at_zero) {
  const double eps = std::numeric_limits<double>::epsilon();
  for (const double q : {0.0, 1.0}) {
    for (const double rho : {-0.5, 1.0}) {
      const auto m = phi.template Moments<double>(0, q, Correlation<double>::FromCosine(rho));
      EXPECT_NEAR(m.rms_x, std::abs(at_zero), 4 * eps * std::abs(at_zero));
      EXPECT_NEAR(m.nngp(), at_zero * m.mean_z, 16 * eps * (1 + std::abs(m.mean_z)));
      EXPECT_TRUE(std::isfinite(m.slope));
      EXPECT_GE(m.correlation.one_minus(), 0);
      EXPECT_GE(m.correlation.one_plus(), 0);
    }
  }
}

}  // namespace hadamard_ntk::ntk::activation_checks

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_ACTIVATION_CHECKS_TESTING_H_
