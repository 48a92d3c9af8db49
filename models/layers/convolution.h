/// z = W * a + b, of relu(z) if `relu`: the convolution of models/image_convolution.h, weights as in affine.h.
#ifndef HADAMARD_NTK_MODELS_LAYERS_CONVOLUTION_H_
#define HADAMARD_NTK_MODELS_LAYERS_CONVOLUTION_H_

#include "linalg/lanes.h"
#include "models/image_convolution.h"
#include "models/layers/affine.h"
#include "models/layers/layer.h"

namespace hadamard_ntk::models {

struct ConvolutionLayer {
  Index outputs = 0, kernel = 3, stride = 1, padding = 0;
  bool relu = true;
  AffineStart start = {};

  LayerPlan Plan(const LayerInputs& inputs) const;
  template <class T>
  void Forward(const LayerSample<T>& at) const;
  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const;
  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const;

  template <class T>
  void Pack(const LayerInputs& inputs, const LayerSegments<const T>& parameters, linalg::LaneVector<T>& packed) const;
  template <class T>
  void PackAdjoint(const LayerInputs& inputs, const LayerSegments<const T>& parameters,
                   linalg::LaneVector<T>& packed) const;
  /// Those of b, then those of W.
  template <class T>
  Index GradientSums(const LayerInputs& inputs) const;
  template <class T>
  void SetGradient(const LayerInputs& inputs, const T* sums, const LayerSegments<T>& gradient) const;

 private:
  ImageConvolution ShapeOf(const LayerInputs& inputs) const { return {inputs.in, outputs, kernel, stride, padding}; }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_CONVOLUTION_H_
