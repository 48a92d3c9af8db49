/// N-degree polynomial nets in the form used in practice, CCP with skip connections [WuEtAl2022, A.1; ChrEtAl2021]:
///   y_1 = s phi(A_1 x),   y_n = s phi(A_n x) * y_{n-1} + y_{n-1} (n = 2..N),   f = sqrt(2/m) C y_N + b_std beta,
/// all entries N(0, 1); s = 1 (kRawActivation, what the authors' code runs; the default) or that of unit second moment
/// (kUnit).  A step is one Hadamard product, with the factor 1 + s phi(A_n x): so it shares its code with
/// polynomial_net.h, and its segments are named alike, W1, ..., WN, C, beta.
/// `input_bias` b > 0 puts (x, b) in place of x, which gives every branch a bias.
///
/// Throws std::invalid_argument for inputs, width, outputs or degree < 1, kRawActivationOverWidth (which A.1 does not
/// have), and input_bias or output_bias_std < 0 or not finite.
#ifndef HADAMARD_NTK_MODELS_CCP_NET_H_
#define HADAMARD_NTK_MODELS_CCP_NET_H_

#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "models/activation.h"
#include "models/hadamard_net.h"
#include "models/normalization.h"

namespace hadamard_ntk::models {

struct CcpNetOptions {
  Index inputs = 0, width = 0, outputs = 1;
  int degree = 2;
  Activation activation = Activation::kRelu;
  Normalization normalization = Normalization::kRawActivation;
  double input_bias = 0, output_bias_std = 0;
};

/// What the net is to hadamard_net.h.
inline HadamardForm FormOf(const CcpNetOptions& o) {
  if (o.normalization == Normalization::kRawActivationOverWidth) {
    throw std::invalid_argument("CcpNet: normalization must be kUnit or kRawActivation, got kRawActivationOverWidth");
  }
  const double width = static_cast<double>(o.width);
  return {.inputs = o.inputs,
          .width = o.width,
          .outputs = o.outputs,
          .degree = o.degree,
          .activation = o.activation,
          .scale = BranchScale(o.normalization, o.activation, width),
          .skip = 1,
          .output_scale = o.width < 1 ? 1 : std::sqrt(2 / width),
          .input_bias = o.input_bias,
          .output_bias_std = o.output_bias_std};
}

template <class T>
class CcpNet : public HadamardNet<T> {
 public:
  CcpNet(const CcpNetOptions& options, std::uint64_t seed) : HadamardNet<T>(FormOf(options), seed) {}
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CCP_NET_H_
