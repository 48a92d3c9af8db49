/// The second moments of phi(u), phi(v) from the Hermite coefficients of phi at the two norms,
///   phi(p g) = sum_k a_k he_k(g),   phi(q g) = sum_k b_k he_k(g),   E[he_j(g) he_k(g')] = [j = k] rho^k,
/// he_k = He_k / sqrt(k!) the orthonormal polynomials of N(0, 1) [DanFroSin2016]:
///   C = sum a_k b_k rho^k,   C_1 -+ C = sum a_k b_k (1 -+ rho^k),   A = sum a_k^2,   B = sum b_k^2,
///   gap = sqrt(AB) - C_1 = A |c - (a.c/A) a|^2 / (sqrt(AB) + C_1),   c = b - a,   where C_1 > 0.
/// Of coefficients that are not given the series knows that they are 0.  1 -+ rho' then as in parallel_pair.h; the
/// powers rho^k carry their complements (Product in correlation.h).
///
/// Error: of C, C_1 -+ C: <= 2 n eps of the sum of |a_k b_k (1 -+ rho^k)|, n the last k; of the gap: 4 n (eps sqrt(gap
/// sqrt(AB)) + eps^2 sqrt(AB)), what a relative change of p by n eps does (hermite_series_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_HERMITE_SERIES_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_HERMITE_SERIES_H_

#include <algorithm>
#include <cmath>
#include <span>

#include "ntk/activations/parallel_pair.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// sum a_k b_k rho^k over the k that both have.  M is MagnitudeOf<T>.
template <Scalar T, Scalar M>
T SumSeries(std::span<const M> a, std::span<const M> b, const T& rho) {
  T sum(RealOf<T>(0));
  for (std::size_t k = std::min(a.size(), b.size()); k-- > 0;) sum = T(a[k] * b[k]) + rho * sum;
  return sum;
}

/// The gap of coefficients a(k), b(k), k < terms, and A, B, C_1; in b - a, so that equal norms give 0.
template <Scalar M, class OfX, class OfZ>
M GapOfSeries(std::size_t terms, const OfX& a, const OfZ& b, const M& square_x, const M& square_z, const M& product) {
  using std::sqrt;
  using R = RealOf<M>;
  const M zero(R(0)), one(R(1));
  M projection = zero, rest = zero;
  for (std::size_t k = 0; k < terms; ++k) {
    const M a_k = a(k);
    projection = projection + a_k * (b(k) - a_k);
  }
  const M ratio = projection / Select<M>(square_x <= zero, one, square_x);
  for (std::size_t k = 0; k < terms; ++k) {
    const M a_k = a(k), difference = (b(k) - a_k) - ratio * a_k;
    rest = rest + difference * difference;
  }
  const M root = sqrt(square_x) * sqrt(square_z), sum = root + product;
  return Select<M>(product <= zero, root - product, square_x * rest / Select<M>(sum <= zero, one, sum));
}

template <Scalar T, Scalar M>
SecondMoments<T> MomentsOfSeries(std::span<const M> a, std::span<const M> b, const Correlation<T>& rho) {
  const M zero(RealOf<M>(0));
  M square_x = zero, square_z = zero, product = zero;
  T value(RealOf<T>(0)), drop = value, rise = value;
  Correlation<T> power = Correlation<T>::Equal();
  for (const M& coefficient : a) square_x = square_x + coefficient * coefficient;
  for (const M& coefficient : b) square_z = square_z + coefficient * coefficient;
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k) {
    if (k > 0) power = Product(power, rho);
    const M term = a[k] * b[k];
    product = product + term;
    value = value + T(term * power.cosine());
    drop = drop + T(term * power.one_minus());
    rise = rise + T(term * power.one_plus());
  }
  const auto of = [&](std::span<const M> c) { return [c, zero](std::size_t k) { return k < c.size() ? c[k] : zero; }; };
  const M gap = GapOfSeries<M>(std::max(a.size(), b.size()), of(a), of(b), square_x, square_z, product);
  return MomentsOf<T>(square_x, square_z, gap, value, drop, rise);
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_HERMITE_SERIES_H_
