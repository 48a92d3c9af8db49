/// The second moments of a random function h at a pair of inputs (x, z), in the form that keeps their digits:
///   rms_x = sqrt(E[h(x)^2]),  rms_z = sqrt(E[h(z)^2]),  correlation rho = E[h(x) h(z)] / (rms_x rms_z),
/// and their sum and product over independent functions.
///
/// Sum.  f and g are vectors of lengths (f_x, f_z), (g_x, g_z), orthogonal up to their means; the cross terms of these,
///   E[(f+g)(x)^2] = f_x^2 + g_x^2 + c_x^2,   c_x^2 = 2 E[f(x)] E[g(x)]   (and at z),
/// act like a third part of lengths (c_x, c_z), but for its covariance, P + Q = E[f(x)]E[g(z)] + E[g(x)]E[f(z)], which
/// exceeds c_x c_z = 2 sqrt(PQ) by (sqrt P - sqrt Q)^2.  With S = |sum at x| |sum at z| and p_i the product of part i's
/// lengths, Lagrange's identity gives what 1 - rho and 1 + rho need without cancellation:
///   S - p_f - p_g - p_c = sum_{i<j} (i_x j_z - j_x i_z)^2 / (S + p_f + p_g + p_c).
/// All of it is taken relative to S before anything is squared, so that no digits underflow where S does not.
///
/// Domain: rms >= 0, means >= 0.  A sum that vanishes at x or z is given rho = 1.
/// Error for double: 1 - rho and 1 + rho of a sum or product <= 8 eps relative if those of the parts and the lengths
/// are exact; with means up to half the rms at inputs of different norm, <= 16 eps (second_moments_test).
#ifndef HADAMARD_NTK_NTK_SECOND_MOMENTS_H_
#define HADAMARD_NTK_NTK_SECOND_MOMENTS_H_

#include <cmath>

#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <Scalar T>
struct SecondMoments {
  MagnitudeOf<T> rms_x;
  MagnitudeOf<T> rms_z;
  Correlation<T> correlation;

  /// E[h(x) h(z)].
  T nngp() const {
    const MagnitudeOf<T> scale = rms_x * rms_z;
    return T(scale * correlation.cosine());
  }
};

/// f * g for independent f and g.
template <Scalar T>
SecondMoments<T> Product(const SecondMoments<T>& f, const SecondMoments<T>& g) {
  return {MagnitudeOf<T>(f.rms_x * g.rms_x), MagnitudeOf<T>(f.rms_z * g.rms_z), Product(f.correlation, g.correlation)};
}

/// The third part of a sum: what the means of f and g add to its second moments.
template <Scalar T>
struct CrossTerms {
  using M = MagnitudeOf<T>;

  M x = M(RealOf<T>(0));
  M z = M(RealOf<T>(0));
  M root_excess = M(RealOf<T>(0));  // sqrt P - sqrt Q

  static CrossTerms OfMeans(const M& f_x, const M& f_z, const M& g_x, const M& g_z) {
    using std::sqrt;
    const RealOf<T> two(2);
    const M p = f_x * g_z, q = g_x * f_z, square_x = two * f_x * g_x, square_z = two * f_z * g_z;
    if (Holds(p + q + square_x + square_z <= M(RealOf<T>(0)))) return {};  // also: sqrt has no derivative at 0
    const M root_p = sqrt(p), root_q = sqrt(q);
    return {M(sqrt(square_x)), M(sqrt(square_z)), M(root_p - root_q)};
  }
};

/// a + b of two complements 1 -+ rho.  If both are real and one is on a cut (negative), the sign of its zero imaginary
/// part says on which side, and the sum keeps that: -0 + 0 is 0.
template <Scalar T>
T AddOnSide(const T& a, const T& b) {
  const T sum = a + b;
  if constexpr (ComplexScalar<T>) {
    using R = RealOf<T>;
    if (imag(a) == R(0) && imag(b) == R(0)) return T(R(real(sum)), R(imag(real(a) < R(0) ? a : b)));
  }
  return sum;
}

/// f + g for independent f and g; without the third argument at least one of them is centred.
template <Scalar T>
SecondMoments<T> Sum(const SecondMoments<T>& f, const SecondMoments<T>& g, const CrossTerms<T>& c = {}) {
  using std::sqrt;
  using M = MagnitudeOf<T>;
  const M zero(RealOf<T>(0)), one(RealOf<T>(1));
  const M square_x = f.rms_x * f.rms_x + g.rms_x * g.rms_x + c.x * c.x;
  const M square_z = f.rms_z * f.rms_z + g.rms_z * g.rms_z + c.z * c.z;
  const M rms_x = sqrt(square_x), rms_z = sqrt(square_z);
  const M product = rms_x * rms_z;
  const auto vanishes = product <= zero;
  const M inverse = one / Select<M>(vanishes, one, product);
  const M p_f = f.rms_x * f.rms_z * inverse, p_g = g.rms_x * g.rms_z * inverse, p_c = c.x * c.z * inverse;
  // a_x b_z - b_x a_z (of either sign) by what the parts gain from the side where the sum is shorter: exactly 0 for
  // equal lengths, also where the compiler fuses a product and a difference.
  const auto shorter_x = square_x <= square_z;
  const auto low = [&](const M& x, const M& z) { return Select<M>(shorter_x, x, z); };
  const auto gain = [&](const M& x, const M& z) { return M(low(z, x) - low(x, z)); };
  const M low_f = low(f.rms_x, f.rms_z), low_g = low(g.rms_x, g.rms_z), low_c = low(c.x, c.z);
  const M gain_f = gain(f.rms_x, f.rms_z), gain_g = gain(g.rms_x, g.rms_z), gain_c = gain(c.x, c.z);
  const M skew_fg = (low_f * gain_g - low_g * gain_f) * inverse;
  const M skew_fc = (low_f * gain_c - low_c * gain_f) * inverse;
  const M skew_gc = (low_g * gain_c - low_c * gain_g) * inverse;
  const M excess = c.root_excess * (c.root_excess * inverse);
  const M squares = skew_fg * skew_fg + skew_fc * skew_fc + skew_gc * skew_gc;
  const M gap = squares / (one + p_f + p_g + p_c);
  const M cross = p_c + excess;
  const M gap_minus = gap - excess, gap_plus = gap + p_c + cross;
  const T rho = T(p_f * f.correlation.cosine()) + T(p_g * g.correlation.cosine()) + T(cross);
  // Complements on a cut of complex correlations keep their side: real numbers join the real part alone.
  T minus = AddOnSide(T(p_f * f.correlation.one_minus()), T(p_g * g.correlation.one_minus()));
  T plus = AddOnSide(T(p_f * f.correlation.one_plus()), T(p_g * g.correlation.one_plus()));
  minus = T(minus + gap_minus);
  plus = T(plus + gap_plus);

  if constexpr (!ComplexScalar<T>) {  // what is left of 0 when the excess cancels the gap
    const T none(RealOf<T>(0)), rounded = minus;
    minus = Select<T>(rounded <= none, none, rounded);
  }

  const Correlation<T> equal = Correlation<T>::Equal();
  return {
      rms_x, rms_z,
      Correlation<T>::FromParts(Select<T>(vanishes, equal.cosine(), rho), Select<T>(vanishes, equal.one_minus(), minus),
                                Select<T>(vanishes, equal.one_plus(), plus))};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SECOND_MOMENTS_H_
