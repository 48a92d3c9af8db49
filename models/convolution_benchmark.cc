// Convolutions of a batch of images, one after the other: forward, adjoint and kernel gradient.
// Arguments: height, width, channels, outputs, s, stride, padding.  GFLOP/s counts 2 s^2 c o for each output pixel in
// each of the three.
#include <benchmark/benchmark.h>

#include "linalg/peak_flops.h"
#include "models/image_convolution.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

enum class Part { kForward, kAdjoint, kGradient };

template <class T, Part part>
void Run(benchmark::State& state) {
  const ImageConvolution shape{.in = {state.range(0), state.range(1), state.range(2)},
                               .outputs = state.range(3),
                               .kernel = state.range(4),
                               .stride = state.range(5),
                               .padding = state.range(6)};
  const ConvolutionShape valid = shape.valid();
  constexpr Index kImages = 8;
  const Matrix<T> in = Matrix<T>::Random(shape.in.size(), kImages), g = Matrix<T>::Random(shape.out().size(), kImages);
  const RowMajorMatrix<T> weights = RowMajorMatrix<T>::Random(shape.outputs, valid.taps());
  Matrix<T> out(shape.out().size(), kImages), back(shape.in.size(), kImages);
  LaneVector<T> packed, scratch, padded, sums(KernelGradientSize<T>(valid));
  const auto batch = [&] {
    if (part == Part::kForward) PackKernel(valid, weights.data(), packed);
    if (part == Part::kAdjoint) PackAdjointKernel(shape, weights.data(), packed);
    for (Index i = 0; i < kImages; ++i) {
      if (part == Part::kForward) Convolve(shape, packed, in.col(i).data(), out.col(i).data(), padded);
      if (part == Part::kAdjoint) ConvolveAdjoint(shape, packed, g.col(i).data(), back.col(i).data(), scratch);
      if (part == Part::kGradient)
        AddKernelGradient(shape, in.col(i).data(), g.col(i).data(), sums.data(), scratch, padded);
    }
    benchmark::ClobberMemory();
  };
  batch();  // the first allocates
  for (auto _ : state) batch();
  const double flops = 2.0 * kImages * static_cast<double>(valid.taps() * valid.out_size());
  linalg::SetFlops<T>(state, flops);
}

void Shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"h", "w", "c", "o", "s", "stride", "padding"})->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark->Args({28, 56, 1, 32, 3, 1, 0})->Args({26, 54, 32, 64, 3, 1, 0});
  benchmark->Args({64, 64, 3, 32, 4, 2, 1})->Args({32, 32, 32, 32, 4, 2, 1});
}

BENCHMARK_TEMPLATE(Run, float, Part::kForward)->Apply(Shapes);
BENCHMARK_TEMPLATE(Run, float, Part::kAdjoint)->Apply(Shapes);
BENCHMARK_TEMPLATE(Run, float, Part::kGradient)->Apply(Shapes);
BENCHMARK_TEMPLATE(Run, double, Part::kForward)->Apply(Shapes);

}  // namespace
}  // namespace hadamard_ntk::models
