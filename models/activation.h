/// phi of a hidden unit: ReLU, phi(u) = max(u, 0) with phi'(0) = 0, or none, phi(u) = u.
/// `UnitScale` is the s with E[(s phi(u))^2] = 1 for u ~ N(0, 1): sqrt(2), or 1.
#ifndef HADAMARD_NTK_MODELS_ACTIVATION_H_
#define HADAMARD_NTK_MODELS_ACTIVATION_H_

#include <numbers>

namespace hadamard_ntk::models {

enum class Activation { kRelu, kIdentity };

constexpr double UnitScale(Activation activation) {
  return activation == Activation::kRelu ? std::numbers::sqrt2 : 1.0;
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_ACTIVATION_H_
