/// The encoder of squares [WebEtAl2020], and with Hadamard products [WuEtAl2022, E.5], as lists of layers:
/// from a picture of side x side pixels in colour to `latent` numbers.
///
///   h_1 = C_1 x,  h_l = C_l h_{l-1},  C_l: relu of a 4 x 4 convolution of stride 2 with a frame of one zero, 32 maps,
/// until 8 x 8 cells are left; two dense layers of 256 ReLUs and a linear one.  With products, C_0 like C_1,
///   S = C_0 x,   h_l = C_l h_{l-1} (1 + P_l S)  for l >= 2,   P_l the average over 2^(l-1) x 2^(l-1) cells,
/// entry by entry; with C_0 = 0 it is the plain one.  C_0's segments come first.
///
/// Weights start as normals of the variance 2 / (fan-in + fan-out) [GloBen2010], with fans of 16 cells for
/// convolutions, biases as 0.  Throws std::invalid_argument for a side that is not 16, 32, 64, ...
#ifndef HADAMARD_NTK_MODELS_ANALOGY_ENCODER_H_
#define HADAMARD_NTK_MODELS_ANALOGY_ENCODER_H_

#include "models/layers.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

struct AnalogyEncoder {
  Index side = 128, maps = 32, hidden = 256, latent = 256;
  bool products = false;

  LayerNetOptions Layers() const;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_ANALOGY_ENCODER_H_
