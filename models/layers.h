/// The layers of a network for images (layer_net.h), and how they hang together.
///
/// Node 0 is the input; layer l = 0, 1, ... makes node l + 1 from node `input` (the one before it, if kPrevious), a
/// Product or Sum also from node `with`.  What a layer is: layers/layer.h; which there are: AnyLayer below.
/// Segments: W1, b1, W2, ... of the layers with weights, in their order; no b if `biases` is false.
///
/// Throws std::invalid_argument for layers that do not fit (it names the layer, counted from 0), a node that nothing
/// uses, and no weights.
#ifndef HADAMARD_NTK_MODELS_LAYERS_H_
#define HADAMARD_NTK_MODELS_LAYERS_H_

#include <cstdint>
#include <variant>
#include <vector>

#include "models/layers/average_pool.h"
#include "models/layers/convolution.h"
#include "models/layers/dense.h"
#include "models/layers/dropout.h"
#include "models/layers/layer.h"
#include "models/layers/max_pool.h"
#include "models/layers/product.h"
#include "models/layers/sum.h"
#include "models/matrix.h"
#include "models/parameters.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

template <LayerKind... Kinds>
using OneOf = std::variant<Kinds...>;

using AnyLayer =
    OneOf<DenseLayer, ConvolutionLayer, MaxPoolLayer, AveragePoolLayer, DropoutLayer, ProductLayer, SumLayer>;

struct Layer {
  static constexpr int kPrevious = -1;
  AnyLayer operation;
  int input = kPrevious;
};

struct LayerNetOptions {
  ImageShape input;
  std::vector<Layer> layers;
  bool biases = true;
  std::uint64_t dropout_seed = 0;
};

/// A layer at its place in the net.
struct PlacedLayer {
  int input = 0, other = -1;  ///< the nodes that enter; -1: none
  LayerInputs inputs;
  LayerPlan plan;
  int segment = 0;     ///< its first one, or where it would be
  bool batch = false;  ///< a BatchLayer
};

std::vector<PlacedLayer> PlaceLayers(const LayerNetOptions& options);

/// Those of the plans, numbered.
std::vector<Segment> SegmentsOf(const std::vector<PlacedLayer>& layers);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_H_
