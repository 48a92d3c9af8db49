#include "models/layers/dropout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <sstream>

#include "models/random.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kLevels = 65536;

// keep[i] = 16 bits of the sample's words are at least `dropped`; a word decides four entries.
void DrawKept(const SampleKey& key, std::uint16_t dropped, Index size, std::uint8_t* keep) {
  const RandomStream stream{key.seed, Purpose::kDropout, static_cast<std::uint32_t>(key.step)};
  const Index words = (size + 3) / 4;
  const std::uint64_t first = (static_cast<std::uint64_t>(key.layer) << 48) +
                              static_cast<std::uint64_t>(key.sample) * static_cast<std::uint64_t>(words);
  std::array<std::uint64_t, 256> bits;
  for (Index begin = 0; begin < words; begin += bits.size()) {
    const Index count = std::min<Index>(bits.size(), words - begin);
    FillBits(stream, first + begin, std::span(bits).first(count));
    for (Index i = 4 * begin; i < std::min(size, 4 * (begin + count)); ++i) {
      keep[i] = static_cast<std::uint16_t>(bits[i / 4 - begin] >> (i % 4 * 16)) >= dropped;
    }
  }
}

}  // namespace

LayerPlan DropoutLayer::Plan(const LayerInputs& inputs) const {
  RequireFit(rate >= 0 && rate < 1, "dropout rate must be in [0, 1), got " + (std::ostringstream() << rate).str());
  return {.shape = inputs.in, .choices = true};
}

std::uint16_t DropoutLayer::Dropped() const {
  return static_cast<std::uint16_t>(std::lround(std::min(rate * kLevels, kLevels - 1)));
}

template <class T>
void DropoutLayer::Apply(const LayerSample<T>& at, const T* from, T* to) const {
  const Index size = at.shape.size();
  if (!at.training) {
    std::copy_n(from, size, to);
    return;
  }
  const T scale = static_cast<T>(1 / (1 - Dropped() / kLevels));
  for (Index i = 0; i < size; ++i) to[i] = at.choices[i] ? scale * from[i] : T{0};
}

template <class T>
void DropoutLayer::Forward(const LayerSample<T>& at) const {
  if (at.training) DrawKept(at.key, Dropped(), at.shape.size(), at.choices);
  Apply(at, at.in, at.out);
}

template <class T>
void DropoutLayer::Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
  if (back.in) Apply<T>(at, back.out, back.in);
}

template <class T>
void DropoutLayer::Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
  Apply(at, tangent.in, tangent.out);
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                          \
  template void DropoutLayer::Forward(const LayerSample<T>&) const;                          \
  template void DropoutLayer::Adjoint(const LayerSample<T>&, const SampleAdjoint<T>&) const; \
  template void DropoutLayer::Tangent(const LayerSample<T>&, const SampleTangent<T>&) const
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
