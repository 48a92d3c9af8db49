#include "models/grid_convolution.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "models/arguments.h"
#include "models/row_blocks.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

template <class T>
void RequireField(const char* function, const char* name, const GridField<T>& field, const GridShape& shape,
                  Index channels, Index border) {
  if (field.shape() == shape && field.channels() == channels && field.border() >= border) return;
  std::ostringstream message;
  message << function << ": " << name << " must be " << Text(shape) << " cells of " << channels
          << " channels with a border of at least " << std::max(Index{0}, border) << ", got " << Text(field.shape())
          << ", " << field.channels() << ", " << field.border();
  throw std::invalid_argument(message.str());
}

// The transposed map: a convolution, with stride 1, of g_out spread by the stride.
GridConvolution Adjoint(const GridConvolution& shape) {
  GridConvolution adjoint = shape;
  const auto spread = [&](Index n) { return n + 2 * shape.padding - shape.kernel + 1; };
  if (shape.in.dimension == 3) adjoint.in.depth = spread(shape.in.depth);
  adjoint.in.height = spread(shape.in.height), adjoint.in.width = spread(shape.in.width);
  adjoint.channels = shape.outputs, adjoint.outputs = shape.channels;
  adjoint.padding = shape.kernel - 1 - shape.padding, adjoint.stride = 1;
  return adjoint;
}

template <class T>
void Run(const GridConvolution& shape, const LaneVector<T>& packed, const GridField<T>& in, GridField<T>& out,
         const ConvolutionEnd<T>& finish) {
  const ConvolutionShape valid = shape.valid();
  ForEachBlockOfRows(shape.out().rows(), RowWork<T>(valid), [&](Index begin, Index end) {
    ConvolveRows<T>(valid, packed.data(), in.view(shape.padding), out.view(), finish, begin, end);
  });
}

}  // namespace

GridShape GridConvolution::out() const {
  const ConvolutionShape shape = valid();
  return {in.dimension, shape.out_depth(), shape.out_height(), shape.out_width()};
}

ConvolutionShape GridConvolution::valid() const {
  const bool flat = in.dimension == 2;
  return {.height = in.height + 2 * padding,
          .width = in.width + 2 * padding,
          .channels = channels,
          .outputs = outputs,
          .kernel = kernel,
          .depth = flat ? 1 : in.depth + 2 * padding,
          .kernel_depth = flat ? 1 : kernel,
          .stride = stride};
}

void GridConvolution::Check() const {
  constexpr const char* kName = "GridConvolution";
  RequireAtLeast(kName, "channels", channels, Index{1});
  RequireAtLeast(kName, "outputs", outputs, Index{1});
  RequireAtLeast(kName, "stride", stride, Index{1});
  RequireAtLeast(kName, "padding", padding, Index{0});
  const Index least = std::min({in.width, in.height, in.dimension == 3 ? in.depth : in.height}) + 2 * padding;
  RequireThat(kernel >= 1 && kernel <= std::min(kMaxKernelDepth, least), kName, "kernel",
              ("at least 1 and at most " + std::to_string(std::min(kMaxKernelDepth, least))).c_str(),
              static_cast<double>(kernel));
}

template <class T>
void Convolve(const GridConvolution& shape, const LaneVector<T>& packed, const GridField<T>& in, GridField<T>& out,
              const ConvolutionEnd<T>& finish) {
  shape.Check();
  RequireField("Convolve", "in", in, shape.in, shape.channels, shape.padding);
  RequireField("Convolve", "out", out, shape.out(), shape.outputs, 0);
  Run(shape, packed, in, out, finish);
}

template <class T>
void ConvolveAdjoint(const GridConvolution& shape, const LaneVector<T>& packed, const GridField<T>& g_out,
                     GridField<T>& g_in, const ConvolutionEnd<T>& finish) {
  shape.Check();
  const GridConvolution adjoint = Adjoint(shape);
  const bool spread = shape.stride > 1;
  RequireField("ConvolveAdjoint", "g_out", g_out, shape.out(), shape.outputs, spread ? 0 : adjoint.padding);
  RequireField("ConvolveAdjoint", "g_in", g_in, shape.in, shape.channels, 0);
  if (!spread) return Run(adjoint, packed, g_out, g_in, finish);
  GridField<T> between(adjoint.in, shape.outputs, std::max(Index{0}, adjoint.padding));
  const GridView<T> to = between.view();
  const GridView<const T> from = g_out.view();
  const GridShape out = shape.out();
  for (Index z = 0; z < out.depth; ++z) {
    for (Index y = 0; y < out.height; ++y) {
      for (Index x = 0; x < out.width; ++x) {
        std::copy_n(from.Cell(z, y, x), shape.outputs, to.Cell(z * shape.stride, y * shape.stride, x * shape.stride));
      }
    }
  }
  Run(adjoint, packed, between, g_in, finish);
}

template <class T>
void KernelGradient(const GridConvolution& shape, const GridField<T>& in, const GridField<T>& g_out, T* gradient,
                    LaneVector<T>& scratch) {
  shape.Check();
  RequireField("KernelGradient", "in", in, shape.in, shape.channels, shape.padding);
  RequireField("KernelGradient", "g_out", g_out, shape.out(), shape.outputs, 0);
  constexpr Index kGroupWork = 1 << 21, kMostGroups = 64;
  const ConvolutionShape valid = shape.valid();
  const Index rows = shape.out().rows(), size = KernelGradientSize<T>(valid);
  const Index groups = std::clamp(rows * RowWork<T>(valid) / kGroupWork, Index{1}, std::min(rows, kMostGroups));
  scratch.assign(groups * size, T{0});
  const auto group = [&](Index g) {
    AddRowsKernelGradient<T>(valid, in.view(shape.padding), g_out.view(), g * rows / groups, (g + 1) * rows / groups,
                             scratch.data() + g * size);
  };
  groups == 1 ? group(0) : tbb::parallel_for(Index{0}, groups, group);
  for (Index g = 1; g < groups; ++g) {
    for (Index i = 0; i < size; ++i) scratch[i] += scratch[g * size + i];
  }
  UnpackKernelGradient(valid, scratch.data(), gradient);
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                                   \
  template void Convolve(const GridConvolution& shape, const LaneVector<T>& packed, const GridField<T>& in,           \
                         GridField<T>& out, const ConvolutionEnd<T>& finish);                                         \
  template void ConvolveAdjoint(const GridConvolution& shape, const LaneVector<T>& packed, const GridField<T>& g_out, \
                                GridField<T>& g_in, const ConvolutionEnd<T>& finish);                                 \
  template void KernelGradient(const GridConvolution& shape, const GridField<T>& in, const GridField<T>& g_out,       \
                               T* gradient, LaneVector<T>& scratch)
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
