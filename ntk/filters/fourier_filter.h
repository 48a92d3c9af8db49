/// The sine filter of multiplicative filter nets with Gaussian frequencies [FatEtAl2021, sec. 3.1], of unit second
/// moment:
///   g(x) = sqrt(2) sin(w.x + phi),   w ~ N(0, s^2 I),   phi uniform on a circle.
/// Averaged over phi, g(x) g(z) is cos(w.(x - z)), and so is the product of the derivatives by the argument
/// [RahRec2007]:
///   G = E[g(x) g(z)] = exp(-s^2 |x - z|^2 / 2),   E[g(x)] = 0
///   T = E<grad g(x), grad g(z)> = (<x,z> + 1) G      w and phi trained, as they are (kStandard)
///                               = (s^2 <x,z> + 1) G  w = s w', w' trained (kNtk)
/// without the 1 if phi is frozen.
///
/// Domain: norms >= 0; s > 0 and finite, otherwise std::invalid_argument.
/// Error for double, with a = s^2 |x - z|^2 / 2: of G and 1 - G <= (3 + 6 a) eps relative, of T <= (6 + 6 a) eps of
/// (|<x,z>| + 1) G (fourier_filter_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_FOURIER_FILTER_H_
#define HADAMARD_NTK_NTK_FILTERS_FOURIER_FILTER_H_

#include <cmath>
#include <stdexcept>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/filters/decaying_correlation.h"
#include "ntk/filters/squared_distance.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class FourierFilter {
 public:
  enum class Phase { kTrained, kFrozen };
  enum class Parameterization { kStandard, kNtk };

  explicit FourierFilter(double frequency_std = 1, Phase phase = Phase::kTrained,
                         Parameterization parameterization = Parameterization::kStandard)
      : frequency_std_(frequency_std), phase_(phase), parameterization_(parameterization) {
    const double variance = frequency_std * frequency_std;
    if (!(frequency_std > 0 && std::isnormal(variance))) {
      throw std::invalid_argument("FourierFilter: frequency_std must be positive and finite, got " +
                                  Describe(frequency_std));
    }
  }

  double frequency_std() const { return frequency_std_; }

  template <Scalar T>
  Features<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R variance = SquareOf<R>(frequency_std_), half = variance * R(0.5);
    const Correlation<T> g = DecayingCorrelation(T(half * SquaredDistance<T>(norm_x, norm_z, c)));
    const M product = norm_x * norm_z, zero(R(0)), one(R(1));
    const T inner = T(product * c.cosine());
    const R scale = parameterization_ == Parameterization::kNtk ? variance : R(1);
    const T gradients = T(scale * inner) + T(R(phase_ == Phase::kTrained ? 1 : 0));
    return {{one, one, g}, T(gradients * g.cosine()), zero, zero};
  }

 private:
  double frequency_std_;
  Phase phase_;
  Parameterization parameterization_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_FOURIER_FILTER_H_
