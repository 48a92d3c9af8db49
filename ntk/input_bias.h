/// Any kernel on inputs with one more coordinate, (x, b) in place of x: the biases of a first layer of N(0, 1) weights.
///   |(x, b)|^2 = |x|^2 + b^2,   <(x, b), (z, b)> = <x,z> + b^2
/// The correlation keeps the digits of near-parallel inputs (second_moments.h).
/// Throws std::invalid_argument for b <= 0 or not finite.
#ifndef HADAMARD_NTK_NTK_INPUT_BIAS_H_
#define HADAMARD_NTK_NTK_INPUT_BIAS_H_

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// The moments of (x, b) and (z, b), for b > 0.
template <Scalar T>
SecondMoments<T> ExtendedByBias(const SecondMoments<T>& input, double bias) {
  const MagnitudeOf<T> b = MagnitudeOf<T>(RealOf<T>(bias));
  return Sum(input, SecondMoments<T>{b, b, Correlation<T>::Equal()});
}

template <Kernel K>
class WithInputBias {
 public:
  explicit WithInputBias(K kernel, double bias = 1) : kernel_(std::move(kernel)), bias_(bias) {
    if (!(bias > 0 && std::isfinite(bias))) {
      throw std::invalid_argument("WithInputBias: bias must be finite and positive, got " + Describe(bias));
    }
  }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const SecondMoments<T> extended = ExtendedByBias(SecondMoments<T>{norm_x, norm_z, c}, bias_);
    return kernel_(extended.rms_x, extended.rms_z, extended.correlation);
  }

 private:
  K kernel_;
  double bias_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_INPUT_BIAS_H_
