/// What dense layers and convolutions have in common: z = relu(W a + b), or W a + b, with W ~ N(0, g / fan-in), g = 2
/// with ReLU [HeEtAl2015], 1 without, and biases that start at 0.
#ifndef HADAMARD_NTK_MODELS_LAYERS_AFFINE_H_
#define HADAMARD_NTK_MODELS_LAYERS_AFFINE_H_

#include <vector>

#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

/// W (outputs x fan-in) and, if wanted, b.
std::vector<Segment> AffineSegments(Index outputs, Index fan_in, bool relu, bool biases);

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

#endif  // HADAMARD_NTK_MODELS_LAYERS_AFFINE_H_
