/// N-degree polynomial nets, Hadamard products of N shallow branches [WuEtAl2022, sec. 3.1, eq. (1)]:
///   y_1 = s phi(W_1 x),   y_n = s phi(W_n x) * y_{n-1} (n = 2..N),   f(x) = sqrt(2/m) C y_N,
/// W_n of m x d and C of o x m with N(0, 1) entries; phi ReLU, or none; s by `normalization` (normalization.h).  As
/// m -> infinity the empirical NTK of an output tends to [WuEtAl2022, eq. (2)]
///   K(x, z) = 2 (v^N + N v^{N-1} e),   v = E[s^2 phi(u) phi(u')],   e = <x, z> E[s^2 phi'(u) phi'(u')],
/// and is an unbiased estimate of it at every m.  With kRawActivationOverWidth K is (2/m)^N times that of s = 1.
/// Without biases f and K are N-homogeneous, f(t x) = t^N f(x) for t > 0.  `input_bias` b > 0 puts (x, b) in
/// place of x.
///
/// Throws std::invalid_argument for inputs, width, outputs or degree < 1, and input_bias < 0 or not finite.
#ifndef HADAMARD_NTK_MODELS_POLYNOMIAL_NET_H_
#define HADAMARD_NTK_MODELS_POLYNOMIAL_NET_H_

#include <cmath>
#include <cstdint>

#include "models/activation.h"
#include "models/hadamard_net.h"
#include "models/normalization.h"

namespace hadamard_ntk::models {

struct PolynomialNetOptions {
  Index inputs = 0, width = 0, outputs = 1;
  int degree = 2;
  Activation activation = Activation::kRelu;
  Normalization normalization = Normalization::kUnit;
  double input_bias = 0;
};

/// What the net is to hadamard_net.h.
inline HadamardForm FormOf(const PolynomialNetOptions& o) {
  const double width = static_cast<double>(o.width);
  return {.inputs = o.inputs,
          .width = o.width,
          .outputs = o.outputs,
          .degree = o.degree,
          .activation = o.activation,
          .scale = o.width < 1 ? 1 : BranchScale(o.normalization, o.activation, width),
          .skip = 0,
          .output_scale = o.width < 1 ? 1 : std::sqrt(2 / width),
          .input_bias = o.input_bias,
          .output_bias_std = 0};
}

template <class T>
class PolynomialNet : public HadamardNet<T> {
 public:
  PolynomialNet(const PolynomialNetOptions& options, std::uint64_t seed) : HadamardNet<T>(FormOf(options), seed) {}
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_POLYNOMIAL_NET_H_
