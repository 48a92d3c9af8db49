/// MaxPool of pooling.h, in windows of size x size pixels.
#ifndef HADAMARD_NTK_MODELS_LAYERS_MAX_POOL_H_
#define HADAMARD_NTK_MODELS_LAYERS_MAX_POOL_H_

#include <algorithm>
#include <string>

#include "models/layers/layer.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

struct MaxPoolLayer {
  Index size = 2;

  LayerPlan Plan(const LayerInputs& inputs) const {
    const ImageShape& in = inputs.in;
    RequireFit(size >= 1 && size <= std::min<Index>(16, std::min(in.height, in.width)),
               "a window of size " + std::to_string(size) + " does not fit an image of " + Text(in) + ", or is > 16");
    return {.shape = {in.height / size, in.width / size, in.channels}, .choices = true};
  }

  template <class T>
  void Forward(const LayerSample<T>& at) const {
    MaxPool(at.inputs.in, size, at.in, at.out, at.choices);
  }

  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
    if (back.in) MaxPoolAdjoint(at.inputs.in, size, back.out, at.choices, back.in);
  }

  /// By duality: the entries that were chosen.
  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
    const ImageShape &from = at.inputs.in, &to = at.shape;
    for (Index o = 0; o < to.size(); ++o) {
      const Index pixel = o / to.channels, y = pixel / to.width * size + at.choices[o] / size,
                  x = pixel % to.width * size + at.choices[o] % size;
      tangent.out[o] = tangent.in[(y * from.width + x) * from.channels + o % to.channels];
    }
  }
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_MAX_POOL_H_
