/// N-degree polynomial nets in the form used in practice, CCP with skip connections [WuEtAl2022, A.1; ChrEtAl2021]:
///   y_1 = s phi(A_1 x),   y_n = s phi(A_n x) * y_{n-1} + y_{n-1} (n = 2..N),   f = sqrt(2/m) C y_N + b_std beta,
/// all entries of A_n, C and beta N(0, 1), trained.  A step multiplies by the factor 1 + s phi(A_n x), so
///   ntk = 2 (A E^{N-1} + B E^{N-1} + (N-1) A B E^{N-2}) + b_std^2,   nngp = 2 A E^{N-1} + b_std^2,
/// A, B the NNGP and NTK of a branch and E = 1 + E[s phi(A x)] + E[s phi(A z)] + A that of 1 + branch; for ReLU with
/// s = 1, E = 1 + (|x| + |z|)/sqrt(2 pi) + A.  `CcpNet` has the ReLU, `ActivationFreeCcpNet` phi(u) = u (E = 1 + A).
/// The constant 1 makes the scale s matter: kUnit and kRawActivation are different kernels, not multiples of each
/// other.
///
/// Throws std::invalid_argument for degree < 1, for kRawActivationOverWidth (which A.1 does not have), for bias_std < 0
/// or not finite.  Error for double, of the values at the norms and angle zero: <= (4 + 2 N) eps (ccp_net_test).
#ifndef HADAMARD_NTK_NTK_CCP_NET_H_
#define HADAMARD_NTK_NTK_CCP_NET_H_

#include <cmath>
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
class BasicCcpNet {
 public:
  BasicCcpNet(int degree, Normalization normalization, double bias_std = 0)
      : degree_(degree),
        variance_(normalization == Normalization::kUnit ? 1 : Phi::kRawSecondMoment),
        bias_std_(bias_std) {
    if (degree < 1) throw std::invalid_argument("CcpNet: degree must be at least 1, got " + std::to_string(degree));
    if (normalization == Normalization::kRawActivationOverWidth) {
      throw std::invalid_argument("CcpNet: normalization must be kUnit or kRawActivation, got kRawActivationOverWidth");
    }
    if (!(bias_std >= 0 && std::isfinite(bias_std * bias_std))) {
      throw std::invalid_argument("CcpNet: bias_std must be finite and not negative, got " + Describe(bias_std));
    }
  }

  int degree() const { return degree_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const Features<T> branch = Scale(Activate<Phi>(Dense(Input<T>(norm_x, norm_z, c))), RealOf<T>(variance_));
    const Features<T> step = Sum(Constant<T>(MagnitudeOf<T>(RealOf<T>(1))), branch);
    return Readout(HadamardProduct(branch, Power(step, degree_ - 1)), RealOf<T>(2), SquareOf<RealOf<T>>(bias_std_));
  }

 private:
  int degree_;
  double variance_;
  double bias_std_;
};

using CcpNet = BasicCcpNet<Relu>;
using ActivationFreeCcpNet = BasicCcpNet<Identity>;

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_CCP_NET_H_
