/// While training, every entry is 0 with probability q and 1 / (1 - q) times itself otherwise; the identity outside of
/// training.  q is `rate` rounded to a multiple of 2^-16 below 1, since 16 random bits decide; they are those of the
/// sample's key (layer.h), Purpose::kDropout, so a run that is resumed drops the same entries.
#ifndef HADAMARD_NTK_MODELS_LAYERS_DROPOUT_H_
#define HADAMARD_NTK_MODELS_LAYERS_DROPOUT_H_

#include <cstdint>

#include "models/layers/layer.h"

namespace hadamard_ntk::models {

struct DropoutLayer {
  double rate = 0.5;

  LayerPlan Plan(const LayerInputs& inputs) const;
  template <class T>
  void Forward(const LayerSample<T>& at) const;
  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const;
  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const;

 private:
  std::uint16_t Dropped() const;  // 2^16 q
  // The map itself, which is linear and its own adjoint.
  template <class T>
  void Apply(const LayerSample<T>& at, const T* from, T* to) const;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_DROPOUT_H_
