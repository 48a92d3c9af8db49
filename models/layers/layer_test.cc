#include "models/layers/layer.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "models/layers.h"
#include "models/layers/layer_check_testing.h"

namespace hadamard_ntk::models {
namespace {

template <class L>
struct Example {
  L layer;
  LayerInputs inputs;
};

// Of each kind in AnyLayer; one that is missing does not compile.
std::vector<Example<DenseLayer>> ExamplesOf(DenseLayer) {
  return {{{.outputs = 4}, {.in = {2, 3, 5}, .other = {}, .biases = true}},
          {{.outputs = 1, .relu = false}, {.in = {1, 1, 7}, .other = {}, .biases = false}}};
}
std::vector<Example<ConvolutionLayer>> ExamplesOf(ConvolutionLayer) {
  return {{{.outputs = 4, .kernel = 2}, {.in = {5, 4, 3}, .other = {}, .biases = true}},
          {{.outputs = 9, .kernel = 3, .relu = false}, {.in = {3, 6, 1}, .other = {}, .biases = false}},
          {{.outputs = 4, .kernel = 4, .stride = 2, .padding = 1}, {.in = {6, 8, 3}, .other = {}, .biases = true}},
          {{.outputs = 2, .kernel = 3, .stride = 2}, {.in = {6, 3, 2}, .other = {}, .biases = true}}};
}
std::vector<Example<MaxPoolLayer>> ExamplesOf(MaxPoolLayer) {
  return {{{.size = 2}, {.in = {5, 4, 3}, .other = {}}}, {{.size = 3}, {.in = {3, 8, 2}, .other = {}}}};
}
std::vector<Example<AveragePoolLayer>> ExamplesOf(AveragePoolLayer) {
  return {{{.to = {2, 3, 2}}, {.in = {5, 4, 3}, .other = {}}}, {{.to = {4, 4, 4}}, {.in = {1, 1, 6}, .other = {}}}};
}
std::vector<Example<DropoutLayer>> ExamplesOf(DropoutLayer) {
  return {{{.rate = 0.3}, {.in = {5, 4, 70}, .other = {}}}, {{.rate = 0}, {.in = {1, 1, 5}, .other = {}}}};
}
std::vector<Example<ProductLayer>> ExamplesOf(ProductLayer) { return {{{}, {.in = {2, 3, 4}, .other = {6, 4, 1}}}}; }
std::vector<Example<SumLayer>> ExamplesOf(SumLayer) {
  const LayerInputs inputs{.in = {2, 3, 4}, .other = {6, 4, 1}};
  return {{{}, inputs}, {{.relu = true}, inputs}};
}

template <class L>
void ExpectRightDerivatives() {
  for (const Example<L>& example : ExamplesOf(L{})) {
    for (const bool training : {false, true}) {
      const LayerCheck<L> check(example.layer, example.inputs, training);
      EXPECT_LE(check.duality, 1.0);
      EXPECT_LE(check.differences, 1.0);
      EXPECT_GT(check.strength, 100.0);
    }
  }
}

template <std::size_t... I>
void CheckAll(std::index_sequence<I...>) {
  (ExpectRightDerivatives<std::variant_alternative_t<I, AnyLayer>>(), ...);
}

TEST(LayerTest, EveryLayerOfTheListHasItsDerivatives) {
  CheckAll(std::make_index_sequence<std::variant_size_v<AnyLayer>>());
}

// z = a^2, in a file that models does not know; `adjoint` and `tangent` times a are its derivatives, if both are 2.
struct SquareLayer {
  double adjoint = 2, tangent = 2;

  LayerPlan Plan(const LayerInputs& inputs) const { return {.shape = inputs.in}; }

  template <class T>
  void Forward(const LayerSample<T>& at) const {
    for (Index i = 0; i < at.shape.size(); ++i) at.out[i] = at.in[i] * at.in[i];
  }
  template <class T>
  void Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
    for (Index i = 0; i < at.shape.size(); ++i) back.in[i] = static_cast<T>(adjoint) * at.in[i] * back.out[i];
  }
  template <class T>
  void Tangent(const LayerSample<T>& at, const SampleTangent<T>& along) const {
    for (Index i = 0; i < at.shape.size(); ++i) along.out[i] = static_cast<T>(tangent) * at.in[i] * along.in[i];
  }
};

TEST(LayerTest, ALayerFromOutsideIsCheckedAlikeAndAWrongOneIsNoticed) {
  const LayerInputs inputs{.in = {3, 4, 2}, .other = {}};
  const LayerCheck<SquareLayer> right({}, inputs, false), adjoint({.adjoint = 2.001}, inputs, false),
      both({.adjoint = 2.001, .tangent = 2.001}, inputs, false);
  EXPECT_LE(right.duality, 1.0);
  EXPECT_LE(right.differences, 1.0);
  EXPECT_GT(adjoint.duality, 1.0);
  EXPECT_LE(both.duality, 1.0);
  EXPECT_GT(both.differences, 1.0);
}

}  // namespace
}  // namespace hadamard_ntk::models
