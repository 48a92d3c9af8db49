/// GELU: phi(u) = u Phi(u), Phi the distribution function of N(0, 1) [HenGim2016].
///
/// phi(u) = u/2 + e(u), odd and even, so the two are uncorrelated and their moments add.  For a centred Gaussian pair
/// of rms values (p, q) and correlation rho, c = p q rho, integration by parts gives, with s = c / M, M = sqrt((1 +
/// p^2)(1 + q^2)) of noisy_pair.h, i = 1/(1 + p^2) and j = 1/(1 + q^2),
///   E[e(u) e(v)]       = M/(2 pi) h(s),   h(s) = s asin s + (x^2 (1 - rho^2) + (i + j) s^2) / sqrt(1 - s^2),
///   E[phi'(u) phi'(v)] = 1/4 + h'(s)/(2 pi),   h'(s) = asin s + (i + j) s / sqrt(1 - s^2) + i j s / (1 - s^2)^(3/2),
///   E[phi(u)]          = p^2 / sqrt(2 pi (1 + p^2)),
/// [TsuEtAl2021] at p = q; on the unit sphere E[phi phi] = t/4 + t asin(t/2)/(2 pi) + 1/(2 pi sqrt(4 - t^2)).
/// 1 -+ rho' by parallel_pair.h, to which u/2 gives (p - q)^2/4 of D, (p^2 - q^2)/4 of A - B and p q (1 -+ rho)/4 of
/// C_1 -+ C, and e the following: with delta, mu of the pair x, |s|, and g(delta) = sin delta - delta cos delta,
///   h(x) - h(s) = 2 (mu cos mu sin delta - sin mu g(delta)) + (x^2 - s^2) / (X + S) (i + j + i j / (X S)),
///   X = sqrt(1 - x^2), S = sqrt(1 - s^2);
/// and, with the solid angles of noisy_pair.h for p >= q and r_pq^2 = 1 + p^2 + q^2,
///   2 pi D       = (p - q)^2 asin x_pq + (p^2 - q^2) strip + p^2 corner + (1 - i - j) a + b + i j (p^2 - q^2) d,
///   2 pi (A - B) = (p^2 - q^2) asin x_pp + q^2 (2 strip + corner) + R_pp - R_qq,   R_pp = 2 p^4 i / r_pp,
/// where d = r_pp - r_qq, a = r_pp + r_qq - 2 r_pq and b = 1/r_pp + 1/r_qq - 2/r_pq are written as multiples of p - q.
///
/// Domain: p, q >= 0, p^8 and q^8 finite; complex rho off the cuts |Re s| > 1.
/// Error for double: rms, mean <= 8 eps relative, slope <= 8 eps of its value at rho = 1, rho' <= 12 eps,
///   1 -+ rho' <= 32 eps (1 -+ rho' + ((p-q)/(p+q))^2) (gelu_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_GELU_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_GELU_H_

#include <cmath>
#include <numbers>

#include "ntk/activation_moments.h"
#include "ntk/activations/arc_tangent.h"
#include "ntk/activations/noisy_pair.h"
#include "ntk/activations/parallel_pair.h"
#include "ntk/correlation.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

namespace gelu_internal {

/// phi = u/2 + e at norms p, q.
template <Scalar M>
struct Pair {
  using R = RealOf<M>;

  M p, q;
  NoisyNorms<M> norms;

  /// M/(2 pi).
  M Unit() const { return norms.root / (R(2) * Pi<R>()); }
  M InverseSum() const { return norms.inverse_x + norms.inverse_z; }
  M InverseProduct() const { return norms.inverse_x * norms.inverse_z; }

  /// E[phi(p g)^2] = p^2/4 + (p^2 asin x_pp + R_pp)/(2 pi), i = 1/(1 + p^2).
  static M Square(const M& p, const M& i) {
    const M square = p * p;
    return R(0.25) * square + (square * ArcSineOfSquare(p, i) + FractionAtEqual(square, i)) / (R(2) * Pi<R>());
  }

  /// R_pp.
  static M FractionAtEqual(const M& square, const M& i) {
    using std::sqrt;
    return R(2) * square * square * i / M(sqrt(M(R(1)) + square + square));
  }

  /// E[e(p g) e(q g)].
  M EvenProduct() const {
    using std::sqrt;
    const M x = norms.x.cosine(), sine = sqrt(norms.square_cosine);
    return Unit() * (x * norms.arc_sine + x * x * InverseSum() / sine);
  }

  M Gap() const {
    using std::sqrt;
    const M one(R(1));
    const auto ordered = q <= p;
    const M high = Select<M>(ordered, p, q), low = Select<M>(ordered, q, p);
    const M i = Select<M>(ordered, norms.inverse_x, norms.inverse_z);
    const M j = Select<M>(ordered, norms.inverse_z, norms.inverse_x);
    const auto angles = StripAndCorner<M>::Of(p, q, M(p - q), norms);
    const M square_p = high * high, square_q = low * low, skew = high - low, step = skew * (high + low);
    const M r_pp = sqrt(one + square_p + square_p), r_qq = sqrt(one + square_q + square_q);
    const M r = sqrt(one + square_p + square_q), sum = r_pp + r_qq, d = R(2) * step / sum;
    const M a = -(d * d / (sum + r + r));
    const M pair = r_pp * r_qq;
    const M b = R(0.25) * d * d * (R(3) * sum * sum - d * d) / ((r * sum + pair + pair) * r * pair);
    const M distance = skew * skew * norms.arc_sine + step * angles.strip + square_p * angles.corner +
                       (one - i - j) * a + b + i * j * step * d;
    // R_pp - R_qq = 2 (p^4 - q^4) y_p - 2 q^4 (y_q - y_p), y_p = i / r_pp.
    const M fall = (step * r_pp + (one + square_q) * d) * i * j / pair;
    const M fractions = R(2) * (step * (square_p + square_q) * i / r_pp - square_q * square_q * fall);
    const M difference =
        step * ArcSineOfSquare(high, i) + square_q * (angles.strip + angles.strip + angles.corner) + fractions;
    const R unit = R(1) / (R(2) * Pi<R>());
    const M product = R(0.25) * p * q + EvenProduct();
    return ParallelPair<M>{Square(p, norms.inverse_x), Square(q, norms.inverse_z), product,
                           R(0.25) * skew * skew + unit * distance, R(0.25) * step + unit * difference}
        .Gap(p, q);
  }
};

}  // namespace gelu_internal

struct Gelu {
  static double Value(double u) { return u * Normal(u); }
  static double Derivative(double u) {
    return Normal(u) + u * std::exp(-0.5 * u * u) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const gelu_internal::Pair<M> pair{p, q, NoisyNorms<M>::Of(p, q)};
    const Correlation<T> s = pair.norms.Noisy(rho);
    const T root = pair.norms.NoisyCosine(rho);
    return {SecondMomentsOf(pair, rho, s, root), T(T(R(0.25)) + EvenSlope(pair, s.cosine(), root)),
            Mean(p, pair.norms.inverse_root_x), Mean(q, pair.norms.inverse_root_z)};
  }

 private:
  /// Phi(u).
  static double Normal(double u) { return 0.5 * std::erfc(-u / std::numbers::sqrt2); }

  template <Scalar M>
  static M Mean(const M& p, const M& inverse_root) {
    using std::sqrt;
    using R = RealOf<M>;
    return p * p * inverse_root / R(sqrt(R(R(2) * Pi<R>())));
  }

  template <Scalar T>
  static SecondMoments<T> SecondMomentsOf(const gelu_internal::Pair<MagnitudeOf<T>>& pair, const Correlation<T>& rho,
                                          const Correlation<T>& s, const T& root) {
    using std::sqrt;
    using M = MagnitudeOf<T>;
    const M x = pair.norms.x.cosine(), root_x = sqrt(pair.norms.square_cosine), square = x * x;
    // |s| of the same h.
    const auto near = RealPart(rho.one_minus()) <= RealPart(rho.one_plus());
    const T rest = rho.one_minus() * rho.one_plus();
    const T y = Select<T>(near, s.cosine(), T(-s.cosine()));
    const auto size = Correlation<T>::FromParts(y, Select<T>(near, s.one_minus(), s.one_plus()),
                                                Select<T>(near, s.one_plus(), s.one_minus()));
    const T step = T(x * Select<T>(near, rho.one_minus(), rho.one_plus()));
    const auto delta = ArcSineDifference<T>::Of(pair.norms.x, size, step);
    const T mean = T(pair.norms.arc_sine) - delta.half, twice = delta.cosine + delta.cosine;
    const T sine = (T(x) + y) / twice, cosine = (T(root_x) + root) / twice;
    const T arcs = mean * cosine * delta.sine - sine * SineExcess(delta.half);
    const T weight = T(pair.InverseSum()) + T(pair.InverseProduct()) / T(root_x * root);
    const T drop = arcs + arcs + T(square * rest) / (T(root_x) + root) * weight;
    const T inverse = T(RealOf<T>(1)) / root;
    const T value =
        s.cosine() * ArcSine(s.cosine(), root) + T(T(square * rest) + T(pair.InverseSum() * T(y * y))) * inverse;
    const M unit = pair.Unit(), gap = Holds(pair.p == pair.q) ? M(RealOf<T>(0)) : pair.Gap();
    const M linear = RealOf<T>(0.25) * pair.p * pair.q;
    const T covariance = T(unit * value), even_drop = T(unit * drop), even_rise = T(T(pair.EvenProduct()) + covariance);
    return MomentsOf<T>(pair.Square(pair.p, pair.norms.inverse_x), pair.Square(pair.q, pair.norms.inverse_z), gap,
                        T(T(linear * rho.cosine()) + covariance), AddOnSide(T(linear * rho.one_minus()), even_drop),
                        AddOnSide(T(linear * rho.one_plus()), even_rise));
  }

  /// h'(s)/(2 pi).
  template <Scalar T>
  static T EvenSlope(const gelu_internal::Pair<MagnitudeOf<T>>& pair, const T& s, const T& root) {
    using R = RealOf<T>;
    const T inverse = T(R(1)) / root, tangent = s * inverse;
    const T sum = T(pair.InverseSum()) + T(pair.InverseProduct()) * T(inverse * inverse);
    return (ArcSine(s, root) + tangent * sum) / R(R(2) * Pi<R>());
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_GELU_H_
