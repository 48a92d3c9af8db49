/// How the branches s phi(W_n x), W_n ~ N(0, 1), of a polynomial net of width m are scaled.
///   kUnit                    s with E[(s phi(u))^2] = 1 for u ~ N(0, 1): sqrt(2) for ReLU, 1 without activation
///   kRawActivation           s = 1, for which [WuEtAl2022, eq. (2)] holds with w ~ N(0, I); what the authors' code runs
///   kRawActivationOverWidth  s = sqrt(2/m), as [WuEtAl2022, eq. (1)] is printed: output and kernel vanish with the
///                            width
#ifndef HADAMARD_NTK_MODELS_NORMALIZATION_H_
#define HADAMARD_NTK_MODELS_NORMALIZATION_H_

#include <cmath>

#include "models/activation.h"

namespace hadamard_ntk::models {

enum class Normalization { kUnit, kRawActivation, kRawActivationOverWidth };

/// s of a branch.
inline double BranchScale(Normalization normalization, Activation activation, double width) {
  switch (normalization) {
    case Normalization::kUnit:
      return UnitScale(activation);
    case Normalization::kRawActivation:
      return 1;
    case Normalization::kRawActivationOverWidth:
      break;
  }
  return std::sqrt(2 / width);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_NORMALIZATION_H_
