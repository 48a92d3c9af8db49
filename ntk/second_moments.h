/// The second moments of a random function h at a pair of inputs (x, z), in the form that keeps their digits:
///   rms_x = sqrt(E[h(x)^2]),  rms_z = sqrt(E[h(z)^2]),  correlation rho = E[h(x) h(z)] / (rms_x rms_z),
/// and their sum and product over independent functions.
///
/// Sum.  With the lengths (f_x, f_z), (g_x, g_z) and the means, written f', g',
///   S_x^2 = E[(f+g)(x)^2] = f_x^2 + g_x^2 + 2 f'_x g'_x   (and at z),
///   E[(f+g)(x) (f+g)(z)] = rho_f p_f + rho_g p_g + r,   p_f = f_x f_z,   r = f'_x g'_z + g'_x f'_z.
/// At the greatest correlations of f and g that is p_f + p_g + r; what it lacks of S_x S_z then is made of determinants
/// |a b| = a_x b_z - b_x a_z, all of them 0 for equal norms:
///   (S_x S_z)^2 - (p_f + p_g + r)^2 = |f g|^2 + 2 |f f'| |f g'| + 2 |g f'| |g g'| - |f' g'|^2.
/// All of it is taken relative to S_x S_z before anything is squared, so that no digits underflow where it does not.
///
/// Domain: rms >= 0, |mean| <= rms.  A sum that vanishes at x or z is given rho = 1.
/// Error for double: 1 - rho and 1 + rho of a sum or product <= 8 eps relative if those of the parts and the lengths
/// are exact; with means >= 0 up to half the rms at inputs of different norm, <= 16 eps.  Means of opposite sign leave
/// of the squares no more than a = min S^2 / (f^2 + g^2 + 2 |f' g'|) over x and z: then rms <= 4 eps/a relative,
/// 1 -+ rho <= 8 eps/a, and at equal norms 1 - rho <= 8 eps/a relative (second_moments_test).
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

/// E[f], E[g] at x and z.
template <Scalar T>
struct Means {
  using M = MagnitudeOf<T>;

  M f_x = M(RealOf<T>(0));
  M f_z = M(RealOf<T>(0));
  M g_x = M(RealOf<T>(0));
  M g_z = M(RealOf<T>(0));
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
SecondMoments<T> Sum(const SecondMoments<T>& f, const SecondMoments<T>& g, const Means<T>& means = {}) {
  using std::sqrt;
  using M = MagnitudeOf<T>;
  const M zero(RealOf<T>(0)), one(RealOf<T>(1)), two(RealOf<T>(2));
  const auto square = [&](const M& f_rms, const M& g_rms, const M& f_mean, const M& g_mean) {
    const M sum = f_rms * f_rms + g_rms * g_rms + two * (f_mean * g_mean);
    return Select<M>(sum <= zero, zero, sum);  // what is left of 0 when opposite means cancel
  };
  const M square_x = square(f.rms_x, g.rms_x, means.f_x, means.g_x);
  const M square_z = square(f.rms_z, g.rms_z, means.f_z, means.g_z);
  const M rms_x = sqrt(square_x), rms_z = sqrt(square_z);
  const M product = rms_x * rms_z;
  const auto vanishes = product <= zero;
  const M inverse = one / Select<M>(vanishes, one, product);
  const M p_f = f.rms_x * f.rms_z * inverse, p_g = g.rms_x * g.rms_z * inverse;
  const M r = means.f_x * means.g_z * inverse + means.g_x * means.f_z * inverse;
  // By what the parts gain from the side where the sum is shorter: exactly 0 for equal lengths, also where the compiler
  // fuses a product and a difference.  Of either sign, by which side that is; they are only multiplied with each other.
  const auto shorter_x = square_x <= square_z;
  struct Ends {
    M low, gain;
  };
  const auto ends = [&](const M& x, const M& z) {
    const M low = Select<M>(shorter_x, x, z), high = Select<M>(shorter_x, z, x);
    return Ends{low, M(high - low)};
  };
  const auto determinant = [&](const Ends& a, const Ends& b) { return M((a.low * b.gain - b.low * a.gain) * inverse); };
  const Ends of_f = ends(f.rms_x, f.rms_z), of_g = ends(g.rms_x, g.rms_z);
  const Ends mean_f = ends(means.f_x, means.f_z), mean_g = ends(means.g_x, means.g_z);
  const M lengths = determinant(of_f, of_g), both = determinant(mean_f, mean_g);
  const M of_means =
      determinant(of_f, mean_f) * determinant(of_f, mean_g) + determinant(of_g, mean_f) * determinant(of_g, mean_g);
  const M squares = lengths * lengths + two * of_means - both * both;
  const M greatest = p_f + p_g + r;
  const auto opposite = greatest <= zero;
  const M gap = Select<M>(opposite, M(one - greatest), M(squares / (one + Select<M>(opposite, zero, greatest))));
  const T rho = T(p_f * f.correlation.cosine()) + T(p_g * g.correlation.cosine()) + T(r);
  // Complements on a cut of complex correlations keep their side: real numbers join the real part alone.
  T minus = AddOnSide(T(p_f * f.correlation.one_minus()), T(p_g * g.correlation.one_minus()));
  T plus = AddOnSide(T(p_f * f.correlation.one_plus()), T(p_g * g.correlation.one_plus()));
  minus = T(minus + gap);
  plus = T(plus + M(gap + two * r));

  if constexpr (!ComplexScalar<T>) {  // what is left of 0 when the means cancel the rest
    const T none(RealOf<T>(0)), rounded_minus = minus, rounded_plus = plus;
    minus = Select<T>(rounded_minus <= none, none, rounded_minus);
    plus = Select<T>(rounded_plus <= none, none, rounded_plus);
  }

  const Correlation<T> equal = Correlation<T>::Equal();
  return {
      rms_x, rms_z,
      Correlation<T>::FromParts(Select<T>(vanishes, equal.cosine(), rho), Select<T>(vanishes, equal.one_minus(), minus),
                                Select<T>(vanishes, equal.one_plus(), plus))};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SECOND_MOMENTS_H_
