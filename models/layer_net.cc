#include "models/layer_net.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/arguments.h"
#include "models/random.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

// Dropout compares 16 random bits.
constexpr double kDropoutLevels = 65536;

template <class T>
void Rectify(T* values, Index count) {
  for (Index i = 0; i < count; ++i) values[i] = values[i] < 0 ? T{0} : values[i];  // NaN stays NaN
}

template <class T>
void Mask(const T* values, Index count, T* gradient) {
  for (Index i = 0; i < count; ++i) gradient[i] = values[i] > 0 ? gradient[i] : T{0};
}

template <class T>
void AddBiases(const T* biases, Index channels, Index count, T* values) {
  for (Index i = 0; i < count; i += channels) {
    for (Index k = 0; k < channels; ++k) values[i + k] += biases[k];
  }
}

}  // namespace

template <class T>
LayerNet<T>::LayerNet(LayerNetOptions options, std::uint64_t seed)
    : options_(std::move(options)), shapes_(Shapes(options_)), parameters_(Segments(options_), seed) {
  const int layers = static_cast<int>(options_.layers.size());
  last_consumer_.assign(layers + 1, -1);
  int segment = 0;
  for (int l = 0; l < layers; ++l) {
    const Layer& layer = options_.layers[l];
    const bool dense = As<DenseLayer>(layer), weights = dense || As<ConvolutionLayer>(layer);
    segments_.push_back(weights ? segment : -1);
    if (weights) segment += options_.biases ? 2 : 1;
    last_consumer_[InputOf(l)] = l;
    if (const int other = OtherInput(layer); other >= 0) last_consumer_[other] = l;
    if (dense || stages_.empty() || stages_.back().dense) {
      stages_.push_back({l, l + 1, dense});
    } else {
      stages_.back().end = l + 1;
    }
  }
  inside_stage_.assign(layers + 1, false);
  for (const Stage& stage : stages_) {
    for (int l = stage.begin; l < stage.end && !stage.dense; ++l) inside_stage_[l + 1] = l + 1 < layers;
  }
  for (const Stage& stage : stages_) {
    for (int l = stage.begin; l < stage.end; ++l) {
      for (int node : {InputOf(l), OtherInput(options_.layers[l])}) {
        if (node == 0 && !stage.dense) input_by_sample_ = true;
        if (node >= 0 && (stage.dense || node <= stage.begin)) inside_stage_[node] = false;
      }
    }
  }
}

template <class T>
int LayerNet<T>::InputOf(int layer) const {
  return InputNode(options_.layers[layer], layer);
}

template <class T>
ConvolutionShape LayerNet<T>::ConvolutionOf(int layer) const {
  const ImageShape& in = shapes_[InputOf(layer)];
  const auto* convolution = As<ConvolutionLayer>(options_.layers[layer]);
  return {in.height, in.width, in.channels, convolution->outputs, convolution->kernel};
}

template <class T>
template <class In>
void LayerNet<T>::EvaluateDense(int layer, const In& in, Workspace& workspace) const {
  const auto weights = parameters_.matrix(segments_[layer]);
  Matrix<T>& out = workspace.values[layer + 1];
  const bool relu = As<DenseLayer>(options_.layers[layer])->relu;
  ForEachTile(out.rows(), out.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    auto tile = out.block(i, j, rows, columns);
    tile.noalias() = weights.middleRows(i, rows) * in.middleCols(j, columns);
    if (options_.biases) tile.colwise() += parameters_.matrix(segments_[layer] + 1).col(0).segment(i, rows);
    if (!relu) return;
    for (Index column = j; column < j + columns; ++column) Rectify(&out(i, column), rows);
  });
}

template <class T>
void LayerNet<T>::EvaluateSample(const Stage& stage, Index sample, bool training, Workspace& workspace) const {
  for (int l = stage.begin; l < stage.end; ++l) {
    const Layer& layer = options_.layers[l];
    const ImageShape& from = shapes_[InputOf(l)];
    const Index size = shapes_[l + 1].size();
    const T* in = workspace.values[InputOf(l)].col(sample).data();
    T* out = workspace.values[l + 1].col(sample).data();
    std::uint8_t* choices = workspace.choices[l].empty() ? nullptr : workspace.choices[l].data() + sample * size;
    if (const auto* convolution = As<ConvolutionLayer>(layer)) {
      Convolve(ConvolutionOf(l), workspace.packed[l], in, out);
      if (options_.biases) AddBiases(parameters_.matrix(segments_[l] + 1).data(), convolution->outputs, size, out);
      if (convolution->relu) Rectify(out, size);
    } else if (const auto* pool = As<MaxPoolLayer>(layer)) {
      MaxPool(from, pool->size, in, out, choices);
    } else if (As<AveragePoolLayer>(layer)) {
      AveragePool(from, shapes_[l + 1], in, out);
    } else if (const auto* dropout = As<DropoutLayer>(layer)) {
      std::copy_n(in, size, out);
      if (!training) continue;
      const auto dropped = static_cast<std::uint16_t>(std::lround(std::min(dropout->rate * kDropoutLevels, 65535.0)));
      const T scale = static_cast<T>(1 / (1 - dropped / kDropoutLevels));
      std::vector<std::uint64_t>& bits = workspace.scratch.local().bits;
      bits.resize((size + 3) / 4);
      FillBits({options_.dropout_seed, Purpose::kDropout, static_cast<std::uint32_t>(workspace.step)},
               (static_cast<std::uint64_t>(l) << 48) + static_cast<std::uint64_t>(sample) * bits.size(), bits);
      for (Index i = 0; i < size; ++i) {
        choices[i] = static_cast<std::uint16_t>(bits[i / 4] >> (i % 4 * 16)) >= dropped;
        out[i] = choices[i] ? scale * in[i] : T{0};
      }
    } else {
      const T* other = workspace.values[OtherInput(layer)].col(sample).data();
      const bool product = As<ProductLayer>(layer);
      for (Index i = 0; i < size; ++i) out[i] = product ? in[i] * other[i] : in[i] + other[i];
    }
  }
}

template <class T>
void LayerNet<T>::Evaluate(const MatrixArgument<T>& x, bool training, Workspace& workspace) const {
  const Index samples = x.rows();
  workspace.values.resize(shapes_.size());
  workspace.choices.resize(options_.layers.size());
  workspace.packed.resize(options_.layers.size());
  if (input_by_sample_) workspace.values[0] = x.transpose();
  for (std::size_t l = 0; l < options_.layers.size(); ++l) {
    workspace.values[l + 1].resize(shapes_[l + 1].size(), samples);
    if (As<MaxPoolLayer>(options_.layers[l]) || As<DropoutLayer>(options_.layers[l])) {
      workspace.choices[l].resize(shapes_[l + 1].size() * samples);
    }
    if (As<ConvolutionLayer>(options_.layers[l])) {
      PackKernel(ConvolutionOf(l), parameters_.matrix(segments_[l]).data(), workspace.packed[l]);
    }
  }
  for (const Stage& stage : stages_) {
    if (stage.dense && InputOf(stage.begin) == 0) {
      EvaluateDense(stage.begin, x.transpose(), workspace);
    } else if (stage.dense) {
      EvaluateDense(stage.begin, workspace.values[InputOf(stage.begin)], workspace);
    } else {
      tbb::parallel_for(Index{0}, samples, [&](Index i) { EvaluateSample(stage, i, training, workspace); });
    }
  }
}

template <class T>
void LayerNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireShape("Forward", "X", x, -1, inputs());
  RequireFinite("Forward", "X", x);
  Evaluate(x, /*training=*/false, workspace);
  f = workspace.values.back().transpose();
}

template <class T>
void LayerNet<T>::DenseGradient(int layer, const MatrixArgument<T>& x, Workspace& workspace, T* gradient) const {
  const int node = InputOf(layer), segment = segments_[layer];
  Matrix<T>& back = workspace.gradients[layer + 1];
  if (As<DenseLayer>(options_.layers[layer])->relu) {
    Mask(workspace.values[layer + 1].data(), back.size(), back.data());
  }
  auto weights = parameters_.View(segment, gradient);
  if (node == 0) {
    SetProduct(T{1}, back, x, weights);
  } else {
    SetProduct(T{1}, back, workspace.values[node].transpose(), weights);
  }
  if (options_.biases) parameters_.View(segment + 1, gradient).col(0) = back.rowwise().sum();
  if (node == 0) return;
  const auto transposed = parameters_.matrix(segment).transpose();
  if (last_consumer_[node] == layer) {
    SetProduct(T{1}, transposed, back, workspace.gradients[node]);
  } else {
    AddProduct(T{1}, transposed, back, workspace.gradients[node]);
  }
}

template <class T>
void LayerNet<T>::SampleGradient(const Stage& stage, Index sample, Index group, SampleScratch& scratch,
                                 Workspace& workspace) const {
  const auto gradient_of = [&](int node) {
    return inside_stage_[node] ? scratch.gradients[node].data() : workspace.gradients[node].col(sample).data();
  };
  for (int l = stage.end - 1; l >= stage.begin; --l) {
    const Layer& layer = options_.layers[l];
    const int node = InputOf(l), other = OtherInput(layer);
    const Index size = shapes_[l + 1].size();
    const T *in = workspace.values[node].col(sample).data(), *out = workspace.values[l + 1].col(sample).data();
    const std::uint8_t* choices = workspace.choices[l].empty() ? nullptr : workspace.choices[l].data() + sample * size;
    T* back = gradient_of(l + 1);
    // set(g) writes what this layer gives to a node's gradient; the node's last consumer comes first.
    const auto contribute = [&](int to, bool first, const auto& set) {
      if (to == 0) return;
      if (first) return set(gradient_of(to));
      scratch.contribution.resize(shapes_[to].size());
      set(scratch.contribution.data());
      T* gradient = gradient_of(to);
      for (Index i = 0; i < shapes_[to].size(); ++i) gradient[i] += scratch.contribution[i];
    };
    const bool first = last_consumer_[node] == l;
    if (const auto* convolution = As<ConvolutionLayer>(layer)) {
      if (convolution->relu) Mask(out, size, back);
      const ConvolutionShape shape = ConvolutionOf(l);
      T* sums = workspace.kernel_sums[l].data() + group * (KernelGradientSize<T>(shape) + shape.outputs);
      AddKernelGradient(shape, in, back, sums + shape.outputs, scratch.kernel);
      for (Index i = 0; i < size; i += shape.outputs) {
        for (Index k = 0; k < shape.outputs; ++k) sums[k] += back[i + k];
      }
      contribute(node, first, [&](T* g) { ConvolveAdjoint(shape, workspace.adjoint[l], back, g, scratch.kernel); });
    } else if (const auto* pool = As<MaxPoolLayer>(layer)) {
      contribute(node, first, [&](T* g) { MaxPoolAdjoint(shapes_[node], pool->size, back, choices, g); });
    } else if (As<AveragePoolLayer>(layer)) {
      contribute(node, first, [&](T* g) { AveragePoolAdjoint(shapes_[node], shapes_[l + 1], back, g); });
    } else if (const auto* dropout = As<DropoutLayer>(layer)) {
      const T scale =
          static_cast<T>(1 / (1 - std::lround(std::min(dropout->rate * kDropoutLevels, 65535.0)) / kDropoutLevels));
      contribute(node, first, [&](T* g) {
        for (Index i = 0; i < size; ++i) g[i] = choices[i] ? scale * back[i] : T{0};
      });
    } else {
      const bool product = As<ProductLayer>(layer);
      const auto partner = [&](int of) {
        return [&, with = workspace.values[of].col(sample).data()](T* g) {
          for (Index i = 0; i < size; ++i) g[i] = product ? with[i] * back[i] : back[i];
        };
      };
      contribute(node, first, partner(other));
      contribute(other, last_consumer_[other] == l && other != node, partner(node));
    }
  }
}

template <class T>
void LayerNet<T>::StageGradient(const Stage& stage, Workspace& workspace, T* gradient) const {
  const Index samples = workspace.values.back().cols(), groups = std::min<Index>(16, samples);
  for (int l = stage.begin; l < stage.end; ++l) {
    if (!As<ConvolutionLayer>(options_.layers[l])) continue;
    const ConvolutionShape shape = ConvolutionOf(l);
    workspace.kernel_sums[l].assign(groups * (KernelGradientSize<T>(shape) + shape.outputs), T{0});
    if (InputOf(l) > 0) PackAdjointKernel(shape, parameters_.matrix(segments_[l]).data(), workspace.adjoint[l]);
  }
  tbb::parallel_for(
      tbb::blocked_range<Index>(0, groups, 1),
      [&](const tbb::blocked_range<Index>& range) {
        SampleScratch& scratch = workspace.scratch.local();
        scratch.gradients.resize(shapes_.size());
        for (int l = stage.begin; l < stage.end; ++l) {
          if (inside_stage_[l + 1]) scratch.gradients[l + 1].resize(shapes_[l + 1].size());
        }
        for (Index g = range.begin(); g < range.end(); ++g) {
          for (Index i = g * samples / groups; i < (g + 1) * samples / groups; ++i) {
            SampleGradient(stage, i, g, scratch, workspace);
          }
        }
      },
      tbb::simple_partitioner());
  for (int l = stage.begin; l < stage.end; ++l) {
    if (segments_[l] < 0) continue;
    const ConvolutionShape shape = ConvolutionOf(l);
    const Index size = KernelGradientSize<T>(shape) + shape.outputs;
    Eigen::Map<Matrix<T>> sums(workspace.kernel_sums[l].data(), size, groups);
    for (Index g = 1; g < groups; ++g) sums.col(0) += sums.col(g);
    UnpackKernelGradient(shape, sums.data() + shape.outputs, parameters_.View(segments_[l], gradient).data());
    if (options_.biases) parameters_.View(segments_[l] + 1, gradient).col(0) = sums.col(0).head(shape.outputs);
  }
}

template <class T>
void LayerNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                               Workspace& workspace) const {
  RequireShape("LossGradient", "gradient", gradient, parameters_.size(), 1);
  RequireShape("LossGradient", "X", x, -1, inputs());
  RequireFinite("LossGradient", "X", x);
  Evaluate(x, /*training=*/true, workspace);
  Matrix<T>& v = workspace.loss_gradient;
  v.setZero(x.rows(), outputs());
  loss(workspace.values.back().transpose(), v);
  RequireShape("LossGradient", "v set by loss", v, x.rows(), outputs());

  workspace.gradients.resize(shapes_.size());
  workspace.adjoint.resize(options_.layers.size());
  workspace.kernel_sums.resize(options_.layers.size());
  for (std::size_t node = 1; node < shapes_.size(); ++node) {
    if (!inside_stage_[node]) workspace.gradients[node].resize(shapes_[node].size(), x.rows());
  }
  workspace.gradients.back() = v.transpose();
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
    if (stage->dense) {
      DenseGradient(stage->begin, x, workspace, gradient.data());
    } else {
      StageGradient(*stage, workspace, gradient.data());
    }
  }
}

template <class T>
void LayerNet<T>::SampleTangent(int layer, Index sample, const LaneVector<T>& packed, const T* direction,
                                std::vector<Matrix<T>>& tangents, const Workspace& workspace) const {
  const Layer& operation = options_.layers[layer];
  const int node = InputOf(layer), other = OtherInput(operation);
  const ImageShape &from = shapes_[node], &to = shapes_[layer + 1];
  const T *in = workspace.values[node].col(sample).data(), *entering = tangents[node].col(sample).data();
  T* leaving = tangents[layer + 1].col(sample).data();
  if (const auto* convolution = As<ConvolutionLayer>(operation)) {
    const ConvolutionShape shape = ConvolutionOf(layer);
    Vector<T> change(to.size());
    Convolve(shape, packed, in, change.data());
    Convolve(shape, workspace.packed[layer], entering, leaving);
    for (Index i = 0; i < to.size(); ++i) leaving[i] += change[i];
    if (options_.biases) {
      AddBiases(parameters_.View(segments_[layer] + 1, direction).data(), shape.outputs, to.size(), leaving);
    }
    if (convolution->relu) Mask(workspace.values[layer + 1].col(sample).data(), to.size(), leaving);
  } else if (const auto* pool = As<MaxPoolLayer>(operation)) {
    // By duality: the entries that were chosen.
    const std::uint8_t* choices = workspace.choices[layer].data() + sample * to.size();
    for (Index o = 0; o < to.size(); ++o) {
      const Index pixel = o / to.channels, y = pixel / to.width * pool->size + choices[o] / pool->size,
                  x = pixel % to.width * pool->size + choices[o] % pool->size;
      leaving[o] = entering[(y * from.width + x) * from.channels + o % to.channels];
    }
  } else if (As<AveragePoolLayer>(operation)) {
    AveragePool(from, to, entering, leaving);
  } else if (As<DropoutLayer>(operation)) {
    std::copy_n(entering, to.size(), leaving);
  } else {
    const T *value = workspace.values[other].col(sample).data(), *tangent = tangents[other].col(sample).data();
    const bool product = As<ProductLayer>(operation);
    for (Index i = 0; i < to.size(); ++i) {
      leaving[i] = product ? entering[i] * value[i] + in[i] * tangent[i] : entering[i] + tangent[i];
    }
  }
}

template <class T>
void LayerNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                        Matrix<T>& tangent, Workspace& workspace) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  RequireShape("JacobianVectorProduct", "X", x, -1, inputs());
  RequireFinite("JacobianVectorProduct", "X", x);
  Evaluate(x, /*training=*/false, workspace);
  if (!input_by_sample_) workspace.values[0] = x.transpose();  // Evaluate has set it otherwise
  std::vector<Matrix<T>> tangents(shapes_.size());
  tangents[0] = Matrix<T>::Zero(inputs(), x.rows());
  for (int l = 0; l < static_cast<int>(options_.layers.size()); ++l) {
    tangents[l + 1].resize(shapes_[l + 1].size(), x.rows());
    if (const auto* dense = As<DenseLayer>(options_.layers[l])) {
      const int node = InputOf(l);
      SetProduct(T{1}, parameters_.View(segments_[l], direction.data()), workspace.values[node], tangents[l + 1]);
      AddProduct(T{1}, parameters_.matrix(segments_[l]), tangents[node], tangents[l + 1]);
      if (options_.biases) tangents[l + 1].colwise() += parameters_.View(segments_[l] + 1, direction.data()).col(0);
      if (dense->relu) Mask(workspace.values[l + 1].data(), tangents[l + 1].size(), tangents[l + 1].data());
      continue;
    }
    LaneVector<T> packed;
    if (segments_[l] >= 0)
      PackKernel(ConvolutionOf(l), parameters_.View(segments_[l], direction.data()).data(), packed);
    tbb::parallel_for(Index{0}, x.rows(),
                      [&](Index i) { SampleTangent(l, i, packed, direction.data(), tangents, workspace); });
  }
  tangent = tangents.back().transpose();
}

template class LayerNet<float>;
template class LayerNet<double>;

}  // namespace hadamard_ntk::models
