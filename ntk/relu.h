/// ReLU of unit second moment: phi(u) = sqrt(2) max(u, 0), so E[phi(u)^2] = 1 for u ~ N(0, 1).
///
/// With (u, v) centred Gaussian, unit variances, correlation rho = cos(theta), its duals are the arc-cosine kernels of
/// degree 1 and 0 [ChoSaul2009, sec. 2]:
///   Dual(rho)      = E[phi(u) phi(v)]   = (sin(theta) + (pi - theta) cos(theta)) / pi
///   DualSlope(rho) = E[phi'(u) phi'(v)] = (pi - theta) / pi                           = Dual'(rho)
///   Mean           = E[phi(u)]          = 1 / sqrt(pi).
/// All are written with g(q) = sin q - q cos q of the smaller angle q of theta and pi - theta, as
///   theta <= pi/2:  Dual = rho + g/pi,  1 - Dual = (1-rho) - g/pi,  1 + Dual = (1+rho) + g/pi
///   theta >  pi/2:  Dual = g/pi,        1 - Dual = 1 - g/pi,        1 + Dual = 1 + g/pi
/// where no difference cancels (1 - rho is at least pi times g/pi), and g is summed as a series where |q| <= pi/2, so
/// Dual keeps its relative accuracy near theta = pi, 1 - Dual near theta = 0, and a deep network that takes the angle
/// of Dual loses nothing.  At the imaginary angle theta = -i u the small imaginary part ~ u^3 is kept, too.
///
/// Domain: as Correlation.  Error for double: Dual, 1 - Dual, 1 + Dual <= 4 eps relative, DualSlope <= 2 eps relative
/// for the correlation given exactly (relu_test).
#ifndef HADAMARD_NTK_NTK_RELU_H_
#define HADAMARD_NTK_NTK_RELU_H_

#include <array>
#include <limits>

#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

namespace relu_internal {

/// g(q) = q^3/3 (1 - q^2/(2*1*5) (1 - q^2/(2*2*7) (1 - q^2/(2*3*9) (...)))): the divisor of step n.
constexpr int SeriesDivisor(int n) { return 2 * n * (2 * n + 3); }

/// The number of steps after which the rest is below 2^-digits of g for |q| <= pi/2.
constexpr int SeriesLength(int digits) {
  double term = 1;
  int n = 0;
  for (int bits = 0; bits <= digits;) {
    ++n;
    term *= 2.4675 / SeriesDivisor(n);  // (pi/2)^2 < 2.4675
    for (; term < 0.5; ++bits) term *= 2;
  }
  return n;
}

template <class R>
inline constexpr int kSeriesLength = SeriesLength(std::numeric_limits<R>::digits);

/// 1/3, -1/(3*2*1*5), ...: the same series multiplied out.
template <std::floating_point R>
inline constexpr std::array<R, kSeriesLength<R> + 1> kSeriesCoefficients = [] {
  std::array<R, kSeriesLength<R> + 1> coefficients{};
  long double c = 1.0L / 3;
  for (int n = 0; n <= kSeriesLength<R>; ++n, c /= -SeriesDivisor(n)) coefficients[n] = static_cast<R>(c);
  return coefficients;
}();

/// g(q) for |q| <= pi/2.
template <Scalar T>
T SineExcessSeries(const T& q) {
  using R = RealOf<T>;
  const T square = q * q;
  if constexpr (std::floating_point<R>) {
    // Even and odd powers apart: half the latency.
    constexpr int kLast = kSeriesLength<R>;
    const T fourth = square * square;
    T first(kSeriesCoefficients<R>[kLast]), second(kSeriesCoefficients<R>[kLast - 1]);
#pragma GCC unroll 20
    for (int n = kLast - 2; n >= 0; n -= 2) first = T(kSeriesCoefficients<R>[n]) + fourth * first;
#pragma GCC unroll 20
    for (int n = kLast - 3; n >= 0; n -= 2) second = T(kSeriesCoefficients<R>[n]) + fourth * second;
    const T nested = kLast % 2 == 0 ? T(first + square * second) : T(second + square * first);
    return q * square * nested;
  } else {
    const T one(R(1));
    T nested = one;
    for (int n = kSeriesLength<R>; n >= 1; --n) nested = one - square / R(SeriesDivisor(n)) * nested;
    return q * square * nested / R(3);
  }
}

}  // namespace relu_internal

/// g(q) = sin q - q cos q, for real q in [0, pi/2] or any complex q.
template <Scalar T>
T SineExcess(const T& q) {
  if constexpr (ComplexScalar<T>) {
    const RealOf<T> re = real(q), im = imag(q);
    if (!(re * re + im * im <= RealOf<T>(2.4674))) {  // (pi/2)^2
      const SinCos<T> s = ComputeSinCos(q);
      return s.sin - q * s.cos;
    }
  }
  return relu_internal::SineExcessSeries(q);
}

struct Relu {
  /// E[max(u, 0)^2] for u ~ N(0, 1): of the activation without its factor sqrt(2).
  static constexpr double kRawSecondMoment = 0.5;

  template <Scalar T>
  static T Dual(const Correlation<T>& c) {
    return DualCorrelation(c).cosine();
  }

  template <Scalar T>
  static T DualSlope(const Correlation<T>& c) {
    return c.supplement() / Pi<RealOf<T>>();
  }

  /// Dual(rho) as the correlation of phi(u) and phi(v), with its complements.
  template <Scalar T>
  static Correlation<T> DualCorrelation(const Correlation<T>& c) {
    using R = RealOf<T>;
    const T zero(R(0)), one(R(1));
    const T theta = c.angle(), supplement = c.supplement();
    const auto near = RealPart(theta) <= RealPart(supplement);
    const T q = Select<T>(near, theta, supplement);
    const T g = SineExcess(q) / Pi<R>();
    const T rho = Select<T>(near, c.cosine(), zero);
    const T one_minus = Select<T>(near, c.one_minus(), one);
    const T one_plus = Select<T>(near, c.one_plus(), one);
    return Correlation<T>::FromParts(rho + g, one_minus - g, one_plus + g);
  }

  template <Scalar T>
  static MagnitudeOf<T> Mean() {
    using std::sqrt;
    using R = RealOf<T>;
    return MagnitudeOf<T>(R(R(1) / R(sqrt(Pi<R>()))));
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_RELU_H_
