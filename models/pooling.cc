#include "models/pooling.h"

#include <algorithm>
#include <vector>

namespace hadamard_ntk::models {
namespace {

struct Window {
  Index begin, end;

  Index size() const { return end - begin; }
};

Window WindowOf(Index i, Index from, Index to) { return {i * from / to, ((i + 1) * from + to - 1) / to}; }

// How channels are averaged: the window of each output, and the outputs in whose window an input is.
template <class T>
struct ChannelWindows {
  std::vector<Window> inputs, outputs;
  std::vector<T> sizes;

  ChannelWindows(Index from, Index to) : outputs(from, Window{to, 0}) {
    for (Index k = 0; k < to; ++k) {
      inputs.push_back(WindowOf(k, from, to));
      sizes.push_back(static_cast<T>(inputs[k].size()));
      for (Index c = inputs[k].begin; c < inputs[k].end; ++c) {
        outputs[c] = {std::min(outputs[c].begin, k), k + 1};
      }
    }
  }
};

template <class T>
T SumOf(const T* numbers, const Window& window) {
  T sum = numbers[window.begin];
  for (Index i = window.begin + 1; i < window.end; ++i) sum += numbers[i];
  return sum;
}

// run(output pixel, rows, columns of its window)
template <class Run>
void ForEachPixel(const ImageShape& from, const ImageShape& to, const Run& run) {
  for (Index y = 0; y < to.height; ++y) {
    const Window rows = WindowOf(y, from.height, to.height);
    for (Index x = 0; x < to.width; ++x) run(y * to.width + x, rows, WindowOf(x, from.width, to.width));
  }
}

}  // namespace

template <class T>
void MaxPool(const ImageShape& from, Index size, const T* in, T* out, std::uint8_t* choice) {
  const Index channels = from.channels, row = from.width * channels;
  for (Index y = 0; y < from.height / size; ++y) {
    for (Index x = 0; x < from.width / size; ++x, out += channels, choice += channels) {
      const T* corner = in + y * size * row + x * size * channels;
      std::copy_n(corner, channels, out);
      std::fill_n(choice, channels, std::uint8_t{0});
      for (Index at = 1; at < size * size; ++at) {
        const T* pixel = corner + at / size * row + at % size * channels;
        for (Index k = 0; k < channels; ++k) {
          const bool larger = !(pixel[k] <= out[k]) && out[k] == out[k];
          out[k] = larger ? pixel[k] : out[k];
          choice[k] = larger ? static_cast<std::uint8_t>(at) : choice[k];
        }
      }
    }
  }
}

template <class T>
void MaxPoolAdjoint(const ImageShape& from, Index size, const T* g_out, const std::uint8_t* choice, T* g_in) {
  const Index channels = from.channels, row = from.width * channels;
  const Index filled_height = from.height / size * size, filled_width = from.width / size * size;
  for (Index y = 0; y < filled_height / size; ++y) {
    for (Index x = 0; x < filled_width / size; ++x, g_out += channels, choice += channels) {
      T* corner = g_in + y * size * row + x * size * channels;
      for (Index at = 0; at < size * size; ++at) {
        T* pixel = corner + at / size * row + at % size * channels;
        for (Index k = 0; k < channels; ++k) pixel[k] = choice[k] == at ? g_out[k] : T{0};
      }
    }
    for (Index dy = 0; dy < size; ++dy) {
      std::fill(g_in + (y * size + dy) * row + filled_width * channels, g_in + (y * size + dy + 1) * row, T{0});
    }
  }
  std::fill(g_in + filled_height * row, g_in + from.height * row, T{0});
}

template <class T>
void AveragePool(const ImageShape& from, const ImageShape& to, const T* in, T* out) {
  const ChannelWindows<T> channels(from.channels, to.channels);
  std::vector<T> sums(from.channels);
  ForEachPixel(from, to, [&](Index pixel, const Window& rows, const Window& columns) {
    std::fill(sums.begin(), sums.end(), T{0});
    for (Index i = rows.begin; i < rows.end; ++i) {
      for (Index j = columns.begin; j < columns.end; ++j) {
        const T* entering = in + (i * from.width + j) * from.channels;
        for (Index k = 0; k < from.channels; ++k) sums[k] += entering[k];
      }
    }
    T* leaving = out + pixel * to.channels;
    for (Index k = 0; k < to.channels; ++k) leaving[k] = SumOf(sums.data(), channels.inputs[k]);
    const T pixels = static_cast<T>(rows.size() * columns.size());
    for (Index k = 0; k < to.channels; ++k) leaving[k] /= pixels * channels.sizes[k];
  });
}

template <class T>
void AveragePoolAdjoint(const ImageShape& from, const ImageShape& to, const T* g_out, T* g_in) {
  const ChannelWindows<T> channels(from.channels, to.channels);
  std::fill_n(g_in, from.size(), T{0});
  std::vector<T> shares(to.channels), sums(from.channels);
  ForEachPixel(from, to, [&](Index pixel, const Window& rows, const Window& columns) {
    const T pixels = static_cast<T>(rows.size() * columns.size());
    for (Index k = 0; k < to.channels; ++k) shares[k] = g_out[pixel * to.channels + k] / (pixels * channels.sizes[k]);
    for (Index c = 0; c < from.channels; ++c) sums[c] = SumOf(shares.data(), channels.outputs[c]);
    for (Index i = rows.begin; i < rows.end; ++i) {
      for (Index j = columns.begin; j < columns.end; ++j) {
        T* leaving = g_in + (i * from.width + j) * from.channels;
        for (Index k = 0; k < from.channels; ++k) leaving[k] += sums[k];
      }
    }
  });
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                            \
  template void MaxPool(const ImageShape& from, Index size, const T* in, T* out, std::uint8_t* choice);        \
  template void MaxPoolAdjoint(const ImageShape& from, Index size, const T* g_out, const std::uint8_t* choice, \
                               T* g_in);                                                                       \
  template void AveragePool(const ImageShape& from, const ImageShape& to, const T* in, T* out);                \
  template void AveragePoolAdjoint(const ImageShape& from, const ImageShape& to, const T* g_out, T* g_in)
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
