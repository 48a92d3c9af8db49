/// Convolutions of grids with zero padding and strides, between fields (grid_field.h), and their derivatives:
///   out(i)_o = sum_{j, k} W(o, j, k) in(stride i + j - padding)_k,   in = 0 outside of the grid,
/// i and j over the cells of the output, of floor((n + 2 padding - s) / stride) + 1 per dimension, and of the kernel,
/// s^dimension; W is laid out and packed as convolution.h says, by the shape `valid()`.
///
/// One grid keeps all threads busy: rows of the output are the tasks, and of the kernel's gradient fixed groups of
/// rows, summed in order.  So results are bit-identical for any number of threads. Error: as convolution.h.  Throws
/// std::invalid_argument for a kernel that is larger than the padded grid or than 16 cells, and fields of other shapes
/// or with too narrow a border: `padding` for in, s - 1 - padding for g_out.
#ifndef HADAMARD_NTK_MODELS_GRID_CONVOLUTION_H_
#define HADAMARD_NTK_MODELS_GRID_CONVOLUTION_H_

#include "linalg/lanes.h"
#include "models/convolution.h"
#include "models/grid_field.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

struct GridConvolution {
  GridShape in;
  Index channels = 1, outputs = 1;
  Index kernel = 3, padding = 1, stride = 1;

  GridShape out() const;
  /// Of the padded input.
  ConvolutionShape valid() const;
  /// Multiply-adds of one convolution.
  Index products() const { return out().cells() * valid().taps() * outputs; }
  /// Throws what is said above.
  void Check() const;
};

/// Instructions of a row of outputs, for row_blocks.h.
template <class T>
Index RowWork(const ConvolutionShape& shape) {
  return shape.out_width() * shape.taps() * ((shape.outputs + linalg::kLanes<T> - 1) / linalg::kLanes<T>);
}

template <class T>
void Convolve(const GridConvolution& shape, const linalg::LaneVector<T>& packed, const GridField<T>& in,
              GridField<T>& out, const ConvolutionEnd<T>& finish = {});

/// g_in = d<g_out, W * in>/d in, by a kernel packed by PackAdjointKernel(valid()).
template <class T>
void ConvolveAdjoint(const GridConvolution& shape, const linalg::LaneVector<T>& packed, const GridField<T>& g_out,
                     GridField<T>& g_in, const ConvolutionEnd<T>& finish = {});

/// gradient = d<g_out, W * in>/dW; `scratch` is resized.
template <class T>
void KernelGradient(const GridConvolution& shape, const GridField<T>& in, const GridField<T>& g_out, T* gradient,
                    linalg::LaneVector<T>& scratch);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_CONVOLUTION_H_
