/// What activations made of the normal distribution see of a Gaussian pair (u, v) of rms values (p, q) and correlation
/// rho: the pair (u + n, v + n') with independent noise n, n' ~ N(0, 1), of the correlation
///   s = x rho,   x = p q / sqrt((1 + p^2)(1 + q^2)),
/// and differences of arc sines.  Nothing cancels in
///   1 -+ s = (1 - x) + x (1 -+ rho),   1 - x = (1 + p^2 + q^2) / ((1 + p^2)(1 + q^2)(1 + x)),
///   1 - s^2 = (1 - x^2) + x^2 (1 - rho^2),   1 - x^2 = (1 + p^2 + q^2) / ((1 + p^2)(1 + q^2)).
/// With the roots u = sqrt(1 -+ x), w = sqrt(1 -+ y), delta = (asin x - asin y)/2 and mu = (asin x + asin y)/2,
///   sin delta = (x - y) / (u_- w_+ + u_+ w_-),   cos delta = (u_+ w_+ + u_- w_-)/2.
///
/// asin x = atan(p q / sqrt(1 + p^2 + q^2)) is the solid angle of the rectangle [0, p] x [0, q] at height 1
/// [OosStr1983], so second differences of it are solid angles, too: with p >= q,
///   asin x_pq - asin x_qq = strip [q, p] x [0, q],   asin x_pp + asin x_qq - 2 asin x_pq = corner [q, p]^2 ,
/// the corner by [OosStr1983] for its two triangles.
///
/// Domain: p, q >= 0, p^4 and q^4 finite.
/// Error for double: complements, sqrt(1 - s^2), strip, corner, delta, sin delta and cos delta <= 8 eps relative, for
/// p, q, p - q and x - y given exactly (noisy_pair_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_NOISY_PAIR_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_NOISY_PAIR_H_

#include <cmath>

#include "ntk/activations/arc_tangent.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// delta = (asin x - asin y)/2, and what is known of it and of mu without a sine.
template <Scalar T>
struct ArcSineDifference {
  T half;    ///< delta
  T sine;    ///< sin delta
  T cosine;  ///< cos delta

  static ArcSineDifference Of(const Correlation<MagnitudeOf<T>>& x, const Correlation<T>& y, const T& x_minus_y) {
    using std::sqrt;
    using R = RealOf<T>;
    const MagnitudeOf<T> u_minus = sqrt(x.one_minus()), u_plus = sqrt(x.one_plus());
    const T w_minus = sqrt(y.one_minus()), w_plus = sqrt(y.one_plus());
    const T crossed = T(u_minus * w_plus) + T(u_plus * w_minus);
    const T sine = x_minus_y / crossed;
    const T cosine = R(0.5) * T(T(u_plus * w_plus) + T(u_minus * w_minus));
    return {ArcSine(sine, cosine), sine, cosine};
  }
};

/// The pair at norms p, q alone: rho = 1.
template <Scalar M>
struct NoisyNorms {
  M inverse_root_x;  ///< 1 / sqrt(1 + p^2)
  M inverse_root_z;  ///< 1 / sqrt(1 + q^2)
  M inverse_x;       ///< 1 / (1 + p^2)
  M inverse_z;       ///< 1 / (1 + q^2)
  M root;            ///< sqrt((1 + p^2)(1 + q^2))
  M inverse_root;    ///< 1 / root
  M arc_sine;        ///< asin x
  M square_cosine;   ///< 1 - x^2
  Correlation<M> x;  ///< x

  static NoisyNorms Of(const M& p, const M& q) {
    using std::sqrt;
    const M one(RealOf<M>(1));
    const M square_x = p * p, square_z = q * q;
    // What is known of q alone is computed so: pair_tiles.h keeps it.
    const M root_x = sqrt(one + square_x), root_z = sqrt(one + square_z), root = root_x * root_z;
    const M inverse_root_x = one / root_x, inverse_root_z = one / root_z;
    const M inverse_root = inverse_root_x * inverse_root_z;
    const M inner = one + square_x + square_z, product = p * q, height = sqrt(inner);
    const M x = product * inverse_root, one_plus = one + x;
    const M square_cosine = inner * inverse_root * inverse_root, one_minus = square_cosine / one_plus;
    return {inverse_root_x,
            inverse_root_z,
            inverse_root_x * inverse_root_x,
            inverse_root_z * inverse_root_z,
            root,
            inverse_root,
            ArcTangent(product, height, inverse_root),
            square_cosine,
            Correlation<M>::FromParts(x, one_minus, one_plus)};
  }

  /// sqrt(1 - s^2), without the complements of s.
  template <Scalar T>
  T NoisyCosine(const Correlation<T>& rho) const {
    using std::sqrt;
    const M square = x.cosine() * x.cosine();
    return T(sqrt(AddOnSide(T(square_cosine), T(square * T(rho.one_minus() * rho.one_plus())))));
  }

  /// s = x rho.
  template <Scalar T>
  Correlation<T> Noisy(const Correlation<T>& rho) const {
    const T minus = T(x.cosine() * rho.one_minus()), plus = T(x.cosine() * rho.one_plus());
    return Correlation<T>::FromParts(T(x.cosine() * rho.cosine()), T(T(x.one_minus()) + minus),
                                     T(T(x.one_minus()) + plus));
  }
};

/// asin(p^2 / (1 + p^2)): asin x for q = p; of p and 1/(1 + p^2).
template <Scalar M>
M ArcSineOfSquare(const M& p, const M& inverse) {
  using std::sqrt;
  const M square = p * p;
  const M height = sqrt(M(RealOf<M>(1)) + square + square);
  return ArcTangent(square, height, inverse);
}

/// The solid angles of [q, p] x [0, q] and [q, p]^2 at height 1, of the larger and the smaller norm p and q.
template <Scalar M>
struct StripAndCorner {
  M strip;
  M corner;

  /// `difference` is norm_x - norm_z, of which scaled norms have lost digits.
  static StripAndCorner Of(const M& norm_x, const M& norm_z, const M& difference, const NoisyNorms<M>& norms) {
    using std::sqrt;
    using R = RealOf<M>;
    const M one(R(1));
    const auto ordered = norm_z <= norm_x;
    const M p = Select<M>(ordered, norm_x, norm_z), q = Select<M>(ordered, norm_z, norm_x);
    const M inverse_root_p = Select<M>(ordered, norms.inverse_root_x, norms.inverse_root_z);
    const M inverse_root_q = Select<M>(ordered, norms.inverse_root_z, norms.inverse_root_x);
    const M inverse_p = inverse_root_p * inverse_root_p, inverse_q = inverse_root_q * inverse_root_q;
    const M square_p = p * p, square_q = q * q, inner = one + p * q;
    const M skew = Select<M>(ordered, difference, -difference);
    // x_pq - x_qq = b (a - b), a = p / sqrt(1 + p^2), b = q / sqrt(1 + q^2).
    const M a = p * inverse_root_p, b = q * inverse_root_q, sum = a + b;
    const M step = b * skew * (p + q) * inverse_p * inverse_q / Select<M>(sum <= M(R(0)), one, sum);
    const M x_qq = square_q * inverse_q;
    const auto y = Correlation<M>::FromParts(x_qq, inverse_q, one + x_qq);
    const M strip = R(2) * ArcSineDifference<M>::Of(norms.x, y, step).half;
    const M r_pp = sqrt(one + square_p + square_p), r_qq = sqrt(one + square_q + square_q);
    const M r_pq = sqrt(one + square_p + square_q);
    const M volume = skew * skew, base = (r_pp * r_qq * r_pq + (inner + square_q) * r_pp + (inner + p * q) * r_pq +
                                          (inner + square_p) * r_qq);
    return {strip, R(4) * ArcTangent(volume, base)};
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_NOISY_PAIR_H_
