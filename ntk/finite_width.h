/// The scatter of the empirical NTK of a net of width m over its initialisation, in closed form, for nets whose units
/// are independent: polynomial nets (polynomial_net.h) and gated units (gated_unit.h).
///
/// K_m(x, z) = <grad f(x), grad f(z)> is the mean of m independent terms, one of each unit, so at every width
///   E[K_m] = ntk,   Var[K_m] = V / m,   V = E[t^2] - ntk^2,
/// t the term of one unit.  With a = phi(u) phi(v), b = phi'(u) phi'(v), u = <w,x>, v = <w,z>, w ~ N(0, I), s = <x,z>,
/// all of it follows from three moments of a branch, aa = E[a^2], ab = E[a b], bb = E[b^2]:
///   max(u, 0):  aa = |x|^2 |z|^2 J_2(theta) / (2 pi),   ab = E[a],   bb = E[b],
///               J_2 = 3 sin(theta) cos(theta) + (pi - theta) (1 + 2 cos(theta)^2)           [ChoSaul2009, sec. 2]
///   u:          aa = |x|^2 |z|^2 (1 + 2 cos(theta)^2),  ab = s,      bb = 1
/// and E[c^2] = 1, E[c^4] = 3 of the last layer's weights.  In a polynomial net of degree N, a and b of N branches,
///   t = 2 r^N (prod_n a_n + c^2 s sum_n b_n prod_{l != n} a_l),   r = s_phi^2 of the normalization (2 or 1),
///   E[t^2] = 4 r^2N (aa^N + 2 s N ab aa^{N-1} + 3 s^2 (N bb aa^{N-1} + N (N-1) ab^2 aa^{N-2}));
/// in a gated unit, with g = <p,x> <p,z>, E[g] = s, E[g^2] = |x|^2 |z|^2 + 2 s^2,
///   t = a g + c^2 (s a + s g b),
///   E[t^2] = aa E[g^2] + 2 s (aa s + ab E[g^2]) + 3 s^2 (aa + 2 ab s + bb E[g^2]);
/// ScatterOfGatedUnit takes the moments of any phi (activations/fourth_moments.h).
/// At x = z on the unit sphere V = 48 for PolynomialNet(1), where ntk = 4; the bilinear unit has V = 36, ntk = 3; ReGLU
/// at theta = 1 has V = 3.4255, a standard deviation of 4.176 ntk / sqrt(m).
///
/// Throws std::invalid_argument for degree < 1, or a normalization that depends on the width.
/// Error for double, of V at the norms and angle zero: <= (16 + 4 N) eps (finite_width_test).
#ifndef HADAMARD_NTK_NTK_FINITE_WIDTH_H_
#define HADAMARD_NTK_NTK_FINITE_WIDTH_H_

#include <cmath>
#include <concepts>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/gated_unit.h"
#include "ntk/identity.h"
#include "ntk/normalization.h"
#include "ntk/polynomial_net.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// E[a^2], E[a b], E[b^2] of one branch, phi without a factor.
template <Scalar T>
struct BranchMoments {
  T aa, ab, bb;
};

/// Phi: Relu, for max(u, 0), or Identity.
template <class Phi, Scalar T>
requires(std::same_as<Phi, Relu> || std::same_as<Phi, Identity>) BranchMoments<T> MomentsOfBranch(
    const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& correlation) {
  using std::sqrt;
  using R = RealOf<T>;
  const Correlation<T> c = correlation.Resolved();
  const MagnitudeOf<T> norms = norm_x * norm_z;
  const T cosine = c.cosine(), square = T(R(1)) + R(2) * cosine * cosine;
  const MagnitudeOf<T> squares = norms * norms;
  if constexpr (std::same_as<Phi, Identity>) {
    return {T(squares * square), T(norms * cosine), T(R(1))};
  } else {
    const T sine = sqrt(T(c.one_minus() * c.one_plus()));
    const T j_2 = R(3) * sine * cosine + c.supplement() * square;
    const R half(0.5);
    return {T(squares * T(j_2 / R(R(2) * Pi<R>()))), T(half * T(norms * Relu::Dual(c))), T(half * Relu::DualSlope(c))};
  }
}

namespace finite_width_internal {

template <Scalar T>
T PowerOf(const T& x, int n) {
  T power(RealOf<T>(1));
  for (int i = 0; i < n; ++i) power = power * x;
  return power;
}

}  // namespace finite_width_internal

/// V of a polynomial net.
template <class Phi>
class PolynomialNetScatter {
 public:
  explicit PolynomialNetScatter(int degree, Normalization normalization = Normalization::kUnit)
      : degree_(degree), net_(degree, normalization) {
    if (normalization == Normalization::kRawActivationOverWidth) {
      throw std::invalid_argument("PolynomialNetScatter: the normalization must not depend on the width");
    }
    gain_ = normalization == Normalization::kUnit ? 1 / Phi::kRawSecondMoment : 1;
  }

  template <Scalar T>
  T operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    using R = RealOf<T>;
    using finite_width_internal::PowerOf;
    const BranchMoments<T> moments = MomentsOfBranch<Phi, T>(norm_x, norm_z, c);
    const R gain(gain_ * gain_), n(degree_), pairs(degree_ * (degree_ - 1.0));
    const T aa = gain * moments.aa, ab = gain * moments.ab, bb = gain * moments.bb;
    const T s = T(MagnitudeOf<T>(norm_x * norm_z) * c.cosine()), ntk = net_(norm_x, norm_z, c).ntk;
    const T below = PowerOf(aa, degree_ - 1);
    const T two = degree_ > 1 ? T(pairs * (ab * ab) * PowerOf(aa, degree_ - 2)) : T(R(0));
    const T square = below * aa + R(2) * n * s * ab * below + R(3) * (s * s) * (n * bb * below + two);
    return T(R(4) * square - ntk * ntk);
  }

 private:
  int degree_;
  BasicPolynomialNet<Phi> net_;
  double gain_ = 1;
};

/// V of a gated unit, NTK parameterization, from the moments of phi and those of the gate, u itself, and its NTK.
template <Scalar T>
T ScatterOfGatedUnit(const BranchMoments<T>& moments, const BranchMoments<T>& gate, const T& ntk) {
  using R = RealOf<T>;
  const T s = gate.ab, g = gate.aa;
  const T once = moments.aa * s + moments.ab * g;
  const T twice = moments.aa + R(2) * moments.ab * s + moments.bb * g;
  return T(moments.aa * g + R(2) * s * once + R(3) * (s * s) * twice - ntk * ntk);
}

/// V of a gated unit of max(u, 0) or u.
template <class Phi>
class GatedUnitScatter {
 public:
  template <Scalar T>
  T operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const BranchMoments<T> moments = MomentsOfBranch<Phi, T>(norm_x, norm_z, c);
    const BranchMoments<T> gate = MomentsOfBranch<Identity, T>(norm_x, norm_z, c);
    return ScatterOfGatedUnit<T>(moments, gate, GatedUnit<Phi>()(norm_x, norm_z, c).ntk);
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FINITE_WIDTH_H_
