/// Residual fully-connected ReLU nets of L >= 1 blocks [HuaEtAl2020; BelEtAl2021]:
///   x_0 = A x,   x_l = x_{l-1} + alpha V_l phi(W_l x_{l-1} / sqrt(m)) / sqrt(m)  (l = 1..L),   f = v^T x_L / sqrt(m),
/// phi(u) = sqrt(2) max(u, 0), all entries N(0, 1).  In the sources only W_l, V_l are trained (kBlocks, the default);
/// with kAllLayers A and v are trained, too.  With Sigma_l, Theta_l the NNGP and NTK of a unit of x_l,
///   Sigma_0 = <x,z>,   Theta_0 = 0 (kAllLayers: <x,z>),   Gamma_l = |x_{l-1}||z_{l-1}| Dual(rho_{l-1}),
///   Sigma_l = Sigma_{l-1} + alpha^2 Gamma_l,
///   Theta_l = Theta_{l-1} + alpha^2 (Gamma_l + DualSlope(rho_{l-1}) (Theta_{l-1} + Sigma_{l-1})),
///   nngp = Sigma_L,   ntk = Theta_L (kAllLayers: Theta_L + Sigma_L).
/// At x = z on the unit sphere nngp = (1 + alpha^2)^L and, for kBlocks, ntk = 2 L alpha^2 (1 + alpha^2)^{L-1}, by which
/// the sources divide.  alpha = L^-gamma, 1/2 < gamma <= 1, keeps nngp bounded as L grows.  1-homogeneous.
///
/// Throws std::invalid_argument for blocks < 1, or alpha not positive and finite.
/// Error for double, of the values at the norms and angle zero: <= 4 eps for blocks <= 10 (residual_net_test).
#ifndef HADAMARD_NTK_NTK_RESIDUAL_NET_H_
#define HADAMARD_NTK_NTK_RESIDUAL_NET_H_

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

class ResidualNet {
 public:
  enum class Trained { kBlocks, kAllLayers };

  ResidualNet(int blocks, double alpha, Trained trained = Trained::kBlocks)
      : blocks_(blocks), alpha_(alpha), trained_(trained) {
    if (blocks < 1)
      throw std::invalid_argument("ResidualNet: blocks must be at least 1, got " + std::to_string(blocks));
    if (!(alpha > 0 && alpha * alpha > 0 && std::isfinite(alpha * alpha))) {
      throw std::invalid_argument("ResidualNet: alpha must be finite and positive, got " + Describe(alpha));
    }
  }

  int blocks() const { return blocks_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const RealOf<T> alpha_squared = SquareOf<RealOf<T>>(alpha_);
    Preactivation<T> x = Dense(Input<T>(norm_x, norm_z, c));
    if (trained_ == Trained::kBlocks) x.ntk = T(RealOf<T>(0));
    for (int l = 1; l <= blocks_; ++l) {
      const Features<T> hidden = Activate<Relu>(Dense(Activate<Identity>(x)));
      x = Sum(x, Dense(hidden, alpha_squared));
    }
    if (trained_ == Trained::kBlocks) return {x.nngp(), x.ntk};
    return Readout(Activate<Identity>(x));
  }

 private:
  int blocks_;
  double alpha_;
  Trained trained_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_RESIDUAL_NET_H_
