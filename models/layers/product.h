/// z = a * c, entry by entry: the Hadamard product of two branches.  The shape is that of a.
#ifndef HADAMARD_NTK_MODELS_LAYERS_PRODUCT_H_
#define HADAMARD_NTK_MODELS_LAYERS_PRODUCT_H_

#include "models/layers/layer.h"

namespace hadamard_ntk::models {

struct ProductLayer {
  int with = 0;

  LayerPlan Plan(const LayerInputs& inputs) const { return PlanEntryByEntry(inputs); }

  template <class T>
  void Forward(const LayerSample<T>& at) const {
    for (Index i = 0; i < at.shape.size(); ++i) at.out[i] = at.in[i] * at.other[i];
  }

  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
    for (Index i = 0; back.in && i < at.shape.size(); ++i) back.in[i] = at.other[i] * back.out[i];
    for (Index i = 0; back.other && i < at.shape.size(); ++i) back.other[i] = at.in[i] * back.out[i];
  }

  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
    for (Index i = 0; i < at.shape.size(); ++i) {
      tangent.out[i] = tangent.in[i] * at.other[i] + at.in[i] * tangent.other[i];
    }
  }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_PRODUCT_H_
