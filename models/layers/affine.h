/// What dense layers and convolutions have in common: z = relu(W a + b), or W a + b, with W ~ N(0, g / fan-in) and b =
/// c at first.
#ifndef HADAMARD_NTK_MODELS_LAYERS_AFFINE_H_
#define HADAMARD_NTK_MODELS_LAYERS_AFFINE_H_

#include <optional>
#include <vector>

#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct AffineStart {
  std::optional<double> gain = {};  ///< g >= 0; none: 2 with ReLU [HeEtAl2015], 1 without
  double bias = 0;                  ///< c
};

/// W (outputs x fan-in) and, if wanted, b.
std::vector<Segment> AffineSegments(Index outputs, Index fan_in, bool relu, const AffineStart& start, bool biases);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_AFFINE_H_
