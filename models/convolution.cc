#include "models/convolution.h"

#include <algorithm>
#include <utility>

#include "models/convolution_tile.h"

namespace hadamard_ntk::models {

using linalg::kLanes;
using linalg::LaneVector;
namespace {

// Half a register is enough for few channels, and as fast or faster.
template <class T>
int LanesFor(Index channels) {
  return linalg::kLaneBytes >= 32 && channels <= kLanes<T> / 2 ? kLanes<T> / 2 : kLanes<T>;
}

template <class T>
Index Padded(Index channels) {
  const Index lanes = LanesFor<T>(channels);
  return (channels + lanes - 1) / lanes * lanes;
}

// run(lanes, number of registers, first channel) until all channels are done.
template <class T, class Run>
void ForEachGroupOfVectors(Index channels, const Run& run) {
  if (const int lanes = LanesFor<T>(channels); lanes < kLanes<T>) {
    return run(Constant<kLanes<T> / 2>(), Constant<1>(), Index{0});
  }
  Index left = Padded<T>(channels) / kLanes<T>, channel = 0;
  for (; left >= kTileVectors; left -= kTileVectors, channel += kTileVectors * kLanes<T>) {
    run(Constant<kLanes<T>>(), Constant<kTileVectors>(), channel);
  }
  if (left == 3) run(Constant<kLanes<T>>(), Constant<3>(), channel);
  if (left == 2) run(Constant<kLanes<T>>(), Constant<2>(), channel);
  if (left == 1) run(Constant<kLanes<T>>(), Constant<1>(), channel);
}

// run(row's z, y, taps with the planes of z) for rows of the output.
template <class T, class Run>
void ForEachRow(const ConvolutionShape& shape, const GridView<const T>& in, Index begin, Index end, const Run& run) {
  Taps taps{.planes = {},
            .kernel_depth = shape.kernel_depth,
            .kernel = shape.kernel,
            .row = in.row,
            .run = shape.kernel * shape.channels,
            .step = shape.stride * shape.channels};
  const Index height = shape.out_height();
  for (Index r = begin; r < end;) {
    const Index z = r / height, last = std::min(end, (z + 1) * height);
    for (Index dz = 0; dz < shape.kernel_depth; ++dz) taps.planes[dz] = in.PlaneOffset(z * shape.stride + dz);
    run(z, r - z * height, last - z * height, taps);
    r = last;
  }
}

// --- the gradient of the kernel -------------------------------------------------------

// sums(t, o) += sum_{y, x} in(stride (y, x) + t) g(y, x)_o over some rows, for `taps` t's.
// Not inlined: among others its sums would lose their registers.
template <int taps, int vectors, int lanes, class T>
[[gnu::noinline]] void AddRowsGradient(const ConvolutionShape& shape, Index rows, Index in_row, Index g_row,
                                       Index g_cell, Index sums_row, const T* in, const T* g, T* sums) {
  Register<lanes, T> sum[taps][vectors];
#pragma GCC unroll 24
  for (int t = 0; t < taps; ++t) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) sum[t][v] = Load<lanes>(sums + t * sums_row + v * lanes);
  }
  const Index step = shape.stride * shape.channels, width = shape.out_width();
  for (Index y = 0; y < rows; ++y) {
    const T *from = in + y * shape.stride * in_row, *back_from = g + y * g_row;
    for (Index x = 0; x < width; ++x, from += step, back_from += g_cell) {
      Register<lanes, T> back[vectors];
#pragma GCC unroll 4
      for (int v = 0; v < vectors; ++v) back[v] = Load<lanes>(back_from + v * lanes);
#pragma GCC unroll 24
      for (int t = 0; t < taps; ++t) {
        const Register<lanes, T> value = Broadcast<lanes>(from[t]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) sum[t][v] += back[v] * value;
      }
    }
  }
#pragma GCC unroll 24
  for (int t = 0; t < taps; ++t) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) Store(sum[t][v], sums + t * sums_row + v * lanes);
  }
}

// So much of input and gradient stays in the first cache while all taps pass.
constexpr Index kGradientBytes = 24 << 10;

template <int vectors, int lanes, class T>
void AddChannelsGradient(const ConvolutionShape& shape, const GridView<const T>& in, const GridView<const T>& g,
                         Index begin, Index end, Index channel, T* sums) {
  constexpr int kMost = kTileSums / vectors;
  const Index sums_row = Padded<T>(shape.outputs);
  const Index cell_bytes = (shape.stride * shape.channels + g.cell) * static_cast<Index>(sizeof(T));
  const Index block = std::max(Index{1}, kGradientBytes / (cell_bytes * shape.out_width()));
  ForEachRow<T>(shape, in, begin, end, [&](Index z, Index first, Index last, const Taps& taps) {
    for (Index y = first; y < last; y += block) {
      const T* back = g.Cell(z, y, 0) + channel;
      T* to = sums + channel;
      for (Index dz = 0; dz < taps.kernel_depth; ++dz) {
        for (Index dy = 0; dy < taps.kernel; ++dy) {
          const T* from = in.at + taps.planes[dz] + (y * shape.stride + dy) * taps.row;
          const auto add = [&]<int count>(Constant<count>) {
            AddRowsGradient<count, vectors, lanes>(shape, std::min(block, last - y), in.row, g.row, g.cell, sums_row,
                                                   from, back, to);
            from += count, to += count * sums_row;
          };
          Index t = 0;
          for (; t + kMost <= taps.run; t += kMost) add(Constant<kMost>());
          if (t + kMost / 2 <= taps.run) add(Constant<kMost / 2>()), t += kMost / 2;
          for (; t + 3 <= taps.run; t += 3) add(Constant<3>());
          for (; t < taps.run; ++t) add(Constant<1>());
        }
      }
    }
  });
}

template <class T>
GridView<T> Dense(T* at, Index height, Index width, Index channels) {
  return {.at = at, .plane = height * width * channels, .row = width * channels, .cell = channels};
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
  const Index row = Padded<T>(shape.channels), cells = shape.kernel_cells();
  packed.assign(cells * shape.outputs * row, T{0});
  for (Index o = 0; o < shape.outputs; ++o) {
    for (Index cell = 0; cell < cells; ++cell) {
      std::copy_n(weights + o * shape.taps() + cell * shape.channels, shape.channels,
                  packed.data() + ((cells - 1 - cell) * shape.outputs + o) * row);
    }
  }
}

template <class T>
void ConvolveRows(const ConvolutionShape& shape, const T* packed, const GridView<const T>& in, const GridView<T>& out,
                  const ConvolutionEnd<T>& finish, Index begin, Index end) {
  ForEachGroupOfVectors<T>(
      shape.outputs, [&]<int lanes, int vectors>(Constant<lanes>, Constant<vectors>, Index channel) {
        ForEachRow<T>(shape, in, begin, end, [&](Index z, Index first, Index last, const Taps& taps) {
          for (Index y = first; y < last; ++y) {
            const auto place = [&](const GridView<const T>& view) {
              return view.at ? view.Cell(z, y, 0) + channel : nullptr;
            };
            const RowTask<T> row{.taps = taps,
                                 .packed = packed + channel,
                                 .packed_row = Padded<T>(shape.outputs),
                                 .in = in.at + y * shape.stride * in.row,
                                 .width = shape.out_width(),
                                 .count = shape.outputs - channel,
                                 .out_cell = out.cell,
                                 .gate_cell = finish.gate.cell,
                                 .add_cell = finish.add.cell,
                                 .end = {.biases = finish.biases ? finish.biases + channel : nullptr,
                                         .gate = place(finish.gate),
                                         .add = place(finish.add),
                                         .out = out.Cell(z, y, 0) + channel,
                                         .relu = finish.relu}};
            // The frequent distances are constants in the loops: one address for all cells of a tile.
            switch (taps.step) {
              case 8:
                RunRow<vectors, lanes, 8>(row);
                break;
              case 16:
                RunRow<vectors, lanes, 16>(row);
                break;
              default:
                RunRow<vectors, lanes, 0>(row);
            }
          }
        });
      });
}

template <class T>
void Convolve(const ConvolutionShape& shape, const LaneVector<T>& packed, const T* in, T* out) {
  ConvolveRows<T>(shape, packed.data(), Dense(in, shape.height, shape.width, shape.channels),
                  Dense(out, shape.out_height(), shape.out_width(), shape.outputs), {}, 0,
                  shape.out_depth() * shape.out_height());
}

template <class T>
Index KernelGradientSize(const ConvolutionShape& shape) {
  return shape.taps() * Padded<T>(shape.outputs);
}

template <class T>
void AddRowsKernelGradient(const ConvolutionShape& shape, const GridView<const T>& in, const GridView<const T>& g_out,
                           Index begin, Index end, T* sums) {
  ForEachGroupOfVectors<T>(shape.outputs,
                           [&]<int lanes, int vectors>(Constant<lanes>, Constant<vectors>, Index channel) {
                             AddChannelsGradient<vectors, lanes>(shape, in, g_out, begin, end, channel, sums);
                           });
}

template <class T>
void AddKernelGradient(const ConvolutionShape& shape, const T* in, const T* g_out, T* sums, LaneVector<T>& scratch) {
  const Index cell = Padded<T>(shape.outputs), rows = shape.out_depth() * shape.out_height();
  if (cell != shape.outputs) {
    const Index cells = rows * shape.out_width();
    scratch.assign(cells * cell, T{0});
    for (Index p = 0; p < cells; ++p) {
      std::copy_n(g_out + p * shape.outputs, shape.outputs, scratch.data() + p * cell);
    }
    g_out = scratch.data();
  }
  AddRowsKernelGradient<T>(shape, Dense(in, shape.height, shape.width, shape.channels),
                           Dense(g_out, shape.out_height(), shape.out_width(), cell), 0, rows, sums);
}

template <class T>
void UnpackKernelGradient(const ConvolutionShape& shape, const T* sums, T* gradient) {
  const Index row = Padded<T>(shape.outputs);
  for (Index o = 0; o < shape.outputs; ++o) {
    for (Index t = 0; t < shape.taps(); ++t) gradient[o * shape.taps() + t] = sums[t * row + o];
  }
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                            \
  template void PackKernel(const ConvolutionShape& shape, const T* weights, LaneVector<T>& packed);            \
  template void PackAdjointKernel(const ConvolutionShape& shape, const T* weights, LaneVector<T>& packed);     \
  template void ConvolveRows(const ConvolutionShape& shape, const T* packed, const GridView<const T>& in,      \
                             const GridView<T>& out, const ConvolutionEnd<T>& finish, Index begin, Index end); \
  template void Convolve(const ConvolutionShape& shape, const LaneVector<T>& packed, const T* in, T* out);     \
  template Index KernelGradientSize<T>(const ConvolutionShape& shape);                                         \
  template void AddRowsKernelGradient(const ConvolutionShape& shape, const GridView<const T>& in,              \
                                      const GridView<const T>& g_out, Index begin, Index end, T* sums);        \
  template void AddKernelGradient(const ConvolutionShape& shape, const T* in, const T* g_out, T* sums,         \
                                  LaneVector<T>& scratch);                                                     \
  template void UnpackKernelGradient(const ConvolutionShape& shape, const T* sums, T* gradient)
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
