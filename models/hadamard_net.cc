#include "models/hadamard_net.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/blocked_range2d.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/arguments.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

// Fixed blocks, so that sums do not depend on the number of threads: at most 64 blocks of units (each a multiple of 16)
// and 16 groups of chunks (each at least 16 chunks, 2048 samples).
Index BlockLength(Index count, Index blocks, Index least) {
  return std::max(least, (count + blocks * least - 1) / (blocks * least) * least);
}

struct Blocks {
  Index count, length, blocks;
  Blocks(Index count, Index most, Index least)
      : count(count), length(BlockLength(count, most, least)), blocks((count + length - 1) / length) {}
  IndexRange operator[](Index b) const { return {b * length, std::min(count, (b + 1) * length)}; }
};

Blocks UnitBlocks(Index width) { return {width, 64, 16}; }
Blocks ChunkGroups(Index chunks) { return {chunks, 16, 16}; }

// run(unit block, chunk group) for all pairs.
template <class Run>
void ForEach(const Blocks& units, const Blocks& chunks, const Run& run) {
  tbb::parallel_for(
      tbb::blocked_range2d<Index>(0, units.blocks, 1, 0, chunks.blocks, 1),
      [&](const tbb::blocked_range2d<Index>& range) {
        for (Index b = range.rows().begin(); b < range.rows().end(); ++b) {
          for (Index g = range.cols().begin(); g < range.cols().end(); ++g) run(b, g);
        }
      },
      tbb::simple_partitioner());
}

std::vector<Segment> Segments(const HadamardForm& form) {
  RequireAtLeast("HadamardNet", "degree", form.degree, 1);
  RequireAtLeast("HadamardNet", "inputs", form.inputs, Index{1});
  RequireAtLeast("HadamardNet", "width", form.width, Index{1});
  RequireAtLeast("HadamardNet", "outputs", form.outputs, Index{1});
  RequireScale("HadamardNet", "scale", form.scale, false);
  RequireScale("HadamardNet", "skip", form.skip);
  RequireScale("HadamardNet", "output_scale", form.output_scale, false);
  RequireScale("HadamardNet", "input_bias", form.input_bias);
  RequireScale("HadamardNet", "output_bias_std", form.output_bias_std);
  std::vector<Segment> segments;
  const Index columns = form.inputs + (form.input_bias != 0);
  for (int n = 1; n <= form.degree; ++n) {
    segments.push_back({.name = std::string("W") += std::to_string(n), .rows = form.width, .columns = columns});
  }
  segments.push_back({.name = "C", .rows = form.outputs, .columns = form.width});
  if (form.output_bias_std > 0) segments.push_back({.name = "beta", .rows = form.outputs});
  return segments;
}

}  // namespace

template <class T>
HadamardNet<T>::HadamardNet(const HadamardForm& form, std::uint64_t seed)
    : form_(form), parameters_(Segments(form), seed) {}

template <class T>
template <class Number>
typename HadamardUnits<T>::template Weights<Number> HadamardNet<T>::Locate(Number* values) const {
  typename HadamardUnits<T>::template Weights<Number> weights;
  for (int n = 0; n < form_.degree; ++n) weights.hidden.push_back(values + parameters_.segments()[n].offset);
  weights.readout = values + parameters_.segments()[form_.degree].offset;
  return weights;
}

template <class T>
HadamardUnits<T> HadamardNet<T>::units() const {
  return {.activation = form_.activation,
          .scale = static_cast<T>(form_.scale),
          .skip = static_cast<T>(form_.skip),
          .output_scale = static_cast<T>(form_.output_scale),
          .width = form_.width,
          .columns = parameters_.segments()[0].columns,
          .outputs = form_.outputs,
          .weights = Locate<const T>(parameters_.values().data())};
}

template <class T>
PackedSamples<T> HadamardNet<T>::Pack(const char* function, const char* name, const MatrixArgument<T>& x) const {
  RequireSamples(function, name, x, form_.inputs);
  return PackedSamples<T>(x, static_cast<T>(form_.input_bias));
}

// f(i, o) = sum over blocks, in their order, of what add_outputs(units, chunks, partial) adds to partial.
template <class T>
template <class AddOutputs>
void HadamardNet<T>::SumOverUnits(const PackedSamples<T>& x, const AddOutputs& add_outputs, Matrix<T>& f,
                                  Workspace& workspace) const {
  const Blocks units = UnitBlocks(form_.width), groups = ChunkGroups(x.chunks());
  const Index stride = x.chunks() * PackedSamples<T>::kChunk, size = form_.outputs * stride;
  LaneVector<T>& partial = workspace.partial_outputs;
  partial.resize(units.blocks * size);
  ForEach(units, groups, [&](Index b, Index g) {
    T* outputs = partial.data() + b * size;
    const Index begin = groups[g].begin * PackedSamples<T>::kChunk, end = groups[g].end * PackedSamples<T>::kChunk;
    for (Index o = 0; o < form_.outputs; ++o) std::fill(outputs + o * stride + begin, outputs + o * stride + end, T{0});
    add_outputs(units[b], groups[g], outputs);
  });
  f.resize(x.count(), form_.outputs);
  for (Index o = 0; o < form_.outputs; ++o) {
    f.col(o) = Eigen::Map<Vector<T>>(partial.data() + o * stride, x.count());
    for (Index b = 1; b < units.blocks; ++b) {
      f.col(o) += Eigen::Map<Vector<T>>(partial.data() + b * size + o * stride, x.count());
    }
  }
}

template <class T>
void HadamardNet<T>::Evaluate(Matrix<T>& f, Workspace& workspace) const {
  const HadamardUnits<T> hidden = units();
  const PackedSamples<T>& x = workspace.samples;
  SumOverUnits(
      x, [&](IndexRange units, IndexRange chunks, T* outputs) { hidden.Forward(x, units, chunks, outputs); }, f,
      workspace);
  if (form_.output_bias_std > 0) {
    f.rowwise() += static_cast<T>(form_.output_bias_std) * parameters_.matrix(form_.degree + 1).transpose().row(0);
  }
}

template <class T>
void HadamardNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireSamples("Forward", "X", x, form_.inputs);
  workspace.samples.Pack(x, static_cast<T>(form_.input_bias));
  Evaluate(f, workspace);
}

template <class T>
void HadamardNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                                  Workspace& workspace) const {
  RequireSamples("LossGradient", "X", x, form_.inputs);
  RequireShape("LossGradient", "gradient", gradient, parameters_.size(), 1);
  const PackedSamples<T>& samples = workspace.samples;
  workspace.samples.Pack(x, static_cast<T>(form_.input_bias));
  Evaluate(workspace.outputs, workspace);
  Matrix<T>& v = workspace.loss_gradient;
  SetOutputWeights(loss, workspace.outputs, v);
  workspace.output_gradient.Pack(v);

  const HadamardUnits<T> hidden = units();
  const Blocks blocks = UnitBlocks(form_.width), groups = ChunkGroups(samples.chunks());
  const Index size = gradient.size();
  LaneVector<T>& partial = workspace.partial_gradients;
  partial.resize(std::max<Index>(0, groups.blocks - 1) * size);
  if (groups.blocks == 0) gradient.setZero();
  std::vector<typename HadamardUnits<T>::template Weights<T>> sums;  // of each group
  for (Index g = 0; g < groups.blocks; ++g) {
    sums.push_back(Locate(g == 0 ? gradient.data() : partial.data() + (g - 1) * size));
  }
  ForEach(blocks, groups, [&](Index b, Index g) {
    hidden.Backward(samples, workspace.output_gradient, blocks[b], groups[g], sums[g]);
  });
  if (groups.blocks > 1) {
    tbb::parallel_for(tbb::blocked_range<Index>(0, size, 1 << 12), [&](const tbb::blocked_range<Index>& range) {
      for (Index g = 1; g < groups.blocks; ++g) {
        gradient.segment(range.begin(), range.size()) +=
            Eigen::Map<Vector<T>>(partial.data() + (g - 1) * size + range.begin(), range.size());
      }
    });
  }
  if (form_.output_bias_std > 0) {
    parameters_.View(form_.degree + 1, gradient.data()) =
        static_cast<T>(form_.output_bias_std) * v.colwise().sum().transpose();
  }
}

template <class T>
void HadamardNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                           Matrix<T>& tangent, Workspace& workspace) const {
  RequireSamples("JacobianVectorProduct", "X", x, form_.inputs);
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  workspace.samples.Pack(x, static_cast<T>(form_.input_bias));
  const HadamardUnits<T> hidden = units();
  const auto change = Locate<const T>(direction.data());
  SumOverUnits(
      workspace.samples,
      [&](IndexRange units, IndexRange chunks, T* outputs) {
        hidden.Tangent(workspace.samples, units, chunks, change, outputs);
      },
      tangent, workspace);
  if (form_.output_bias_std > 0) {
    tangent.rowwise() +=
        static_cast<T>(form_.output_bias_std) * parameters_.View(form_.degree + 1, direction.data()).transpose().row(0);
  }
}

template <class T>
FirstOrderUnits<T> HadamardNet<T>::first_order_units() const {
  const HadamardUnits<T> all = units();
  return {.function = form_.activation == Activation::kRelu ? UnitFunction::kRelu : UnitFunction::kIdentity,
          .scale = all.scale,
          .skip = all.skip,
          .output_scale = all.output_scale,
          .bias = static_cast<T>(form_.input_bias),
          .width = all.width,
          .inputs = form_.inputs,
          .hidden = all.weights.hidden,
          .readout = all.weights.readout};
}

template <class T>
void HadamardNet<T>::EvaluateFirstOrder(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const {
  RequireThat(form_.outputs == 1, function, "outputs", "1", static_cast<double>(form_.outputs));
  RequireSamples(function, "X", x, form_.inputs);
  first_order_units().Forward(x, workspace.first_order);
  if (form_.output_bias_std > 0) {
    workspace.first_order.f.array() +=
        static_cast<T>(form_.output_bias_std) * parameters_.matrix(form_.degree + 1)(0, 0);
  }
}

template <class T>
void HadamardNet<T>::ForwardWithGradient(const MatrixArgument<T>& x, Matrix<T>& f, Matrix<T>& g,
                                         Workspace& workspace) const {
  EvaluateFirstOrder("ForwardWithGradient", x, workspace);
  f = workspace.first_order.f;
  g = workspace.first_order.g;
}

template <class T>
void HadamardNet<T>::FirstOrderLossGradient(const MatrixArgument<T>& x, const FirstOrderLoss<T>& loss,
                                            VectorResult<T> gradient, Workspace& workspace) const {
  RequireShape("FirstOrderLossGradient", "gradient", gradient, parameters_.size(), 1);
  EvaluateFirstOrder("FirstOrderLossGradient", x, workspace);
  auto& first_order = workspace.first_order;
  SetFirstOrderWeights(loss, first_order.f, first_order.g, first_order.v, first_order.w);
  const auto weights = Locate(gradient.data());
  first_order_units().Backward(weights.hidden, weights.readout, first_order);
  if (form_.output_bias_std > 0) {
    parameters_.View(form_.degree + 1, gradient.data())(0, 0) =
        static_cast<T>(form_.output_bias_std) * first_order.v.sum();
  }
}

template class HadamardNet<float>;
template class HadamardNet<double>;

}  // namespace hadamard_ntk::models
