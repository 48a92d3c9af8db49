/// Convolutions of images, stride 1, without padding ("valid"), and their derivatives; one image at a time.
///
/// An image of h x w pixels and c channels is stored by rows, a pixel's channels side by side: pixel (y, x) has channel
/// k at (y w + x) c + k.  The kernel has o outputs, s x s pixels, and is a matrix W of o rows, a row by (dy, dx, k):
///   out(y, x)_o = sum_{dy, dx, k} W(o, (dy s + dx) c + k) in(y + dy, x + dx)_k,   y <= h - s, x <= w - s.
/// This is the cross-correlation that the field calls convolution.
///
/// PackKernel brings W into the order the loops read, PackAdjointKernel that of the transposed map; both are made once
/// for a batch.  All sums run in a fixed order.  Error: rounding of a sum of s^2 c (Convolve), s^2 o (ConvolveAdjoint)
/// or pixels (AddKernelGradient) products (conditioned, convolution_test).  Arguments are not checked here:
/// layers/ does.
#ifndef HADAMARD_NTK_MODELS_CONVOLUTION_H_
#define HADAMARD_NTK_MODELS_CONVOLUTION_H_

#include "linalg/lanes.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

struct ConvolutionShape {
  Index height = 0, width = 0, channels = 0;  ///< of the input
  Index outputs = 0, kernel = 3;              ///< o, s

  Index out_height() const { return height - kernel + 1; }
  Index out_width() const { return width - kernel + 1; }
  Index in_size() const { return height * width * channels; }
  Index out_size() const { return out_height() * out_width() * outputs; }
  Index taps() const { return kernel * kernel * channels; }
};

template <class T>
void PackKernel(const ConvolutionShape& shape, const T* weights, linalg::LaneVector<T>& packed);
template <class T>
void PackAdjointKernel(const ConvolutionShape& shape, const T* weights, linalg::LaneVector<T>& packed);

/// out = W * in, by a packed kernel.
template <class T>
void Convolve(const ConvolutionShape& shape, const linalg::LaneVector<T>& packed, const T* in, T* out);

/// g_in = d<g_out, W * in>/d in, by a packed adjoint kernel; `scratch` is resized.
template <class T>
void ConvolveAdjoint(const ConvolutionShape& shape, const linalg::LaneVector<T>& packed, const T* g_out, T* g_in,
                     linalg::LaneVector<T>& scratch);

/// The sums that AddKernelGradient adds to: their number for a shape.
template <class T>
Index KernelGradientSize(const ConvolutionShape& shape);
/// sums += d<g_out, W * in>/dW, in an order of its own; `scratch` is resized.
template <class T>
void AddKernelGradient(const ConvolutionShape& shape, const T* in, const T* g_out, T* sums,
                       linalg::LaneVector<T>& scratch);
/// The sums as a matrix laid out like W.
template <class T>
void UnpackKernelGradient(const ConvolutionShape& shape, const T* sums, T* gradient);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CONVOLUTION_H_
