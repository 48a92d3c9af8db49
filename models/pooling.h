/// Pooling of one image, and its derivatives.  An image of height x width pixels and channels is stored by rows, a
/// pixel's channels side by side.
///
/// MaxPool: windows of size x size pixels side by side, floor(height / size) x floor(width / size) of them; what does
/// not fill a window is left out.  Of equal largest entries the first counts; a NaN counts as the largest.
/// AveragePool to any shape, by windows that overlap where the sizes do not divide (PyTorch's adaptive pooling, in the
/// channels too): output i of m averages the entries floor(i n / m) <= j < ceil((i + 1) n / m) of n.  With m > n that
/// is a repetition.  Linear; a constant stays what it is.
///
/// Error: MaxPool exact; AveragePool p eps of the sum of absolute values, p the entries of a window (pooling_test).
/// Arguments are not checked here: layers/ does.
#ifndef HADAMARD_NTK_MODELS_POOLING_H_
#define HADAMARD_NTK_MODELS_POOLING_H_

#include <cstdint>

#include "linalg/lanes.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

/// A vector is an image of one pixel.
struct ImageShape {
  Index height = 1, width = 1, channels = 1;

  Index size() const { return height * width * channels; }
  bool operator==(const ImageShape&) const = default;
};

/// choice[o] = position of output o's entry in its window, by rows; size <= 16.
template <class T>
void MaxPool(const ImageShape& from, Index size, const T* in, T* out, std::uint8_t* choice);
/// g_in = d<g_out, MaxPool(in)>/d in.
template <class T>
void MaxPoolAdjoint(const ImageShape& from, Index size, const T* g_out, const std::uint8_t* choice, T* g_in);

template <class T>
void AveragePool(const ImageShape& from, const ImageShape& to, const T* in, T* out);
/// g_in = d<g_out, AveragePool(in)>/d in.
template <class T>
void AveragePoolAdjoint(const ImageShape& from, const ImageShape& to, const T* g_out, T* g_in);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_POOLING_H_
