/// Quadratic nets at random weights, without the power term W_b (x o x) [FanEtAl2021], L hidden layers:
///   h_l = sqrt(2) relu(r_l * g_l),   r_l, g_l = W h_{l-1} / sqrt(m) + bias   (h_0 = x, at which there is no 1/sqrt(m)),
///   f = a . h_L / sqrt(m),
/// all entries of both W, of the biases and of a N(0, 1), trained.  r_l and g_l are two Dense layers of the same
/// features: in the limit independent (net_expression_rules.h); at width m the mean of the empirical NTK differs by
/// O(1/m).
///
/// The rms of h_l is rms_{l-1}^2 + 1: it squares from layer to layer, so log rms grows like 2^L, and nngp leaves the
/// range of double at L = 10 for |x| = 1 (any_scale.h goes on).
///
/// Throws std::invalid_argument for depth < 1.
/// Error for double, of the values at the norms and angle zero: <= 32 eps for L <= 3 (quadratic_net_test).
#ifndef HADAMARD_NTK_NTK_QUADRATIC_NET_H_
#define HADAMARD_NTK_NTK_QUADRATIC_NET_H_

#include <stdexcept>
#include <string>

#include "ntk/activate_product.h"
#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class QuadraticNet {
 public:
  explicit QuadraticNet(int depth) : depth_(depth) {
    if (depth < 1) throw std::invalid_argument("QuadraticNet: depth must be at least 1, got " + std::to_string(depth));
  }

  int depth() const { return depth_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    Features<T> h = Input<T>(norm_x, norm_z, c);
    for (int layer = 1; layer <= depth_; ++layer) {
      const Preactivation<T> r = Dense(h, 1, 1);
      h = ActivateProduct<Relu>(r, r);
    }
    return Readout(h);
  }

 private:
  int depth_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_QUADRATIC_NET_H_
