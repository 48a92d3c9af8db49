/// Gated linear units, the Hadamard product of today's language models [DauEtAl2017; Shazeer2020, sec. 2], and the
/// two-layer net without the gate:
///   GatedUnit<Phi>     f(x) = V [(P x) * phi(W x)] / sqrt(m)
///   UngatedUnit<Phi>   f(x) = V phi(W x) / sqrt(m)
/// phi is the function as its users write it: max(u, 0) for ReGLU (Phi = Relu, whose factor sqrt(2) is taken out
/// again), u for the bilinear unit (Identity), u Phi(u) for GEGLU, u / (1 + e^-u) for SwiGLU (an Activation of
/// activation_moments.h).  All entries N(0, 1), all weights trained (NTK parameterization).  With
///   kappa_2 = E[phi(<w,x>) phi(<w,z>)],   kappa_1 = E[phi'(<w,x>) phi'(<w,z>)],   w ~ N(0, I),   s = <x,z>,
/// V and P give s kappa_2 each and W gives s^2 kappa_1 (the product rule of HadamardProduct, features.h):
///   gated:     nngp = s kappa_2,   ntk = 2 s kappa_2 + s^2 kappa_1
///   ungated:   nngp = kappa_2,     ntk = kappa_2 + s kappa_1
/// Bilinear: ntk = 3 s^2.  At x = z on the unit sphere ReGLU has ntk = 3/2.
///
/// Parity.  If phi(t) - phi(-t) = t (ReLU, GELU, SiLU), then kappa_2 = s/4 + even and kappa_1 = 1/4 + odd in s, and
///   ntk(x, z) + ntk(x, -z) = 3 s^2 / 2   (gated),      ntk(x, z) - ntk(x, -z) = s   (ungated):
/// on spheres the gated unit has no even harmonics of degree >= 4, the ungated one no odd ones of degree >= 3.  So for
/// every finite net with any weights: f(x) + f(-x) = sum_j v_j <p_j, x> <w_j, x> / sqrt(m) is a quadratic form.
///
/// LeCunUnit: the same net with weights themselves of variance 1 / fan-in (W, P: 1/d, V: 1/m) and no factors, d inputs.
/// Its tangent kernel is dominated by V: divided by the width its mean is, for `unit` of either kind,
///   K / m = nngp + (d / m) (ntk - nngp),   both at x / sqrt(d), z / sqrt(d),
/// and so K / m -> nngp as m -> infinity: for ReLU  kappa_2 |x||z| / d  and, gated,  u kappa_2 (|x||z| / d)^2, with
/// u = cos(theta) and kappa_2 at unit norms.  The gate multiplies the limit by <x,z> / d, and nothing else.
///
/// LeCunUnit throws std::invalid_argument for inputs < 1, or a width not >= 1 (infinity, the default, is the limit).
/// Error for double, of the values at the norms and angle zero: <= 6 eps for ReLU and the identity (for complex angles
/// of the modulus), for another phi twice its own and 8 eps; LeCunUnit <= 12 eps (gated_unit_test).
#ifndef HADAMARD_NTK_NTK_GATED_UNIT_H_
#define HADAMARD_NTK_NTK_GATED_UNIT_H_

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "ntk/activation_moments.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

namespace gated_unit_internal {

/// phi(W x), phi as its users write it.
template <class Phi, Scalar T>
Features<T> Hidden(const Phi& phi, const Features<T>& x) {
  const Preactivation<T> h = Dense(x);
  if constexpr (Activation<Phi>) {
    return Activate(phi, h);
  } else {
    return Scale(Activate<Phi>(h), RealOf<T>(Phi::kRawSecondMoment));
  }
}

}  // namespace gated_unit_internal

template <class Phi>
class GatedUnit {
 public:
  explicit GatedUnit(Phi phi = {}) : phi_(std::move(phi)) {}

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const Features<T> x = Input<T>(norm_x, norm_z, c);
    const Features<T> gate = Activate<Identity>(Dense(x));
    return Readout(HadamardProduct(gated_unit_internal::Hidden(phi_, x), gate));
  }

 private:
  [[no_unique_address]] Phi phi_;
};

template <class Phi>
class UngatedUnit {
 public:
  explicit UngatedUnit(Phi phi = {}) : phi_(std::move(phi)) {}

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return Readout(gated_unit_internal::Hidden(phi_, Input<T>(norm_x, norm_z, c)));
  }

 private:
  [[no_unique_address]] Phi phi_;
};

using ReGlu = GatedUnit<Relu>;
using BilinearUnit = GatedUnit<Identity>;

template <Kernel Unit>
class LeCunUnit {
 public:
  LeCunUnit(Unit unit, int inputs, double width = std::numeric_limits<double>::infinity())
      : unit_(std::move(unit)), inputs_(inputs), width_(width) {
    if (inputs < 1) {
      throw std::invalid_argument("LeCunUnit: inputs must be at least 1, got " + std::to_string(inputs));
    }
    if (!(width >= 1)) throw std::invalid_argument("LeCunUnit: width must be at least 1, got " + Describe(width));
  }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    using std::sqrt;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R root = sqrt(R(inputs_));
    const M scale(R(R(1) / root));
    const Pair<T> pair = unit_(M(scale * norm_x), M(scale * norm_z), c);
    const R below = R(R(inputs_) / R(width_));
    const T rest = pair.ntk - pair.nngp;
    const T ntk = pair.nngp + below * rest;
    return {pair.nngp, ntk};
  }

 private:
  [[no_unique_address]] Unit unit_;
  int inputs_;
  double width_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GATED_UNIT_H_
