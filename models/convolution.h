/// Convolutions of grids of two or three dimensions, without padding ("valid"), and their derivatives; one grid at a
/// time.  Padding is the storage's affair: grid_convolution.h gives it a border of zeros, image_convolution.h a copy.
///
/// A grid of d x h x w cells (an image has d = 1) and c channels; the kernel has o outputs and s_z x s x s cells, moves
/// by `stride` cells, and is a matrix W of o rows, a row by (dz, dy, dx, k):
///   out(z, y, x)_o = sum_{dz, dy, dx, k} W(o, ((dz s + dy) s + dx) c + k) in(stride (z, y, x) + (dz, dy, dx))_k.
/// This is the cross-correlation that the field calls convolution.
///
/// PackKernel brings W into the order the loops read, PackAdjointKernel that of the transposed map of stride 1, which
/// is the convolution of a padded g with W turned round; both are made once for a batch.  All sums run in a fixed
/// order.  A tile of cells x channels is summed in registers: a kernel of t = s_z s^2 c taps costs a tile of 24 cells x
/// 16 channels (float, AVX-512) 24 t multiply-adds, 24 t broadcasts that are part of them, and t loads of weights.
/// Grids of at most half a register of outputs use half registers. Error: rounding of a sum of t (Convolve), or cells
/// (AddKernelGradient) products (conditioned, convolution_test).  Arguments are not checked here: layers/ and
/// grid_convolution.h do.
#ifndef HADAMARD_NTK_MODELS_CONVOLUTION_H_
#define HADAMARD_NTK_MODELS_CONVOLUTION_H_

#include "linalg/lanes.h"
#include "models/grid_view.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

struct ConvolutionShape {
  Index height = 0, width = 0, channels = 0;  ///< of the input
  Index outputs = 0, kernel = 3;              ///< o, s
  Index depth = 1, kernel_depth = 1;          ///< d, s_z
  Index stride = 1;                           ///< in all dimensions that have a kernel

  Index out_depth() const { return (depth - kernel_depth) / stride + 1; }
  Index out_height() const { return (height - kernel) / stride + 1; }
  Index out_width() const { return (width - kernel) / stride + 1; }
  Index in_size() const { return depth * height * width * channels; }
  Index out_size() const { return out_depth() * out_height() * out_width() * outputs; }
  Index kernel_cells() const { return kernel_depth * kernel * kernel; }
  Index taps() const { return kernel_cells() * channels; }
};

inline constexpr Index kMaxKernelDepth = 16;

template <class T>
void PackKernel(const ConvolutionShape& shape, const T* weights, linalg::LaneVector<T>& packed);
template <class T>
void PackAdjointKernel(const ConvolutionShape& shape, const T* weights, linalg::LaneVector<T>& packed);

/// What becomes of a sum before it is stored: add + [gate > 0] phi(sum + bias); all parts may be left out.
template <class T>
struct ConvolutionEnd {
  const T* biases = nullptr;  ///< of the outputs
  bool relu = false;          ///< phi
  GridView<const T> gate = {}, add = {};
};

/// Rows [begin, end) of the output, numbered z out_height + y.  A cell of `in` has its channels and nothing else; `in`
/// and `out` must not overlap, `add` and `out` may be the same.
template <class T>
void ConvolveRows(const ConvolutionShape& shape, const T* packed, const GridView<const T>& in, const GridView<T>& out,
                  const ConvolutionEnd<T>& finish, Index begin, Index end);

/// out = W * in, by a packed kernel; both without gaps.
template <class T>
void Convolve(const ConvolutionShape& shape, const linalg::LaneVector<T>& packed, const T* in, T* out);

/// The sums that AddKernelGradient adds to: their number for a shape.
template <class T>
Index KernelGradientSize(const ConvolutionShape& shape);
/// sums += d<g_out, W * in>/dW of these rows of g_out, in an order of its own.  As many numbers as a register holds are
/// read at each cell of g_out; those that are not its channels do not matter.
template <class T>
void AddRowsKernelGradient(const ConvolutionShape& shape, const GridView<const T>& in, const GridView<const T>& g_out,
                           Index begin, Index end, T* sums);
/// The same of all rows, without gaps and nothing read beyond; `scratch` is resized.
template <class T>
void AddKernelGradient(const ConvolutionShape& shape, const T* in, const T* g_out, T* sums,
                       linalg::LaneVector<T>& scratch);
/// The sums as a matrix laid out like W.
template <class T>
void UnpackKernelGradient(const ConvolutionShape& shape, const T* sums, T* gradient);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CONVOLUTION_H_
