/// Convolutions of images with zero padding and strides, one image on one thread, and their derivatives:
///   out(y, x)_o = sum_{dy, dx, k} W(o, dy, dx, k) in(stride (y, x) + (dy, dx) - padding)_k,   in = 0 outside,
/// images stored as pooling.h says, W as convolution.h, floor((n + 2 padding - s) / stride) + 1 outputs per dimension;
/// 0 <= padding < s.  With s = 4, stride 2 and padding 1 that is TensorFlow's "same" for even n.
///
/// The transposed map inserts no zeros: of stride t it is t^2 convolutions of stride 1, one for each remainder r of a
/// cell's place, with the taps r, r + t, ... of each axis:
///   g_in(t q + r - padding) = sum_m W(r + t m) g_out(q - m)   per axis,
/// which multiplies as much as the map itself, where t divides s.
///
/// Error: as convolution.h, of a sum of s^2 o products for the transposed map (conditioned, image_convolution_test).
/// Arguments are not checked here: layers/ does.  `scratch` is resized.
#ifndef HADAMARD_NTK_MODELS_IMAGE_CONVOLUTION_H_
#define HADAMARD_NTK_MODELS_IMAGE_CONVOLUTION_H_

#include "linalg/lanes.h"
#include "models/convolution.h"
#include "models/matrix.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

struct ImageConvolution {
  ImageShape in;
  Index outputs = 0, kernel = 3, stride = 1, padding = 0;

  /// Of the padded image.
  ConvolutionShape valid() const;
  ImageShape out() const;
};

template <class T>
void Convolve(const ImageConvolution& shape, const linalg::LaneVector<T>& packed, const T* in, T* out,
              linalg::LaneVector<T>& scratch);

/// W for ConvolveAdjoint; that for Convolve is PackKernel(valid(), ...).
template <class T>
void PackAdjointKernel(const ImageConvolution& shape, const T* weights, linalg::LaneVector<T>& packed);

/// g_in = d<g_out, W * in>/d in.
template <class T>
void ConvolveAdjoint(const ImageConvolution& shape, const linalg::LaneVector<T>& packed, const T* g_out, T* g_in,
                     linalg::LaneVector<T>& scratch);

/// sums += d<g_out, W * in>/dW, KernelGradientSize(valid()) numbers for UnpackKernelGradient.
template <class T>
void AddKernelGradient(const ImageConvolution& shape, const T* in, const T* g_out, T* sums,
                       linalg::LaneVector<T>& scratch, linalg::LaneVector<T>& padded);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_IMAGE_CONVOLUTION_H_
