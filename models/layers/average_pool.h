/// AveragePool of pooling.h, to any shape.
#ifndef HADAMARD_NTK_MODELS_LAYERS_AVERAGE_POOL_H_
#define HADAMARD_NTK_MODELS_LAYERS_AVERAGE_POOL_H_

#include "models/layers/layer.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

struct AveragePoolLayer {
  ImageShape to;

  LayerPlan Plan(const LayerInputs&) const {
    RequireFit(to.height >= 1 && to.width >= 1 && to.channels >= 1, "sizes must be at least 1, got " + Text(to));
    return {.shape = to};
  }

  template <class T>
  void Forward(const LayerSample<T>& at) const {
    AveragePool(at.inputs.in, to, at.in, at.out);
  }

  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
    if (back.in) AveragePoolAdjoint(at.inputs.in, to, back.out, back.in);
  }

  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
    AveragePool(at.inputs.in, to, tangent.in, tangent.out);
  }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_AVERAGE_POOL_H_
