#include "models/grid_net.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/arguments.h"
#include "models/field_arithmetic.h"
#include "models/grid_sampling.h"
#include "models/plane_sweep.h"
#include "models/row_blocks.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

// Grid functions of at least so many cells are worked on one after the other by all threads, smaller ones side by side.
constexpr Index kLargeGrid = 1 << 15, kStreams = 16;

}  // namespace

template <class T>
GridNet<T>::GridNet(const GridNetOptions& options, const std::vector<Index>& extents, std::vector<std::uint8_t> mask,
                    std::uint64_t seed)
    : layout_(options, extents), parameters_(layout_.Segments(), seed) {
  SetMask(mask);
}

template <class T>
GridNet<T> GridNet<T>::On(const std::vector<Index>& extents, std::vector<std::uint8_t> mask) const {
  GridNet net = *this;
  net.layout_ = GridNetLayout(options(), extents);
  net.SetMask(mask);
  return net;
}

template <class T>
void GridNet<T>::SetMask(const std::vector<std::uint8_t>& mask) {
  if (!mask.empty() && static_cast<Index>(mask.size()) != inputs()) {
    throw std::invalid_argument("GridNet: the mask of a grid of " + Text(grid()) + " must have " +
                                std::to_string(inputs()) + " cells, got " + std::to_string(mask.size()));
  }
  mask_.resize(mask.size());
  std::transform(mask.begin(), mask.end(), mask_.begin(), [](std::uint8_t cell) { return T(cell != 0); });
}

// Of one grid function, as in row_blocks.h.
template <class T>
Index GridNet<T>::SampleWork() const {
  const GridConvolution shape = layout_.convolution(1);
  return shape.out().rows() * RowWork<T>(shape.valid()) * (layout_.convolutions() - 2 * options().coarse_pairs);
}

// --- the parameters -------------------------------------------------------------------

template <class T>
const T* GridNet<T>::BiasesOf(int l, const T* values) const {
  return options().biases ? parameters_.View(layout_.segment(l) + 1, values).data() : nullptr;
}

template <class T>
void GridNet<T>::Pack(Workspace& workspace, bool adjoint) const {
  const int count = layout_.convolutions();
  const auto values = parameters_.values();
  const bool kept = workspace.packed_values.size() == values.size() && workspace.packed_values == values &&
                    static_cast<int>(workspace.packed.size()) == count;
  if (kept && (!adjoint || !workspace.adjoint.empty())) return;
  workspace.packed.resize(count);
  workspace.adjoint.resize(adjoint ? count : 0);
  for (int l = 0; l < count; ++l) {
    const T* weights = parameters_.matrix(layout_.segment(l)).data();
    PackKernel(layout_.convolution(l).valid(), weights, workspace.packed[l]);
    if (adjoint) PackAdjointKernel(layout_.convolution(l).valid(), weights, workspace.adjoint[l]);
  }
  workspace.packed_values = values;
}

// --- the outputs, in place --------------------------------------------------------------

template <class T>
std::size_t GridNet<T>::ForwardBytes() const {
  const Index channels = options().channels;
  const auto ring = [&](const GridShape& shape) { return GridField<T>::Numbers(shape, channels, 1, SweepRing(shape)); };
  return sizeof(T) * (GridField<T>::Numbers(grid(), 1, 1) + GridField<T>::Numbers(grid(), channels, 1) +
                      GridField<T>::Numbers(layout_.half(), channels, 1) + ring(grid()) + ring(layout_.half()));
}

template <class T>
void GridNet<T>::RunPairs(int begin, int end, const Workspace& workspace, GridField<T>& field,
                          GridField<T>& ring) const {
  const T* values = parameters_.values().data();
  for (int l = begin; l < end; l += 2) {
    const ConvolutionShape shape = layout_.convolution(l).valid();
    Sweep(
        ring, RowWork<T>(shape),
        [&](Index from, Index to) {
          ConvolveRows<T>(shape, workspace.packed[l].data(), field.view(1), ring.view(),
                          {.biases = BiasesOf(l, values), .relu = true}, from, to);
        },
        [&](Index from, Index to) {
          ConvolveRows<T>(shape, workspace.packed[l + 1].data(), ring.view(1), field.view(),
                          {.biases = BiasesOf(l + 1, values), .relu = true, .add = field.view()}, from, to);
        });
  }
}

template <class T>
void GridNet<T>::RunStream(const T* x, Index x_step, T* f, Index f_step, const Workspace& workspace,
                           Stream& stream) const {
  const Index channels = options().channels;
  const T* values = parameters_.values().data();
  stream.input.Resize(grid(), 1, 1);
  stream.fine.Resize(grid(), channels, 1);
  stream.coarse.Resize(layout_.half(), channels, 1);
  stream.fine_ring.Resize(grid(), channels, 1, SweepRing(grid()));
  stream.coarse_ring.Resize(layout_.half(), channels, 1, SweepRing(layout_.half()));
  Load(x, x_step, stream.input);
  GridField<T>&fine = stream.fine, &ring = stream.fine_ring;
  const ConvolutionShape first = layout_.convolution(0).valid(), shape = layout_.convolution(1).valid();
  const auto single = [&](int l) {  // from the ring into the field
    return [&, l](Index from, Index to) {
      ConvolveRows<T>(shape, workspace.packed[l].data(), ring.view(1), fine.view(),
                      {.biases = BiasesOf(l, values), .relu = true}, from, to);
    };
  };
  Sweep(
      ring, RowWork<T>(shape),
      [&](Index from, Index to) {
        ConvolveRows<T>(first, workspace.packed[0].data(), stream.input.view(1), ring.view(),
                        {.biases = BiasesOf(0, values)}, from, to);
      },
      single(1));
  RunPairs(2, layout_.middle(), workspace, fine, ring);
  Sweep(
      ring, RowWork<T>(shape),
      [&](Index from, Index to) {
        const GridView<T> copy = ring.view(), original = fine.view();
        for (Index row = from; row < to; ++row) {
          const Index z = row / grid().height, y = row % grid().height;
          std::copy_n(original.Cell(z, y, 0), grid().width * channels, copy.Cell(z, y, 0));
        }
      },
      single(layout_.middle()));
  SetCoarse(fine, SamplingWeight::kMean, stream.coarse);
  RunPairs(layout_.coarse_begin(), layout_.last_begin(), workspace, stream.coarse, stream.coarse_ring);
  AddToFine(stream.coarse, SamplingWeight::kOne, fine);
  RunPairs(layout_.last_begin(), layout_.convolutions(), workspace, fine, ring);
  Output(fine, values, true, f, f_step);
}

template <class T>
void GridNet<T>::Output(const GridField<T>& last, const T* values, bool bias, T* f, Index f_step) const {
  const Index channels = options().channels;
  const T* weights = parameters_.View(layout_.segment(layout_.convolutions()), values).data();
  const T start = bias && options().biases ? *BiasesOf(layout_.convolutions(), values) : T{0};
  const GridView<const T> view = last.view();
  ForEachGridRow(grid(), grid().width * channels, [&](Index z, Index y) {
    const Index begin = (z * grid().height + y) * grid().width;
    const T* cell = view.Cell(z, y, 0);
    for (Index x = 0; x < grid().width; ++x, cell += channels) {
      T sum = start;
      for (Index k = 0; k < channels; ++k) sum += weights[k] * cell[k];
      f[(begin + x) * f_step] = mask_.empty() ? sum : mask_[begin + x] * sum;
    }
  });
}

template <class T>
void GridNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireSamples("Forward", "X", x, inputs());
  Pack(workspace, false);
  f.resize(x.rows(), outputs());
  const Index together = inputs() >= kLargeGrid ? 1 : std::min(x.rows(), kStreams);
  workspace.streams.resize(std::max<std::size_t>(workspace.streams.size(), together));
  for (Index begin = 0; begin < x.rows(); begin += together) {
    ForEachBlockOfRows(std::min(together, x.rows() - begin), SampleWork(), [&](Index from, Index to) {
      for (Index i = from; i < to; ++i) {
        RunStream(x.data() + begin + i, x.outerStride(), f.data() + begin + i, f.outerStride(), workspace,
                  workspace.streams[i]);
      }
    });
  }
}

template <class T>
void GridNet<T>::Apply(const VectorArgument<T>& x, VectorResult<T> f, Workspace& workspace) const {
  RequireShape("Apply", "x", x, inputs(), 1);
  RequireShape("Apply", "f", f, outputs(), 1);
  RequireFinite("Apply", "x", x);
  Pack(workspace, false);
  workspace.streams.resize(std::max<std::size_t>(workspace.streams.size(), 1));
  RunStream(x.data(), 1, f.data(), 1, workspace, workspace.streams[0]);
}

// --- the values that the gradient needs ---------------------------------------------------

template <class T>
std::size_t GridNet<T>::GradientBytes(Index samples) const {
  const std::size_t coarse = 2 * options().coarse_pairs, fine = layout_.convolutions() - coarse;
  return sizeof(T) * samples *
         (GridField<T>::Numbers(grid(), 1, 1) + (fine + 4) * GridField<T>::Numbers(grid(), options().channels, 1) +
          (coarse + 4) * GridField<T>::Numbers(layout_.half(), options().channels, 1));
}

template <class T>
void GridNet<T>::Resize(Values& values) const {
  const Index channels = options().channels;
  values.input.Resize(grid(), 1, 1);
  values.out.resize(layout_.convolutions());
  for (int l = 0; l < layout_.convolutions(); ++l)
    values.out[l].Resize(layout_.coarse(l) ? layout_.half() : grid(), channels, 1);
  for (GridField<T>* field : {&values.sum, &values.fine, &values.fine_gated, &values.fine_inner}) {
    field->Resize(grid(), channels, 1);
  }
  for (GridField<T>* field : {&values.pooled, &values.coarse, &values.coarse_gated, &values.coarse_inner}) {
    field->Resize(layout_.half(), channels, 1);
  }
  values.gradient.resize(parameters_.size());
}

template <class T>
const GridField<T>& GridNet<T>::Before(int l, const Values& values) const {
  if (l == 0) return values.input;
  if (l == layout_.last_begin()) return values.sum;
  return l == layout_.coarse_begin() ? values.pooled : values.out[l - 1];
}

template <class T>
const GridField<T>& GridNet<T>::Last(const Values& values) const {
  return Before(layout_.convolutions(), values);
}

template <class T>
void GridNet<T>::Evaluate(const T* x, Index x_step, T* f, Index f_step, const Workspace& workspace,
                          Values& values) const {
  Resize(values);
  Load(x, x_step, values.input);
  const T* parameters = parameters_.values().data();
  for (int l = 0; l <= layout_.convolutions(); ++l) {
    if (l == layout_.coarse_begin()) SetCoarse(values.out[layout_.middle()], SamplingWeight::kMean, values.pooled);
    if (l == layout_.last_begin()) {
      const GridField<T>& coarse = layout_.last_begin() == layout_.coarse_begin() ? values.pooled : values.out[l - 1];
      values.sum = values.out[layout_.middle()];
      AddToFine(coarse, SamplingWeight::kOne, values.sum);
    }
    if (l == layout_.convolutions()) break;
    ConvolutionEnd<T> end{.biases = BiasesOf(l, parameters), .relu = l > 0};
    if (layout_.second_of_pair(l)) end.add = Before(l - 1, values).view();
    Convolve(layout_.convolution(l), workspace.packed[l], Before(l, values), values.out[l], end);
  }
  Output(Last(values), parameters, true, f, f_step);
}

// --- the gradient, backwards ----------------------------------------------------------------

template <class T>
void GridNet<T>::SetKernelGradient(int l, const GridField<T>& g, Values& values) const {
  KernelGradient(layout_.convolution(l), Before(l, values), g,
                 parameters_.View(layout_.segment(l), values.gradient.data()).data(), values.sums);
  if (!options().biases) return;
  ChannelSums<T>(g, nullptr, parameters_.View(layout_.segment(l) + 1, values.gradient.data()).data());
}

template <class T>
void GridNet<T>::ReturnPairs(int begin, int end, const Workspace& workspace, GridField<T>& g, GridField<T>& gated,
                             GridField<T>& inner, Values& values) const {
  for (int l = end - 2; l >= begin; l -= 2) {
    Gate(g, values.out[l + 1], &Before(l, values), gated);
    SetKernelGradient(l + 1, gated, values);
    ConvolveAdjoint(layout_.convolution(l + 1), workspace.adjoint[l + 1], gated, inner, {.gate = values.out[l].view()});
    SetKernelGradient(l, inner, values);
    ConvolveAdjoint(layout_.convolution(l), workspace.adjoint[l], inner, g, {.add = g.view()});
  }
}

template <class T>
void GridNet<T>::Return(const T* v, Index v_step, const Workspace& workspace, Values& values) const {
  const int output = layout_.segment(layout_.convolutions());
  const T* weights = parameters_.matrix(output).data();
  GridField<T>&g = values.fine, &gated = values.fine_gated, &inner = values.fine_inner;
  values.output_gradient.resize(grid().cells());
  for (Index i = 0; i < grid().cells(); ++i) {
    values.output_gradient[i] = mask_.empty() ? v[i * v_step] : mask_[i] * v[i * v_step];
  }
  const T* masked = values.output_gradient.data();
  ChannelSums(Last(values), masked, parameters_.View(output, values.gradient.data()).data());
  if (options().biases) *parameters_.View(output + 1, values.gradient.data()).data() = values.output_gradient.sum();
  SetOuterProduct(masked, weights, g);
  ReturnPairs(layout_.last_begin(), layout_.convolutions(), workspace, g, gated, inner, values);
  SetCoarse(g, SamplingWeight::kOne, values.coarse);
  ReturnPairs(layout_.coarse_begin(), layout_.last_begin(), workspace, values.coarse, values.coarse_gated,
              values.coarse_inner, values);
  AddToFine(values.coarse, SamplingWeight::kMean, g);
  const auto single = [&](int l) {
    Gate<T>(g, values.out[l], nullptr, gated);
    SetKernelGradient(l, gated, values);
    ConvolveAdjoint(layout_.convolution(l), workspace.adjoint[l], gated, g);
  };
  single(layout_.middle());
  ReturnPairs(2, layout_.middle(), workspace, g, gated, inner, values);
  single(1);
  SetKernelGradient(0, g, values);
}

template <class T>
void GridNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                              Workspace& workspace) const {
  RequireSamples("LossGradient", "X", x, inputs());
  RequireShape("LossGradient", "gradient", gradient, parameters_.size(), 1);
  Pack(workspace, true);
  Matrix<T>&f = workspace.outputs, &v = workspace.loss_gradient;
  f.resize(x.rows(), outputs());
  workspace.samples.resize(std::max<std::size_t>(workspace.samples.size(), x.rows()));
  ForEachBlockOfRows(x.rows(), SampleWork(), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      Evaluate(x.data() + i, x.outerStride(), f.data() + i, f.outerStride(), workspace, workspace.samples[i]);
    }
  });
  SetOutputWeights(loss, f, v);
  ForEachBlockOfRows(x.rows(), SampleWork(), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      Return(v.data() + i, v.outerStride(), workspace, workspace.samples[i]);
    }
  });
  gradient.setZero();
  for (Index i = 0; i < x.rows(); ++i) gradient += workspace.samples[i].gradient;
}

// --- tangents -----------------------------------------------------------------------------------

template <class T>
void GridNet<T>::TangentOf(int l, const T* direction, const Workspace& workspace, const GridField<T>* in,
                           GridField<T>& out, const Values& values) const {
  Convolve(layout_.convolution(l), workspace.direction[l], Before(l, values), out, {.biases = BiasesOf(l, direction)});
  if (in) Convolve(layout_.convolution(l), workspace.packed[l], *in, out, {.add = out.view()});
  if (l > 0) Gate(out, values.out[l], layout_.second_of_pair(l) ? &Before(l - 1, values) : nullptr, out);
}

template <class T>
void GridNet<T>::TangentOfPairs(int begin, int end, const T* direction, const Workspace& workspace, GridField<T>& t,
                                GridField<T>& change, GridField<T>& inner, const Values& values) const {
  for (int l = begin; l < end; l += 2) {
    TangentOf(l, direction, workspace, &t, inner, values);
    TangentOf(l + 1, direction, workspace, &inner, change, values);
    Add(change, t);
  }
}

template <class T>
void GridNet<T>::Tangent(const T* direction, T* tangent, Index step, const Workspace& workspace, Values& values) const {
  GridField<T>&t = values.fine, &change = values.fine_gated, &inner = values.fine_inner;
  TangentOf(0, direction, workspace, nullptr, inner, values);
  TangentOf(1, direction, workspace, &inner, t, values);
  TangentOfPairs(2, layout_.middle(), direction, workspace, t, change, inner, values);
  TangentOf(layout_.middle(), direction, workspace, &t, inner, values);
  std::swap(t, inner);
  SetCoarse(t, SamplingWeight::kMean, values.coarse);
  TangentOfPairs(layout_.coarse_begin(), layout_.last_begin(), direction, workspace, values.coarse, values.coarse_gated,
                 values.coarse_inner, values);
  AddToFine(values.coarse, SamplingWeight::kOne, t);
  TangentOfPairs(layout_.last_begin(), layout_.convolutions(), direction, workspace, t, change, inner, values);
  // w applied to the tangent, and the direction's w and bias to the values.
  Output(t, parameters_.values().data(), false, tangent, step);
  values.output_gradient.resize(grid().cells());
  Output(Last(values), direction, true, values.output_gradient.data(), 1);
  for (Index i = 0; i < grid().cells(); ++i) tangent[i * step] += values.output_gradient[i];
}

template <class T>
void GridNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                       Matrix<T>& tangent, Workspace& workspace) const {
  RequireSamples("JacobianVectorProduct", "X", x, inputs());
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  Pack(workspace, false);
  workspace.direction.resize(layout_.convolutions());
  for (int l = 0; l < layout_.convolutions(); ++l) {
    PackKernel(layout_.convolution(l).valid(), parameters_.View(layout_.segment(l), direction.data()).data(),
               workspace.direction[l]);
  }
  tangent.resize(x.rows(), outputs());
  workspace.samples.resize(std::max<std::size_t>(workspace.samples.size(), 1));
  Values& values = workspace.samples[0];
  for (Index i = 0; i < x.rows(); ++i) {
    T* out = tangent.data() + i;
    Evaluate(x.data() + i, x.outerStride(), out, tangent.outerStride(), workspace, values);
    Tangent(direction.data(), out, tangent.outerStride(), workspace, values);
  }
}

template class GridNet<float>;
template class GridNet<double>;

}  // namespace hadamard_ntk::models
