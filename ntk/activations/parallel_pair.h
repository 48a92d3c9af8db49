/// The second moments of phi(u), phi(v) from what phi makes of the parallel pair (p g, q g), g ~ N(0, 1), of rms values
/// p, q.  With A = E[phi(p g)^2], B = E[phi(q g)^2], C = E[phi(u) phi(v)] and C_1 = E[phi(p g) phi(q g)], its value at
/// rho = 1,
///   1 - rho' = (gap + (C_1 - C)) / sqrt(AB),   1 + rho' = (gap + (C_1 + C)) / sqrt(AB),
///   gap = sqrt(AB) - C_1 = (D - (sqrt A - sqrt B)^2) / 2 >= 0,   D = E[(phi(p g) - phi(q g))^2] = A + B - 2 C_1.
/// An activation gives D, A - B and C_1 - C (for an odd phi also C_1 + C) in forms that do not cancel; then the gap
/// keeps the square of p - q, and 1 - rho' that and the digits of 1 - rho.  Where p and q differ by more than a factor
/// of 2, sqrt(AB) - C_1 is subtracted as it stands, since D is no longer small.
///
/// A phi that vanishes at x or z is given rho' = 1, as in second_moments.h.
/// Error: k eps (1 - rho' + ((p-q)/(p+q))^2) for a small k that each activation states.
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_PARALLEL_PAIR_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_PARALLEL_PAIR_H_

#include <cmath>

#include "ntk/correlation.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// M is the type of a norm.
template <Scalar M>
struct ParallelPair {
  M square_x;    ///< A
  M square_z;    ///< B
  M product;     ///< C_1
  M distance;    ///< D
  M difference;  ///< A - B, of either sign

  M Gap(const M& p, const M& q) const {
    using std::sqrt;
    using R = RealOf<M>;
    const M zero(R(0)), one(R(1));
    const M root_x = sqrt(square_x), root_z = sqrt(square_z);
    const M sum = root_x + root_z;
    const M step = difference / Select<M>(sum <= zero, one, sum);
    const M close = R(0.5) * (distance - step * step);
    const M apart = root_x * root_z - product;
    const M skew = p - q, total = p + q;
    const M gap = Select<M>(R(9) * skew * skew <= total * total, close, apart);
    return Select<M>(gap <= zero, zero, gap);
  }
};

/// From C, C_1 - C and C_1 + C.
template <Scalar T>
SecondMoments<T> MomentsOf(const MagnitudeOf<T>& square_x, const MagnitudeOf<T>& square_z, const MagnitudeOf<T>& gap,
                           const T& covariance, const T& drop, const T& rise) {
  using std::sqrt;
  using M = MagnitudeOf<T>;
  const M zero(RealOf<T>(0)), one(RealOf<T>(1));
  const M rms_x = sqrt(square_x), rms_z = sqrt(square_z);
  const M product = rms_x * rms_z;
  const auto vanishes = product <= zero;
  const M inverse = one / Select<M>(vanishes, one, product);
  const Correlation<T> equal = Correlation<T>::Equal();
  const T rho = T(inverse * covariance);
  const T minus = T(inverse * AddOnSide(T(gap), drop)), plus = T(inverse * AddOnSide(T(gap), rise));
  return {
      rms_x, rms_z,
      Correlation<T>::FromParts(Select<T>(vanishes, equal.cosine(), rho), Select<T>(vanishes, equal.one_minus(), minus),
                                Select<T>(vanishes, equal.one_plus(), plus))};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_PARALLEL_PAIR_H_
