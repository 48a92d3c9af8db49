/// Convolutions of quadratic neurons [FanEtAl2021], of the layers that there are: at the image a of the node before,
///   z = relu((W_r * a + b_r) o (W_g * a + b_g) + W_b * (a o a) + c),
/// * the convolution of models/convolution.h, o the entrywise product; six layers.  Its segments are three matrices,
/// each with its bias: W_r, b_r, W_g, b_g, W_b, c, numbered through the net.
///   QuadraticStart::kReLinear   W_g = 0, b_g = 1, W_b = 0, c = 0: z has the bits of relu(W_r * a + b_r), but that a
///                               product with b_g = 1 and a sum with 0 may turn -0 into 0
///   QuadraticStart::kRandom     the three matrices alike
/// What is random starts as N(0, 2 / fan-in) [HeEtAl2015], biases as 0.  The net must have biases.
#ifndef HADAMARD_NTK_MODELS_QUADRATIC_CONVOLUTION_H_
#define HADAMARD_NTK_MODELS_QUADRATIC_CONVOLUTION_H_

#include <vector>

#include "models/layers.h"
#include "models/matrix.h"
#include "models/quadratic_net.h"

namespace hadamard_ntk::models {

struct QuadraticConvolution {
  Index outputs = 0, kernel = 3;
  QuadraticStart start = QuadraticStart::kReLinear;
};

/// Adds its layers to the list.
void Append(const QuadraticConvolution& convolution, std::vector<Layer>& layers);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_QUADRATIC_CONVOLUTION_H_
