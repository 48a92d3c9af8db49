/// The layers of a network for images (layer_net.h), and what each of them makes.
///
/// Node 0 is the input; layer l = 0, 1, ... makes node l + 1 from node `input` (the one before it, if kPrevious):
///   Dense          z = W a + b, of relu(z) if `relu`; any shape in, `outputs` channels of one pixel out
///   Convolution    the same with convolution.h's W * a
///   MaxPool, AveragePool       pooling.h
///   Dropout        while training, every entry is 0 with probability `rate` (a multiple of 2^-16, rounded) and
///                  1 / (1 - rate) times itself otherwise; identity in Forward and JacobianVectorProduct
///   Product, Sum   by entry, with node `with` of the same size; the shape is the input's
/// W ~ N(0, g / fan-in), g = 2 with ReLU [HeEtAl2015], 1 without; biases start at 0.  Segments: W1, b1, W2, ... of the
/// layers with weights, in their order; no b if `biases` is false.
///
/// Throws std::invalid_argument for layers that do not fit (it names the layer, counted from 0), a node that nothing
/// uses, a dropout rate outside of [0, 1), and no weights.
#ifndef HADAMARD_NTK_MODELS_LAYERS_H_
#define HADAMARD_NTK_MODELS_LAYERS_H_

#include <cstdint>
#include <variant>
#include <vector>

#include "models/matrix.h"
#include "models/parameters.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

struct DenseLayer {
  Index outputs = 0;
  bool relu = true;
};
struct ConvolutionLayer {
  Index outputs = 0, kernel = 3;
  bool relu = true;
};
struct MaxPoolLayer {
  Index size = 2;
};
struct AveragePoolLayer {
  ImageShape to;
};
struct DropoutLayer {
  double rate = 0.5;
};
struct ProductLayer {
  int with = 0;
};
struct SumLayer {
  int with = 0;
};

struct Layer {
  static constexpr int kPrevious = -1;
  std::variant<DenseLayer, ConvolutionLayer, MaxPoolLayer, AveragePoolLayer, DropoutLayer, ProductLayer, SumLayer>
      operation;
  int input = kPrevious;
};

struct LayerNetOptions {
  ImageShape input;
  std::vector<Layer> layers;
  bool biases = true;
  std::uint64_t dropout_seed = 0;
};

/// The layer as one of that kind, or null.
template <class Operation>
const Operation* As(const Layer& layer) {
  return std::get_if<Operation>(&layer.operation);
}

/// The node that enters a layer besides its input, or -1.
inline int OtherInput(const Layer& layer) {
  if (const auto* product = As<ProductLayer>(layer)) return product->with;
  if (const auto* sum = As<SumLayer>(layer)) return sum->with;
  return -1;
}

/// The node that enters layer `index`.
inline int InputNode(const Layer& layer, int index) { return layer.input == Layer::kPrevious ? index : layer.input; }

/// Of the nodes 0, 1, ...
std::vector<ImageShape> Shapes(const LayerNetOptions& options);
/// Of the weights and biases, layer by layer.
std::vector<Segment> Segments(const LayerNetOptions& options);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_H_
