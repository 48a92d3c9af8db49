/// ReLU on arrays: loops that the compiler makes loops of registers.
#ifndef HADAMARD_NTK_MODELS_RECTIFY_H_
#define HADAMARD_NTK_MODELS_RECTIFY_H_

#include "models/matrix.h"

namespace hadamard_ntk::models {

/// values = relu(values); NaN stays NaN.
template <class T>
void Rectify(T* values, Index count) {
  for (Index i = 0; i < count; ++i) values[i] = values[i] < 0 ? T{0} : values[i];
}

/// gradient *= relu'(u), given values = relu(u).
template <class T>
void Mask(const T* values, Index count, T* gradient) {
  for (Index i = 0; i < count; ++i) gradient[i] = values[i] > 0 ? gradient[i] : T{0};
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_RECTIFY_H_
