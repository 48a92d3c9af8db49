/// The correlation rho = cos(theta) of two centred Gaussians or two vectors, with its digits kept at both ends.
///
/// A double rho near 1 no longer knows its angle: theta = 1e-8 rounds to rho = 1.  So a `Correlation` holds
///   cosine = rho,   one_minus = 1 - rho = 2 sin^2(theta/2),   one_plus = 1 + rho = 2 cos^2(theta/2),
/// the complements each with its own relative accuracy, which every operation here keeps.  The angle and supplement
///   theta = 2 atan(sqrt((1 - rho)/(1 + rho))),   pi - theta,
/// are kept as given by `FromAngle`, or computed when asked for; the smaller of the two to full relative accuracy.  (A
/// number type may bring an AngleOfComplement(1 - |rho|) of its own for it, as lane_scalar.h does.)
/// For complex rho the angle is the principal arc cosine by Kahan's formula [Kahan1987] on the complements:
///   Re theta = 2 atan(Re sqrt(1-rho) / Re sqrt(1+rho)),  Im theta = asinh(Im(conj(sqrt(1+rho)) sqrt(1-rho))).
/// An angle given to `FromAngle` is not reduced: functions of (angle, cosine) are continued analytically from [0, pi].
///
/// Domain: real rho in [-1, 1], real theta in [0, pi], any finite complex number off the cuts rho > 1, rho < -1 (on a
/// cut the sign of a zero imaginary part decides).  Otherwise std::domain_error.
/// Error for double: of the complements and the smaller angle <= 4 eps relative, of the others <= 4 eps
/// (correlation_test).
#ifndef HADAMARD_NTK_NTK_CORRELATION_H_
#define HADAMARD_NTK_NTK_CORRELATION_H_

#include <stdexcept>

#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <Scalar T>
class Correlation {
 public:
  using Real = RealOf<T>;

  /// The correlation of a thing with itself: rho = 1.
  static Correlation Equal() { return FromAngle(T(Real(0))); }

  /// rho = cos(theta).  Beyond pi/2 it is the supplement Pi - theta, with Pi the rounded pi, that is taken as exact:
  /// this moves theta by less than half its last digit, and makes theta = Pi and theta = Pi - i u the exact opposite.
  static Correlation FromAngle(const T& theta) {
    CheckAngle("FromAngle", theta);
    const T pi(Pi<Real>());
    const T other = pi - theta;
    return FromAngles(theta, other);
  }

  /// rho = cos(pi - supplement), for angles near pi.
  static Correlation FromSupplement(const T& supplement) {
    CheckAngle("FromSupplement", supplement);
    const T pi(Pi<Real>());
    const T other = pi - supplement;
    return FromAngles(other, supplement);
  }

  static Correlation FromCosine(const T& rho) {
    const T one(Real(1));
    const T one_minus = one - rho;
    const T one_plus = one + rho;
    CheckComplements("FromCosine", rho, one_minus, one_plus);
    return FromParts(rho, one_minus, one_plus);
  }

  /// From 1 - rho and 1 + rho, each accurate; only the smaller one carries information.
  static Correlation FromComplements(const T& one_minus, const T& one_plus) {
    const T rho = (one_plus - one_minus) * Real(0.5);
    CheckComplements("FromComplements", one_minus, one_minus, one_plus);
    return FromParts(rho, one_minus, one_plus);
  }

  /// The three numbers as an operation that keeps their accuracy has computed them; not checked.
  static Correlation FromParts(const T& rho, const T& one_minus, const T& one_plus) {
    Correlation c;
    c.cosine_ = rho;
    c.one_minus_ = one_minus;
    c.one_plus_ = one_plus;
    return c;
  }

  const T& cosine() const { return cosine_; }
  const T& one_minus() const { return one_minus_; }
  const T& one_plus() const { return one_plus_; }

  T angle() const { return angle_known_ ? angle_ : Resolved().angle_; }
  T supplement() const { return angle_known_ ? supplement_ : Resolved().supplement_; }

  /// The same correlation with its angle computed, so that asking for it again costs nothing.
  Correlation Resolved() const {
    using std::asinh;
    using std::atan;
    using std::sqrt;
    if (angle_known_) return *this;
    Correlation c = *this;
    const auto near = RealPart(one_minus_) <= RealPart(one_plus_);
    const T small = Select<T>(near, one_minus_, one_plus_);
    const T large = Select<T>(near, one_plus_, one_minus_);
    T q;  // the smaller of theta and pi - theta
    if constexpr (ComplexScalar<T>) {
      const T s = sqrt(small), l = sqrt(large);
      const Real s_re = real(s), s_im = imag(s), l_re = real(l), l_im = imag(l);
      const Real ratio = s_re / l_re, twist = l_re * s_im - l_im * s_re;
      q = T(Real(2 * atan(ratio)), Real(asinh(twist)));
    } else if constexpr (requires { AngleOfComplement(small); }) {
      q = AngleOfComplement(small);
    } else {
      const T ratio = small / large;
      const T root = sqrt(ratio);
      const T half = atan(root);
      q = half + half;
    }
    const T rest = T(Pi<Real>()) - q;
    c.angle_ = Select<T>(near, q, rest);
    c.supplement_ = Select<T>(near, rest, q);
    c.angle_known_ = true;
    return c;
  }

 private:
  Correlation() = default;

  static Correlation FromAngles(const T& theta, const T& supplement) {
    const auto near = RealPart(theta) <= RealPart(supplement);
    const T q = Select<T>(near, theta, supplement);
    const T half = q * Real(0.5);
    const SinCos<T> h = ComputeSinCos(half);
    const T small = Real(2) * h.sin * h.sin;
    const T large = Real(2) * h.cos * h.cos;
    const T cosine = T(Real(1)) - small;
    Correlation c;
    c.cosine_ = Select<T>(near, cosine, -cosine);
    c.one_minus_ = Select<T>(near, small, large);
    c.one_plus_ = Select<T>(near, large, small);
    c.angle_ = theta;
    c.supplement_ = supplement;
    c.angle_known_ = true;
    return c;
  }

  static void CheckAngle(const char* function, const T& theta) {
    if constexpr (ComplexScalar<T>) {
      if (IsFinite(theta)) return;
    } else {
      if (Holds(theta >= T(Real(0)) && theta <= T(Pi<Real>()))) return;
    }
    throw std::domain_error(std::string("Correlation::") + function +
                            ": an angle must be finite and, if real, in [0, pi]; got " + Describe(theta));
  }

  static void CheckComplements(const char* function, const T& given, const T& one_minus, const T& one_plus) {
    if constexpr (ComplexScalar<T>) {
      if (IsFinite(one_minus) && IsFinite(one_plus)) return;
    } else {
      const T zero(Real(0)), two(Real(2));
      // The larger complement may be rounded up.
      const T top = two + two * Epsilon<Real>();
      if (Holds(one_minus >= zero && one_plus >= zero && one_minus <= top && one_plus <= top)) return;
    }
    throw std::domain_error(std::string("Correlation::") + function +
                            ": rho must be finite and, if real, in [-1, 1]; got " + Describe(given));
  }

  T cosine_{}, one_minus_{}, one_plus_{};
  T angle_{}, supplement_{};  // valid if angle_known_
  bool angle_known_ = false;
};

/// The correlation r1 r2 of a product of independent factors:
///   1 - r1 r2 = ((1+r1)(1-r2) + (1-r1)(1+r2)) / 2,   1 + r1 r2 = ((1+r1)(1+r2) + (1-r1)(1-r2)) / 2:
/// sums of terms of one sign, so nothing cancels.
template <Scalar T>
Correlation<T> Product(const Correlation<T>& r, const Correlation<T>& s) {
  const RealOf<T> half(0.5);
  const T rho = r.cosine() * s.cosine();
  const T one_minus = half * (r.one_plus() * s.one_minus() + r.one_minus() * s.one_plus());
  const T one_plus = half * (r.one_plus() * s.one_plus() + r.one_minus() * s.one_minus());
  return Correlation<T>::FromParts(rho, one_minus, one_plus);
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_CORRELATION_H_
