// Convolutions of a batch of images, one after the other: forward, adjoint and kernel gradient.
// Arguments: height, width, channels, outputs.  GFLOP/s counts 2 s^2 c o for each output pixel in each of the three.
#include <benchmark/benchmark.h>

#include "linalg/peak_flops.h"
#include "models/convolution.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

enum class Part { kForward, kAdjoint, kGradient };

template <class T, Part part>
void Run(benchmark::State& state) {
  const ConvolutionShape shape{
      .height = state.range(0), .width = state.range(1), .channels = state.range(2), .outputs = state.range(3)};
  constexpr Index kImages = 8;
  const Matrix<T> in = Matrix<T>::Random(shape.in_size(), kImages), g = Matrix<T>::Random(shape.out_size(), kImages);
  const RowMajorMatrix<T> weights = RowMajorMatrix<T>::Random(shape.outputs, shape.taps());
  Matrix<T> out(shape.out_size(), kImages), back(shape.in_size(), kImages);
  LaneVector<T> packed, scratch, sums(KernelGradientSize<T>(shape));
  const auto batch = [&] {
    if (part == Part::kForward) PackKernel(shape, weights.data(), packed);
    if (part == Part::kAdjoint) PackAdjointKernel(shape, weights.data(), packed);
    for (Index i = 0; i < kImages; ++i) {
      if (part == Part::kForward) Convolve(shape, packed, in.col(i).data(), out.col(i).data());
      if (part == Part::kAdjoint) ConvolveAdjoint(shape, packed, g.col(i).data(), back.col(i).data(), scratch);
      if (part == Part::kGradient) AddKernelGradient(shape, in.col(i).data(), g.col(i).data(), sums.data(), scratch);
    }
    benchmark::ClobberMemory();
  };
  batch();  // the first allocates
  for (auto _ : state) batch();
  const double flops = 2.0 * kImages * static_cast<double>(shape.taps() * shape.out_size());
  linalg::SetFlops<T>(state, flops);
}

void Shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"h", "w", "c", "o"})->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark->Args({28, 56, 1, 32})->Args({26, 54, 32, 64});
}

BENCHMARK_TEMPLATE(Run, float, Part::kForward)->Apply(Shapes);
BENCHMARK_TEMPLATE(Run, float, Part::kAdjoint)->Apply(Shapes);
BENCHMARK_TEMPLATE(Run, float, Part::kGradient)->Apply(Shapes);
BENCHMARK_TEMPLATE(Run, double, Part::kForward)->Apply(Shapes);

}  // namespace
}  // namespace hadamard_ntk::models
