/// N-degree polynomial nets in the nested form, NCP [WuEtAl2022, A.1; ChrEtAl2021]:
///   y_0 = 0,   y_n = phi(A_n x) * (S_n y_{n-1} / sqrt(m) + b_std b_n)  (n = 1..N),   f = C y_N / sqrt(m),
/// all entries of A_n, S_n, b_n and C N(0, 1), trained; the sources fix no scaling, this is the NTK parameterization.
/// `NcpNet` has phi(u) = sqrt(2) max(u, 0), `ActivationFreeNcpNet` phi(u) = u.  With v, e the NNGP and NTK of phi(A x),
///   V_0 = Theta_0 = 0,   V_n = v (V_{n-1} + b_std^2),
///   Theta_n = e (V_{n-1} + b_std^2) + v (Theta_{n-1} + V_{n-1} + b_std^2),
///   nngp = V_N,   ntk = Theta_N + V_N.
///
/// Throws std::invalid_argument for degree < 1, or bias_std not positive and finite (without biases y_N = 0).
/// Error for double, of the values at the norms and angle zero: <= (4 + N) eps (ncp_net_test).
#ifndef HADAMARD_NTK_NTK_NCP_NET_H_
#define HADAMARD_NTK_NTK_NCP_NET_H_

#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <class Phi>
class BasicNcpNet {
 public:
  explicit BasicNcpNet(int degree, double bias_std = 1) : degree_(degree), bias_std_(bias_std) {
    if (degree < 1) throw std::invalid_argument("NcpNet: degree must be at least 1, got " + std::to_string(degree));
    if (!(bias_std > 0 && bias_std * bias_std > 0 && std::isfinite(bias_std * bias_std))) {
      throw std::invalid_argument("NcpNet: bias_std must be finite and positive, got " + Describe(bias_std));
    }
  }

  int degree() const { return degree_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const Features<T> branch = Activate<Phi>(Dense(Input<T>(norm_x, norm_z, c)));
    const RealOf<T> one(1), bias_variance = SquareOf<RealOf<T>>(bias_std_);
    Features<T> y = Constant<T>(MagnitudeOf<T>(RealOf<T>(0)));
    for (int n = 1; n <= degree_; ++n) {
      y = HadamardProduct(branch, Activate<Identity>(Dense(y, one, bias_variance)));
    }
    return Readout(y);
  }

 private:
  int degree_;
  double bias_std_;
};

using NcpNet = BasicNcpNet<Relu>;
using ActivationFreeNcpNet = BasicNcpNet<Identity>;

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NCP_NET_H_
