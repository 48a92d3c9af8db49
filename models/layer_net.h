/// Networks as lists of layers, for images: convolutions, dense layers, pooling, dropout, and the Hadamard products
/// with pooled earlier features of [WuEtAl2022, E.2, E.3].  What a layer does: layers/; how they hang together:
/// layers.h.  f is the last node, as a vector; samples are rows of X, their images stored as pooling.h says.
///
/// What LossGradient draws (dropout) is keyed by (dropout_seed, workspace.step, layer, sample, entry).
///
/// Throws std::invalid_argument for layers that layers.h rejects, and what network.h says.
#ifndef HADAMARD_NTK_MODELS_LAYER_NET_H_
#define HADAMARD_NTK_MODELS_LAYER_NET_H_

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <cstdint>
#include <vector>

#include "linalg/lanes.h"
#include "models/layers.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

template <class T>
class LayerNet {
 public:
  using Scalar = T;

  /// Of a thread, for one sample: gradients of the nodes inside a stage, and what the kernels need.
  struct SampleScratch {
    std::vector<linalg::LaneVector<T>> gradients;
    linalg::LaneVector<T> layer, to_input, to_other;
  };

  struct Workspace : NetworkWorkspace {
    std::vector<Matrix<T>> values, gradients;        ///< of each node, a column is a sample; some may be empty
    std::vector<std::vector<std::uint8_t>> choices;  ///< of each layer, as the next ones
    std::vector<linalg::LaneVector<T>> packed, adjoint, sums;  ///< for packed layers; a group's sums are a column
    tbb::enumerable_thread_specific<SampleScratch> scratch;
    Matrix<T> loss_gradient;
  };

  LayerNet(LayerNetOptions options, std::uint64_t seed);

  Index inputs() const { return shapes_.front().size(); }
  Index outputs() const { return shapes_.back().size(); }
  const LayerNetOptions& options() const { return options_; }
  /// Of node 0, 1, ...
  const std::vector<ImageShape>& shapes() const { return shapes_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  void Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;
  void LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                    Workspace& workspace) const;
  void JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction, Matrix<T>& tangent,
                             Workspace& workspace) const;

 private:
  // A batch layer, or all between two of them, which run sample by sample, while the images are in the cache.
  struct Stage {
    int begin, end;  // layers
    bool batch;
  };

  void FindStages();
  template <class Number>
  LayerSegments<Number> SegmentsAt(int layer, Number* values) const {
    return {&parameters_, layers_[layer].segment, values};
  }
  LayerSample<T> SampleAt(int layer, Index sample, bool training, Workspace& workspace) const;
  LayerBatch<T> BatchAt(int layer, const MatrixArgument<T>* x, Workspace& workspace) const;
  void Evaluate(const MatrixArgument<T>& x, bool training, Workspace& workspace) const;
  void BatchGradient(int layer, const MatrixArgument<T>& x, Workspace& workspace, T* gradient) const;
  void SampleGradient(const Stage& stage, Index sample, Index group, SampleScratch& scratch,
                      Workspace& workspace) const;
  void StageGradient(const Stage& stage, Workspace& workspace, T* gradient) const;
  void LayerTangent(int layer, const T* direction, std::vector<Matrix<T>>& tangents, Workspace& workspace) const;

  LayerNetOptions options_;
  std::vector<PlacedLayer> layers_;
  std::vector<ImageShape> shapes_;  // of the nodes
  std::vector<Stage> stages_;
  std::vector<int> last_consumer_;  // of the nodes: the layer that sets its gradient, to which others add
  std::vector<bool> inside_stage_;  // of the nodes: made and used in one stage of samples
  bool input_by_sample_ = false;    // node 0 enters a stage of samples; batch layers read X as it is
  Parameters<T> parameters_;
};

extern template class LayerNet<float>;
extern template class LayerNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYER_NET_H_
