/// The squared length of the difference of two vectors from what a kernel sees of them:
///   |x - z|^2 = (|x| - |z|)^2 + 2 |x||z| (1 - rho),
/// a sum of terms >= 0 that keeps the digits of near-parallel inputs; |x|^2 + |z|^2 - 2 <x,z> does not.  That of a x
/// and b z with a, b >= 0 is the same at norms a |x| and b |z|. Domain: norms >= 0.  Error for double: 4 eps relative
/// for norms and 1 - rho given exactly (fourier_filter_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_SQUARED_DISTANCE_H_
#define HADAMARD_NTK_NTK_FILTERS_SQUARED_DISTANCE_H_

#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <Scalar T>
T SquaredDistance(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) {
  using M = MagnitudeOf<T>;
  const M radial = norm_x - norm_z;
  const M square = radial * radial, twice = RealOf<T>(2) * norm_x * norm_z;
  return T(T(square) + T(twice * c.one_minus()));
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_SQUARED_DISTANCE_H_
