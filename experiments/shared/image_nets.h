/// The networks of section 4.2 of [WuEtAl2022], as lists of layers.  "Hp": with Hadamard products.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_NETS_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_NETS_H_

#include <string>
#include <vector>

#include "models/layer_net.h"

namespace hadamard_ntk::experiments {

/// Hidden layers of `width` ReLUs, a linear one at the end; `depth` weight layers.
std::vector<models::Layer> DenseNet(int depth, models::Index width, models::Index outputs);

/// h_1 = relu(W_1 x + b_1),  h_n = relu(W_n h_{n-1} + b_n) * P x + h_{n-1} for n = 2, ..., degree,  f = C h_degree + b;
/// P averages x over `width` windows of adjacent entries.  degree + 1 weight layers.
std::vector<models::Layer> DenseHpNet(int degree, models::Index width, models::Index outputs);

/// 3 x 3 convolutions with 32 and 64 channels, 2 x 2 max pooling, dropout 1/4, dense 256, dropout 1/2, dense 100, 1
/// [BloRotHol2020]; the rates of the dropout times `dropout`, and none of it if that is 0.
std::vector<models::Layer> ConvolutionalNet(double dropout);

/// The same where each block after the first convolution, before its pooling and dropout, is multiplied by that
/// convolution's output, averaged to the block's size.  (No two blocks have the same shape, so none gets the identity
/// that the dense net has.)
std::vector<models::Layer> ConvolutionalHpNet(double dropout);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_NETS_H_
