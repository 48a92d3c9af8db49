/// N-degree polynomial nets: Hadamard products of N shallow branches [WuEtAl2022, sec. 3.1, eq. (1), Theorem 1]:
///   y_1 = s phi(W_1 x),   y_n = s phi(W_n x) * y_{n-1} (n = 2..N),   f(x) = sqrt(2/m) W_{N+1} y_N,
/// all weights N(0, 1).  With v, e the NNGP and NTK of one branch, the Hadamard product multiplies branches as dual
/// numbers v + eps e, and
///   nngp = 2 v^N,   ntk = 2 (v^N + N v^{N-1} e)                                             [WuEtAl2022, eq. (2)]
///   PolynomialNet (ReLU):    v = c |x||z| (sin(theta) + (pi - theta) cos(theta)) / pi,   e = c <x,z> (pi - theta) / pi
///   ActivationFreePolynomialNet (phi(u) = u):   v = e = c <x,z>
/// with c = E[(s phi(u))^2]: 1 for kUnit; 1/2 (ReLU) or 1 (activation-free) for kRawActivation; 2/m times the latter
/// for kRawActivationOverWidth (normalization.h).  At x = z on the unit sphere nngp = 2 c^N and ntk = 2 (N + 1) c^N.
/// Both nets are N-homogeneous: x -> t x multiplies nngp and ntk by t^N.
///
/// Throws std::invalid_argument for degree < 1, or so large that c^N < 1e-4930; kRawActivationOverWidth, and no other,
/// needs a finite width m >= 1.
/// Error for double, of the values at the norms and angle zero: <= (4 + N/2) eps (polynomial_net_test).
#ifndef HADAMARD_NTK_NTK_POLYNOMIAL_NET_H_
#define HADAMARD_NTK_NTK_POLYNOMIAL_NET_H_

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/kernel.h"
#include "ntk/normalization.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <class Phi>
class BasicPolynomialNet {
 public:
  explicit BasicPolynomialNet(int degree, Normalization normalization = Normalization::kUnit, double width = 0)
      : degree_(degree), normalization_(normalization) {
    if (degree < 1) {
      throw std::invalid_argument("PolynomialNet: degree must be at least 1, got " + std::to_string(degree));
    }
    const bool literal = normalization == Normalization::kRawActivationOverWidth;
    if (literal ? !(width >= 1 && std::isfinite(width)) : width != 0) {
      throw std::invalid_argument(
          "PolynomialNet: kRawActivationOverWidth, and no other normalization, needs a finite width of at least 1, got " +
          Describe(width));
    }
    raw_ = normalization == Normalization::kUnit ? 1 : Phi::kRawSecondMoment;
    if (literal) width_ = width;
    scale_ = ScaleIn<long double>();
    if (!std::isnormal(scale_)) {
      throw std::invalid_argument("PolynomialNet: c^degree must be at least 1e-4930, got the degree " +
                                  std::to_string(degree));
    }
  }

  int degree() const { return degree_; }
  Normalization normalization() const { return normalization_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const Features<T> branch = Activate<Phi>(Dense(Input<T>(norm_x, norm_z, c)));
    return Readout(Power(branch, degree_), ScaleOf<RealOf<T>>());
  }

 private:
  /// 2 c^N, formed in R.
  template <class R>
  R ScaleIn() const {
    using std::pow;
    R c(raw_);
    if (normalization_ == Normalization::kRawActivationOverWidth) c = R(2) * c / R(width_);
    return R(R(2) * R(pow(c, degree_)));
  }

  template <class R>
  R ScaleOf() const {
    if constexpr (std::numeric_limits<R>::digits <= std::numeric_limits<long double>::digits) {
      return static_cast<R>(scale_);
    } else {
      return ScaleIn<R>();
    }
  }

  int degree_;
  Normalization normalization_;
  double raw_ = 1;
  double width_ = 0;
  long double scale_;  // 2 c^N, which may be beyond the range of double
};

using PolynomialNet = BasicPolynomialNet<Relu>;
using ActivationFreePolynomialNet = BasicPolynomialNet<Identity>;

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_POLYNOMIAL_NET_H_
