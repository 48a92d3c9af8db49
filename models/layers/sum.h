/// z = a + c, entry by entry.  The shape is that of a.
#ifndef HADAMARD_NTK_MODELS_LAYERS_SUM_H_
#define HADAMARD_NTK_MODELS_LAYERS_SUM_H_

#include <algorithm>

#include "models/layers/layer.h"

namespace hadamard_ntk::models {

struct SumLayer {
  int with = 0;

  LayerPlan Plan(const LayerInputs& inputs) const { return PlanEntryByEntry(inputs); }

  template <class T>
  void Forward(const LayerSample<T>& at) const {
    for (Index i = 0; i < at.shape.size(); ++i) at.out[i] = at.in[i] + at.other[i];
  }

  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
    for (T* to : {back.in, back.other}) {
      if (to) std::copy_n(back.out, at.shape.size(), to);
    }
  }

  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
    for (Index i = 0; i < at.shape.size(); ++i) tangent.out[i] = tangent.in[i] + tangent.other[i];
  }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_SUM_H_
