/// z = W a + b, of relu(z) if `relu` (affine.h); any shape in, `outputs` channels of one pixel out.
#ifndef HADAMARD_NTK_MODELS_LAYERS_DENSE_H_
#define HADAMARD_NTK_MODELS_LAYERS_DENSE_H_

#include "models/layers/affine.h"
#include "models/layers/layer.h"

namespace hadamard_ntk::models {

struct DenseLayer {
  Index outputs = 0;
  bool relu = true;
  AffineStart start = {};

  LayerPlan Plan(const LayerInputs& inputs) const;
  template <class T>
  void Forward(const LayerBatch<T>& at) const;
  template <class T>
  void Adjoint(const LayerBatch<T>& at, const BatchAdjoint<T>& back) const;
  template <class T>
  void Tangent(const LayerBatch<T>& at, const BatchTangent<T>& tangent) const;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_DENSE_H_
