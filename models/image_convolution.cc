#include "models/image_convolution.h"

#include <algorithm>
#include <utility>

#include "models/grid_view.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

template <class T>
GridView<T> Rows(T* at, Index width, Index channels) {
  return {.at = at, .plane = 0, .row = width * channels, .cell = channels};
}

// The image in a frame of zeros; itself without padding.
template <class T>
const T* Padded(const ImageConvolution& shape, const T* in, LaneVector<T>& padded) {
  if (shape.padding == 0) return in;
  const ConvolutionShape valid = shape.valid();
  padded.assign(valid.in_size(), T{0});
  const GridView<T> to = Rows(padded.data(), valid.width, valid.channels);
  const Index row = shape.in.width * shape.in.channels;
  for (Index y = 0; y < shape.in.height; ++y, in += row) {
    std::copy_n(in, row, to.Cell(0, y + shape.padding, shape.padding));
  }
  return padded.data();
}

// The cells t q + r - padding of an axis of n cells: from cell `first` on, q = begin, begin + 1, ...
struct Remainder {
  Index first, begin, count;
};

Remainder RemainderOf(const ImageConvolution& shape, Index r, Index n) {
  const Index t = shape.stride, begin = (std::max(Index{0}, shape.padding - r) + t - 1) / t;
  const Index first = t * begin + r - shape.padding;
  return {first, begin, first < n ? (n - 1 - first) / t + 1 : 0};
}

// q's of all remainders; no output is beyond them, since padding < s.
Index Places(const ImageConvolution& shape, Index n) { return (n - 1 + shape.padding) / shape.stride + 1; }

// The convolution of one remainder, for so many cells.
ConvolutionShape Part(const ImageConvolution& shape, Index height, Index width) {
  const Index kernel = (shape.kernel + shape.stride - 1) / shape.stride;
  return {.height = height + kernel - 1,
          .width = width + kernel - 1,
          .channels = shape.outputs,
          .outputs = shape.in.channels,
          .kernel = kernel};
}

}  // namespace

ConvolutionShape ImageConvolution::valid() const {
  return {.height = in.height + 2 * padding,
          .width = in.width + 2 * padding,
          .channels = in.channels,
          .outputs = outputs,
          .kernel = kernel,
          .stride = stride};
}

ImageShape ImageConvolution::out() const {
  const ConvolutionShape shape = valid();
  return {shape.out_height(), shape.out_width(), outputs};
}

template <class T>
void Convolve(const ImageConvolution& shape, const LaneVector<T>& packed, const T* in, T* out, LaneVector<T>& scratch) {
  Convolve(shape.valid(), packed, Padded(shape, in, scratch), out);
}

template <class T>
void PackAdjointKernel(const ImageConvolution& shape, const T* weights, LaneVector<T>& packed) {
  const ConvolutionShape part = Part(shape, 1, 1);
  const Index t = shape.stride, s = shape.kernel, channels = shape.in.channels;
  // Of the convolution whose transposed map the part is.
  ConvolutionShape forward = part;
  std::swap(forward.channels, forward.outputs);
  packed.clear();
  LaneVector<T> taps, of_part;
  for (Index ry = 0; ry < t; ++ry) {
    for (Index rx = 0; rx < t; ++rx) {
      taps.assign(forward.outputs * forward.taps(), T{0});
      for (Index o = 0; o < shape.outputs; ++o) {
        for (Index y = ry; y < s; y += t) {
          for (Index x = rx; x < s; x += t) {
            std::copy_n(weights + ((o * s + y) * s + x) * channels, channels,
                        taps.data() + ((o * part.kernel + y / t) * part.kernel + x / t) * channels);
          }
        }
      }
      PackAdjointKernel(forward, static_cast<const T*>(taps.data()), of_part);
      packed.insert(packed.end(), of_part.begin(), of_part.end());
    }
  }
}

template <class T>
void ConvolveAdjoint(const ImageConvolution& shape, const LaneVector<T>& packed, const T* g_out, T* g_in,
                     LaneVector<T>& scratch) {
  const Index t = shape.stride, channels = shape.in.channels, kernels = static_cast<Index>(packed.size()) / (t * t);
  const ImageShape out = shape.out();
  const ConvolutionShape whole = Part(shape, Places(shape, shape.in.height), Places(shape, shape.in.width));
  scratch.assign(whole.in_size(), T{0});
  const GridView<T> g = Rows(scratch.data(), whole.width, whole.channels);
  const Index run = out.width * out.channels;
  for (Index y = 0; y < out.height; ++y, g_out += run) {
    std::copy_n(g_out, run, g.Cell(0, y + whole.kernel - 1, whole.kernel - 1));
  }
  for (Index ry = 0; ry < t; ++ry) {
    const Remainder rows = RemainderOf(shape, ry, shape.in.height);
    for (Index rx = 0; rx < t; ++rx) {
      const Remainder columns = RemainderOf(shape, rx, shape.in.width);
      const GridView<T> to{.at = g_in + (rows.first * shape.in.width + columns.first) * channels,
                           .plane = 0,
                           .row = t * shape.in.width * channels,
                           .cell = t * channels};
      GridView<const T> from = g;
      from.at = g.Cell(0, rows.begin, columns.begin);
      if (columns.count == 0) continue;
      ConvolveRows<T>(Part(shape, rows.count, columns.count), packed.data() + (ry * t + rx) * kernels, from, to, {}, 0,
                      rows.count);
    }
  }
}

template <class T>
void AddKernelGradient(const ImageConvolution& shape, const T* in, const T* g_out, T* sums, LaneVector<T>& scratch,
                       LaneVector<T>& padded) {
  AddKernelGradient(shape.valid(), Padded(shape, in, padded), g_out, sums, scratch);
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                                  \
  template void Convolve(const ImageConvolution& shape, const LaneVector<T>& packed, const T* in, T* out,            \
                         LaneVector<T>& scratch);                                                                    \
  template void PackAdjointKernel(const ImageConvolution& shape, const T* weights, LaneVector<T>& packed);           \
  template void ConvolveAdjoint(const ImageConvolution& shape, const LaneVector<T>& packed, const T* g_out, T* g_in, \
                                LaneVector<T>& scratch);                                                             \
  template void AddKernelGradient(const ImageConvolution& shape, const T* in, const T* g_out, T* sums,               \
                                  LaneVector<T>& scratch, LaneVector<T>& padded)
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
