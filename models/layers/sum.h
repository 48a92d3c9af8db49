/// z = a + c, of relu(z) if `relu`, entry by entry.  The shape is that of a.
#ifndef HADAMARD_NTK_MODELS_LAYERS_SUM_H_
#define HADAMARD_NTK_MODELS_LAYERS_SUM_H_

#include <algorithm>

#include "models/layers/layer.h"
#include "models/rectify.h"

namespace hadamard_ntk::models {

struct SumLayer {
  int with = 0;
  bool relu = false;

  LayerPlan Plan(const LayerInputs& inputs) const { return PlanEntryByEntry(inputs); }

  template <class T>
  void Forward(const LayerSample<T>& at) const {
    for (Index i = 0; i < at.shape.size(); ++i) at.out[i] = at.in[i] + at.other[i];
    if (relu) Rectify(at.out, at.shape.size());
  }

  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
    if (relu) Mask(at.out, at.shape.size(), back.out);
    for (T* to : {back.in, back.other}) {
      if (to) std::copy_n(back.out, at.shape.size(), to);
    }
  }

  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
    for (Index i = 0; i < at.shape.size(); ++i) tangent.out[i] = tangent.in[i] + tangent.other[i];
    if (relu) Mask(at.out, at.shape.size(), tangent.out);
  }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_SUM_H_
