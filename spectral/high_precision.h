/// Reals of at least `digits` significant decimal digits: MPFR numbers on the stack, so that arrays of them are
/// contiguous and arithmetic allocates nothing. Expression templates are off: `auto` is always a value.
#ifndef HADAMARD_NTK_SPECTRAL_HIGH_PRECISION_H_
#define HADAMARD_NTK_SPECTRAL_HIGH_PRECISION_H_

#include <boost/multiprecision/mpfr.hpp>

namespace hadamard_ntk::spectral {

template <unsigned digits>
using RealOfDigits = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<digits, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;

/// The two working precisions of the theta road (spectral/theta_quadrature.h). 50 digits outlive the cancellation of
/// every network kernel met so far for d <= 50; 120 digits are for kernels whose eigenvalues fall faster than any
/// power.
using Real50 = RealOfDigits<50>;
using Real120 = RealOfDigits<120>;

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_HIGH_PRECISION_H_
