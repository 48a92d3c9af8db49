/// Fully-connected ReLU nets of L >= 1 weight layers [JacGabHon2018; WuEtAl2022, sec. 2.2]:
///   h_1 = W_1 x + b_std beta_1,   h_l = sqrt(2/m) W_l relu(h_{l-1}) + b_std beta_l  (l = 2..L),   f = h_L,
/// all entries of W_l and beta_l N(0, 1), trained.  With b = b_std and rho_l the correlation of h_l,
///   Sigma_1 = Theta_1 = <x,z> + b^2,
///   Sigma_l = |h_{l-1}(x)||h_{l-1}(z)| Dual(rho_{l-1}) + b^2,   Theta_l = Sigma_l + DualSlope(rho_{l-1}) Theta_{l-1},
///   nngp = Sigma_L,   ntk = Theta_L.
/// Depth counts weight layers: depth 2 is the two-layer net with one hidden layer, and the paper's K_n has depth n + 1.
/// Without bias both are 1-homogeneous, nngp(x,x) = |x|^2 and ntk(x,x) = L |x|^2.
///
/// Throws std::invalid_argument for depth < 1, or bias_std < 0 or not finite.
/// Error for double, of the values at the norms and angle zero: <= 4 eps for depth <= 10 (fully_connected_test).
#ifndef HADAMARD_NTK_NTK_FULLY_CONNECTED_H_
#define HADAMARD_NTK_NTK_FULLY_CONNECTED_H_

#include <cmath>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class FullyConnected {
 public:
  explicit FullyConnected(int depth, double bias_std = 0) : depth_(depth), bias_std_(bias_std) {
    if (depth < 1) {
      throw std::invalid_argument("FullyConnected: depth must be at least 1, got " + std::to_string(depth));
    }
    if (!(bias_std >= 0 && std::isfinite(bias_std * bias_std))) {
      throw std::invalid_argument("FullyConnected: bias_std must be finite and not negative, got " +
                                  Describe(bias_std));
    }
  }

  int depth() const { return depth_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    const RealOf<T> one(1), bias_variance = SquareOf<RealOf<T>>(bias_std_);
    Features<T> h = Input<T>(norm_x, norm_z, c);
    for (int layer = 1; layer < depth_; ++layer) h = Activate<Relu>(Dense(h, one, bias_variance));
    return Readout(h, one, bias_variance);
  }

 private:
  int depth_;
  double bias_std_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FULLY_CONNECTED_H_
