#include "models/layer_net.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <utility>

#include "models/arguments.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

// Samples are cut into so many groups, whose gradients are added in their order.
Index GroupsOf(Index samples) { return std::clamp<Index>(samples, 1, 16); }

// use(layer), if it is of that kind.
template <class T, class Use>
void IfSampleLayer(const Layer& layer, const Use& use) {
  std::visit(
      [&](const auto& kind) {
        if constexpr (SampleLayer<decltype(kind), T>) use(kind);
      },
      layer.operation);
}

template <class T, class Use>
void IfPackedLayer(const Layer& layer, const Use& use) {
  std::visit(
      [&](const auto& kind) {
        if constexpr (PackedLayer<decltype(kind), T>) use(kind);
      },
      layer.operation);
}

template <class T, class Use>
void IfBatchLayer(const Layer& layer, const Use& use) {
  std::visit(
      [&](const auto& kind) {
        if constexpr (BatchLayer<decltype(kind), T>) use(kind);
      },
      layer.operation);
}

}  // namespace

template <class T>
LayerNet<T>::LayerNet(LayerNetOptions options, std::uint64_t seed)
    : options_(std::move(options)),
      layers_(PlaceLayers(options_)),
      shapes_({options_.input}),
      parameters_(SegmentsOf(layers_), seed) {
  for (const PlacedLayer& layer : layers_) shapes_.push_back(layer.plan.shape);
  FindStages();
}

template <class T>
void LayerNet<T>::FindStages() {
  const int layers = static_cast<int>(layers_.size());
  last_consumer_.assign(layers + 1, -1);
  for (int l = 0; l < layers; ++l) {
    const bool batch = layers_[l].batch;
    last_consumer_[layers_[l].input] = l;
    if (layers_[l].other >= 0) last_consumer_[layers_[l].other] = l;
    if (batch || stages_.empty() || stages_.back().batch) {
      stages_.push_back({l, l + 1, batch});
    } else {
      stages_.back().end = l + 1;
    }
  }
  inside_stage_.assign(layers + 1, false);
  for (const Stage& stage : stages_) {
    for (int l = stage.begin; l < stage.end && !stage.batch; ++l) inside_stage_[l + 1] = l + 1 < layers;
  }
  for (const Stage& stage : stages_) {
    for (int l = stage.begin; l < stage.end; ++l) {
      for (const int node : {layers_[l].input, layers_[l].other}) {
        if (node == 0 && !stage.batch) input_by_sample_ = true;
        if (node >= 0 && (stage.batch || node <= stage.begin)) inside_stage_[node] = false;
      }
    }
  }
}

template <class T>
LayerSample<T> LayerNet<T>::SampleAt(int l, Index sample, bool training, Workspace& workspace) const {
  const PlacedLayer& layer = layers_[l];
  const auto value = [&](int node) { return node < 0 ? nullptr : workspace.values[node].col(sample).data(); };
  std::vector<std::uint8_t>& choices = workspace.choices[l];
  return {.inputs = layer.inputs,
          .shape = layer.plan.shape,
          .parameters = SegmentsAt(l, parameters_.values().data()),
          .packed = workspace.packed[l],
          .in = value(layer.input),
          .other = value(layer.other),
          .out = value(l + 1),
          .choices = choices.empty() ? nullptr : choices.data() + sample * layer.plan.shape.size(),
          .training = training,
          .key = {options_.dropout_seed, workspace.step, l, sample}};
}

template <class T>
LayerBatch<T> LayerNet<T>::BatchAt(int l, const MatrixArgument<T>* x, Workspace& workspace) const {
  const bool direct = x && layers_[l].input == 0;
  return {.inputs = layers_[l].inputs,
          .parameters = SegmentsAt(l, parameters_.values().data()),
          .x = direct ? x : nullptr,
          .in = direct ? nullptr : &workspace.values[layers_[l].input],
          .out = workspace.values[l + 1]};
}

template <class T>
void LayerNet<T>::Evaluate(const MatrixArgument<T>& x, bool training, Workspace& workspace) const {
  workspace.values.resize(shapes_.size());
  workspace.choices.resize(layers_.size());
  workspace.packed.resize(layers_.size());
  if (input_by_sample_) workspace.values[0] = x.transpose();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    workspace.values[l + 1].resize(shapes_[l + 1].size(), x.rows());
    workspace.choices[l].resize(layers_[l].plan.choices ? workspace.values[l + 1].size() : 0);
    IfPackedLayer<T>(options_.layers[l], [&](const auto& layer) {
      layer.Pack(layers_[l].inputs, SegmentsAt(l, parameters_.values().data()), workspace.packed[l]);
    });
  }
  for (const Stage& stage : stages_) {
    if (stage.batch) {
      IfBatchLayer<T>(options_.layers[stage.begin],
                      [&](const auto& layer) { layer.Forward(BatchAt(stage.begin, &x, workspace)); });
      continue;
    }
    tbb::parallel_for(Index{0}, x.rows(), [&](Index i) {
      for (int l = stage.begin; l < stage.end; ++l) {
        IfSampleLayer<T>(options_.layers[l],
                         [&](const auto& layer) { layer.Forward(SampleAt(l, i, training, workspace)); });
      }
    });
  }
}

template <class T>
void LayerNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireSamples("Forward", "X", x, inputs());
  Evaluate(x, /*training=*/false, workspace);
  f = workspace.values.back().transpose();
}

template <class T>
void LayerNet<T>::BatchGradient(int l, const MatrixArgument<T>& x, Workspace& workspace, T* gradient) const {
  const int node = layers_[l].input;
  const BatchAdjoint<T> back{.out = workspace.gradients[l + 1],
                             .in = node == 0 ? nullptr : &workspace.gradients[node],
                             .add = last_consumer_[node] != l,
                             .gradient = SegmentsAt(l, gradient)};
  IfBatchLayer<T>(options_.layers[l], [&](const auto& layer) { layer.Adjoint(BatchAt(l, &x, workspace), back); });
}

template <class T>
void LayerNet<T>::SampleGradient(const Stage& stage, Index sample, Index group, SampleScratch& scratch,
                                 Workspace& workspace) const {
  const Index groups = GroupsOf(workspace.values.back().cols());
  const auto gradient_of = [&](int node) {
    return inside_stage_[node] ? scratch.gradients[node].data() : workspace.gradients[node].col(sample).data();
  };
  for (int l = stage.end - 1; l >= stage.begin; --l) {
    const auto [in, other] = std::pair(layers_[l].input, layers_[l].other);
    // A node's last consumer, which comes first, sets its gradient; what others give is added.
    const bool sets_in = last_consumer_[in] == l, sets_other = other >= 0 && last_consumer_[other] == l && other != in;
    const auto place = [&](int node, bool sets, LaneVector<T>& contribution) -> T* {
      if (node <= 0) return nullptr;
      if (sets) return gradient_of(node);
      contribution.resize(shapes_[node].size());
      return contribution.data();
    };
    const auto add = [&](int node, bool sets, const LaneVector<T>& contribution) {
      if (node <= 0 || sets) return;
      T* gradient = gradient_of(node);
      for (Index i = 0; i < shapes_[node].size(); ++i) gradient[i] += contribution[i];
    };
    LaneVector<T>& sums = workspace.sums[l];
    const SampleAdjoint<T> back{.out = gradient_of(l + 1),
                                .in = place(in, sets_in, scratch.to_input),
                                .other = place(other, sets_other, scratch.to_other),
                                .sums = sums.data() + group * (static_cast<Index>(sums.size()) / groups),
                                .packed = workspace.adjoint[l],
                                .scratch = scratch.layer};
    IfSampleLayer<T>(options_.layers[l], [&](const auto& layer) {
      layer.Adjoint(SampleAt(l, sample, /*training=*/true, workspace), back);
    });
    add(in, sets_in, scratch.to_input);
    add(other, sets_other, scratch.to_other);
  }
}

template <class T>
void LayerNet<T>::StageGradient(const Stage& stage, Workspace& workspace, T* gradient) const {
  const Index samples = workspace.values.back().cols(), groups = GroupsOf(samples);
  for (int l = stage.begin; l < stage.end; ++l) {
    IfPackedLayer<T>(options_.layers[l], [&](const auto& layer) {
      const LayerInputs& inputs = layers_[l].inputs;
      workspace.sums[l].assign(groups * layer.template GradientSums<T>(inputs), T{0});
      if (layers_[l].input == 0) return;
      layer.PackAdjoint(inputs, SegmentsAt(l, parameters_.values().data()), workspace.adjoint[l]);
    });
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
    IfPackedLayer<T>(options_.layers[l], [&](const auto& layer) {
      const Index size = layer.template GradientSums<T>(layers_[l].inputs);
      Eigen::Map<Matrix<T>> sums(workspace.sums[l].data(), size, groups);
      for (Index g = 1; g < groups; ++g) sums.col(0) += sums.col(g);
      layer.SetGradient(layers_[l].inputs, static_cast<const T*>(sums.data()), SegmentsAt(l, gradient));
    });
  }
}

template <class T>
void LayerNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                               Workspace& workspace) const {
  RequireShape("LossGradient", "gradient", gradient, parameters_.size(), 1);
  RequireSamples("LossGradient", "X", x, inputs());
  Evaluate(x, /*training=*/true, workspace);
  Matrix<T>& v = workspace.loss_gradient;
  SetOutputWeights<T>(loss, workspace.values.back().transpose(), v);

  workspace.gradients.resize(shapes_.size());
  workspace.adjoint.resize(layers_.size());
  workspace.sums.resize(layers_.size());
  for (std::size_t node = 1; node < shapes_.size(); ++node) {
    if (!inside_stage_[node]) workspace.gradients[node].resize(shapes_[node].size(), x.rows());
  }
  workspace.gradients.back() = v.transpose();
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
    if (stage->batch) {
      BatchGradient(stage->begin, x, workspace, gradient.data());
    } else {
      StageGradient(*stage, workspace, gradient.data());
    }
  }
}

template <class T>
void LayerNet<T>::LayerTangent(int l, const T* direction, std::vector<Matrix<T>>& tangents,
                               Workspace& workspace) const {
  const PlacedLayer& placed = layers_[l];
  const LayerSegments<const T> along = SegmentsAt(l, direction);
  Matrix<T>&entering = tangents[placed.input], &leaving = tangents[l + 1];
  IfBatchLayer<T>(options_.layers[l], [&](const auto& layer) {
    layer.Tangent(BatchAt(l, nullptr, workspace), BatchTangent<T>{entering, leaving, along});
  });
  IfSampleLayer<T>(options_.layers[l], [&](const auto& layer) {
    LaneVector<T> packed;
    if constexpr (PackedLayer<decltype(layer), T>) layer.Pack(placed.inputs, along, packed);
    tbb::parallel_for(Index{0}, leaving.cols(), [&](Index i) {
      const T* other = placed.other < 0 ? nullptr : tangents[placed.other].col(i).data();
      layer.Tangent(SampleAt(l, i, /*training=*/false, workspace),
                    SampleTangent<T>{entering.col(i).data(), other, leaving.col(i).data(), along, packed});
    });
  });
}

template <class T>
void LayerNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                        Matrix<T>& tangent, Workspace& workspace) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  RequireSamples("JacobianVectorProduct", "X", x, inputs());
  Evaluate(x, /*training=*/false, workspace);
  if (!input_by_sample_) workspace.values[0] = x.transpose();  // Evaluate has set it otherwise
  std::vector<Matrix<T>> tangents(shapes_.size());
  tangents[0] = Matrix<T>::Zero(inputs(), x.rows());
  for (int l = 0; l < static_cast<int>(layers_.size()); ++l) {
    tangents[l + 1].resize(shapes_[l + 1].size(), x.rows());
    LayerTangent(l, direction.data(), tangents, workspace);
  }
  tangent = tangents.back().transpose();
}

template class LayerNet<float>;
template class LayerNet<double>;

}  // namespace hadamard_ntk::models
