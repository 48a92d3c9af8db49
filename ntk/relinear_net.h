/// Quadratic nets at the start of ReLinear [FanEtAl2021], where they are conventional ReLU nets but have the gradients
/// of all their weights.  L hidden layers, h_0 = x, m' the width below (1 at the input), omega_1 = 1, omega_l = 2 else:
///   r_l = sqrt(omega_l/m') W_r h_{l-1} + b_r,   g_l = 1 + sqrt(omega_l/m') W_g h_{l-1} + b_g,
///   s_l = sqrt(omega_l/m') W_b (h_{l-1} o h_{l-1}) + c,
///   h_l = relu(r_l o g_l + s_l),   f = sqrt(2/m) a . h_L;
/// W_r, b_r, a ~ N(0, 1), and W_g = b_g = W_b = c = 0.  The NTK is a sum over which weights move,
///   K = K_a + K_r + gamma_g K_g + gamma_b K_b,
/// with the learning rates gamma_g of (W_g, b_g), gamma_b of (W_b, c) relative to the others'.  With the conventional
/// net's S_l = nngp, C_l its second moments' rms product, rho_l its correlation of r_l, k_l = Relu::DualSlope(rho_l):
///   K_a = S_L,   K_r = T_L,   T_l = k_l (T_{l-1} + S_{l-1} + 1)                              fully_connected.h
///   K_g = G_L,   G_l = k_l G_{l-1} + (S_{l-1} + 1) S_l        (d h/d g = r relu'(r) = relu(r))
///   K_b = B_L,   B_l = k_l (B_{l-1} + Q_{l-1} + 1),   Q_0 = <x o x, z o z>,
///   Q_l = 2 E[relu(r)^2 relu(r')^2] = C_l^2 (k_l (1 - rho_l^2) + 3 rho_l Relu::Dual(rho_l))   [ChoSaul2009, J_2].
/// Q_0 is no function of (|x|, |z|, rho): on spheres all parts but that of the first layer's W_b are zonal.
///
/// `operator()` is the kernel of nets whose first W_b stays 0, as in K_b with Q_0 = 0.  What it lacks is gamma_b
/// Q_0 k_1 ... k_L, where k_1 ... k_L is the NTK of c_1 alone.
///
/// Throws std::invalid_argument for depth < 1, or a rate < 0 or not finite.
/// Error for double, of each part's value at the norms and angle zero: <= (4 + 4 L) eps (relinear_net_test).
#ifndef HADAMARD_NTK_NTK_RELINEAR_NET_H_
#define HADAMARD_NTK_NTK_RELINEAR_NET_H_

#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// The parts of the NTK of ReLinear: of a; of W_r and b_r; of W_g and b_g; of W_b and c.
template <Scalar T>
struct ReLinearParts {
  T readout, linear, gate, power;
};

class ReLinearNet {
 public:
  explicit ReLinearNet(int depth, double gate_rate = 1, double power_rate = 0)
      : depth_(depth), gate_rate_(gate_rate), power_rate_(power_rate) {
    if (depth < 1) throw std::invalid_argument("ReLinearNet: depth must be at least 1, got " + std::to_string(depth));
    RequireRate("gate_rate", gate_rate);
    RequireRate("power_rate", power_rate);
  }

  int depth() const { return depth_; }
  double gate_rate() const { return gate_rate_; }
  double power_rate() const { return power_rate_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const ReLinearParts<T> parts = Parts<T>(norm_x, norm_z, c, T(RealOf<T>(0)));
    const T gate = RealOf<T>(gate_rate_) * parts.gate, power = RealOf<T>(power_rate_) * parts.power;
    return {parts.readout, T(T(parts.readout + parts.linear) + gate) + power};
  }

  /// `powers` is <x o x, z o z>.
  template <Scalar T>
  ReLinearParts<T> Parts(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c,
                         const T& powers) const {
    using R = RealOf<T>;
    const T one(R(1));
    Features<T> h = Input<T>(norm_x, norm_z, c);
    T gate(R(0)), power(R(0)), fourth = powers;
    for (int layer = 1; layer <= depth_; ++layer) {
      Preactivation<T> r = Dense(h, 1, 1);
      r.correlation = r.correlation.Resolved();
      h = Activate<Relu>(r);
      const T rho = r.correlation.cosine(), slope = Relu::DualSlope(r.correlation);
      gate = T(slope * gate) + T(r.nngp() * h.nngp());
      power = slope * T(power + T(fourth + one));
      const MagnitudeOf<T> scale = r.rms_x * r.rms_z;
      const T of_slope = slope * T(r.correlation.one_minus() * r.correlation.one_plus());
      fourth = T(scale * scale) * T(of_slope + T(R(3) * rho) * h.correlation.cosine());
    }
    return {h.nngp(), h.ntk, gate, power};
  }

 private:
  static void RequireRate(const std::string& name, double rate) {
    if (rate >= 0 && std::isfinite(rate)) return;
    throw std::invalid_argument("ReLinearNet: " + name + " must be finite and not negative, got " + Describe(rate));
  }

  int depth_;
  double gate_rate_, power_rate_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_RELINEAR_NET_H_
