#include "models/convolution.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hadamard_ntk::models {

using linalg::kLanes;
using linalg::Lane;
using linalg::LaneVector;
using linalg::Load;
using linalg::Store;
namespace {

// A tile is some pixels of a row times some vectors of output channels; its sums stay in registers.
constexpr int kTileVectors = 4, kTileSums = 24;

template <class T>
Index Padded(Index channels) {
  return (channels + kLanes<T> - 1) / kLanes<T> * kLanes<T>;
}

// x - 0 is x, also for -0, so this is loading and nothing else; with + it would be an addition and a shuffle.
template <class T>
inline Lane<T> Broadcast(T value) {
  return value - Lane<T>{};
}

// The tile's vectors of one pixel, of which the first `count` numbers exist.
template <int vectors, class T>
inline void StoreFirst(const Lane<T> (&sums)[vectors], Index count, T* to) {
  if (count >= vectors * kLanes<T>) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) Store<T>(sums[v], to + v * kLanes<T>);
  } else {
    T numbers[vectors * kLanes<T>];
    for (int v = 0; v < vectors; ++v) Store<T>(sums[v], numbers + v * kLanes<T>);
    std::copy_n(numbers, count, to);
  }
}

// `pixels` outputs side by side: in is the first one's corner, packed and out its first channel of the tile.
template <int pixels, int vectors, class T>
void ConvolveTile(const ConvolutionShape& shape, const T* packed, Index packed_row, const T* in, Index count, T* out) {
  Lane<T> sums[pixels][vectors] = {};
  const Index run = shape.kernel * shape.channels, row = shape.width * shape.channels;
  for (Index dy = 0; dy < shape.kernel; ++dy) {
    const T* from = in + dy * row;
    for (Index t = 0; t < run; ++t, packed += packed_row) {
      Lane<T> weights[vectors];
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) weights[v] = Load(packed + v * kLanes<T>);
#pragma GCC unroll 24
      for (int p = 0; p < pixels; ++p) {
        const Lane<T> value = Broadcast(from[p * shape.channels + t]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) sums[p][v] += weights[v] * value;
      }
    }
  }
  for (int p = 0; p < pixels; ++p) StoreFirst<vectors>(sums[p], count, out + p * shape.outputs);
}

// All outputs of `vectors` vectors of channels, beginning with `channel`.
template <int vectors, class T>
void ConvolveChannels(const ConvolutionShape& shape, const T* packed, const T* in, Index channel, T* out) {
  constexpr int kPixels = kTileSums / vectors;
  const Index packed_row = Padded<T>(shape.outputs), count = shape.outputs - channel, width = shape.out_width();
  for (Index y = 0; y < shape.out_height(); ++y) {
    const auto tile = [&]<int pixels>(std::integral_constant<int, pixels>, Index x) {
      ConvolveTile<pixels, vectors>(shape, packed + channel, packed_row, in + (y * shape.width + x) * shape.channels,
                                    count, out + (y * width + x) * shape.outputs + channel);
    };
    if (width < kPixels) {
      for (Index x = 0; x < width; ++x) tile(std::integral_constant<int, 1>(), x);
    } else {
      // The last tile may repeat pixels of the one before: the same sums in the same order.
      for (Index x = 0; x < width; x += kPixels) {
        tile(std::integral_constant<int, kPixels>(), std::min(x, width - kPixels));
      }
    }
  }
}

// sums(t, o) += sum_x in(x + t) g(x)_o over a row of outputs, for `taps` t's and `vectors` vectors of channels.
template <int taps, int vectors, class T>
void AddRowGradient(Index width, Index channels, Index row, const T* in, const T* g, T* sums) {
  Lane<T> sum[taps][vectors];
  for (int t = 0; t < taps; ++t) {
    for (int v = 0; v < vectors; ++v) sum[t][v] = Load(sums + t * row + v * kLanes<T>);
  }
  for (Index x = 0; x < width; ++x, in += channels, g += row) {
    Lane<T> back[vectors];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) back[v] = Load(g + v * kLanes<T>);
#pragma GCC unroll 24
    for (int t = 0; t < taps; ++t) {
      const Lane<T> value = Broadcast(in[t]);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) sum[t][v] += back[v] * value;
    }
  }
  for (int t = 0; t < taps; ++t) {
    for (int v = 0; v < vectors; ++v) Store<T>(sum[t][v], sums + t * row + v * kLanes<T>);
  }
}

// g has rows of the padded number of channels.
template <int vectors, class T>
void AddChannelsGradient(const ConvolutionShape& shape, const T* in, const T* g, Index channel, T* sums) {
  constexpr int kTaps = kTileSums / vectors;
  const Index row = Padded<T>(shape.outputs), run = shape.kernel * shape.channels, width = shape.out_width();
  for (Index y = 0; y < shape.out_height(); ++y) {
    const T* back = g + y * width * row + channel;
    for (Index dy = 0; dy < shape.kernel; ++dy) {
      const T* from = in + (y + dy) * shape.width * shape.channels;
      T* to = sums + dy * run * row + channel;
      Index t = 0;
      for (; t + kTaps <= run; t += kTaps) {
        AddRowGradient<kTaps, vectors>(width, shape.channels, row, from + t, back, to + t * row);
      }
      for (; t + 3 <= run; t += 3) {
        AddRowGradient<3, vectors>(width, shape.channels, row, from + t, back, to + t * row);
      }
      for (; t < run; ++t) AddRowGradient<1, vectors>(width, shape.channels, row, from + t, back, to + t * row);
    }
  }
}

// run(number of vectors, first channel) until all channels are done.
template <class T, class Run>
void ForEachGroupOfVectors(Index channels, const Run& run) {
  Index left = Padded<T>(channels) / kLanes<T>, channel = 0;
  for (; left >= kTileVectors; left -= kTileVectors, channel += kTileVectors * kLanes<T>) {
    run(std::integral_constant<int, kTileVectors>(), channel);
  }
  if (left == 3) run(std::integral_constant<int, 3>(), channel);
  if (left == 2) run(std::integral_constant<int, 2>(), channel);
  if (left == 1) run(std::integral_constant<int, 1>(), channel);
}

// The adjoint of a convolution is the convolution of the gradient, padded by s - 1 pixels, with the kernel turned
// round.
ConvolutionShape Adjoint(const ConvolutionShape& shape) {
  return {.height = shape.height + shape.kernel - 1,
          .width = shape.width + shape.kernel - 1,
          .channels = shape.outputs,
          .outputs = shape.channels,
          .kernel = shape.kernel};
}

}  // namespace

template <class T>
void PackKernel(const ConvolutionShape& shape, const T* weights, LaneVector<T>& packed) {
  const Index row = Padded<T>(shape.outputs);
  packed.assign(shape.taps() * row, T{0});
  for (Index o = 0; o < shape.outputs; ++o) {
    for (Index t = 0; t < shape.taps(); ++t) packed[t * row + o] = weights[o * shape.taps() + t];
  }
}

template <class T>
void PackAdjointKernel(const ConvolutionShape& shape, const T* weights, LaneVector<T>& packed) {
  const Index row = Padded<T>(shape.channels), pixels = shape.kernel * shape.kernel;
  packed.assign(pixels * shape.outputs * row, T{0});
  for (Index o = 0; o < shape.outputs; ++o) {
    for (Index pixel = 0; pixel < pixels; ++pixel) {
      std::copy_n(weights + o * shape.taps() + pixel * shape.channels, shape.channels,
                  packed.data() + ((pixels - 1 - pixel) * shape.outputs + o) * row);
    }
  }
}

template <class T>
void Convolve(const ConvolutionShape& shape, const LaneVector<T>& packed, const T* in, T* out) {
  ForEachGroupOfVectors<T>(shape.outputs, [&]<int vectors>(std::integral_constant<int, vectors>, Index channel) {
    ConvolveChannels<vectors>(shape, packed.data(), in, channel, out);
  });
}

template <class T>
void ConvolveAdjoint(const ConvolutionShape& shape, const LaneVector<T>& packed, const T* g_out, T* g_in,
                     LaneVector<T>& scratch) {
  const ConvolutionShape adjoint = Adjoint(shape);
  scratch.assign(adjoint.in_size(), T{0});
  const Index run = shape.out_width() * shape.outputs, border = shape.kernel - 1;
  for (Index y = 0; y < shape.out_height(); ++y) {
    std::copy_n(g_out + y * run, run, scratch.data() + ((y + border) * adjoint.width + border) * shape.outputs);
  }
  Convolve(adjoint, packed, scratch.data(), g_in);
}

template <class T>
Index KernelGradientSize(const ConvolutionShape& shape) {
  return shape.taps() * Padded<T>(shape.outputs);
}

template <class T>
void AddKernelGradient(const ConvolutionShape& shape, const T* in, const T* g_out, T* sums, LaneVector<T>& scratch) {
  const Index row = Padded<T>(shape.outputs);
  if (row != shape.outputs) {
    const Index pixels = shape.out_height() * shape.out_width();
    scratch.assign(pixels * row, T{0});
    for (Index p = 0; p < pixels; ++p) {
      std::copy_n(g_out + p * shape.outputs, shape.outputs, scratch.data() + p * row);
    }
    g_out = scratch.data();
  }
  ForEachGroupOfVectors<T>(shape.outputs, [&]<int vectors>(std::integral_constant<int, vectors>, Index channel) {
    AddChannelsGradient<vectors>(shape, in, g_out, channel, sums);
  });
}

template <class T>
void UnpackKernelGradient(const ConvolutionShape& shape, const T* sums, T* gradient) {
  const Index row = Padded<T>(shape.outputs);
  for (Index o = 0; o < shape.outputs; ++o) {
    for (Index t = 0; t < shape.taps(); ++t) gradient[o * shape.taps() + t] = sums[t * row + o];
  }
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                                  \
  template void PackKernel(const ConvolutionShape& shape, const T* weights, LaneVector<T>& packed);                  \
  template void PackAdjointKernel(const ConvolutionShape& shape, const T* weights, LaneVector<T>& packed);           \
  template void Convolve(const ConvolutionShape& shape, const LaneVector<T>& packed, const T* in, T* out);           \
  template void ConvolveAdjoint(const ConvolutionShape& shape, const LaneVector<T>& packed, const T* g_out, T* g_in, \
                                LaneVector<T>& scratch);                                                             \
  template Index KernelGradientSize<T>(const ConvolutionShape& shape);                                               \
  template void AddKernelGradient(const ConvolutionShape& shape, const T* in, const T* g_out, T* sums,               \
                                  LaneVector<T>& scratch);                                                           \
  template void UnpackKernelGradient(const ConvolutionShape& shape, const T* sums, T* gradient)
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
