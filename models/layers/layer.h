/// What a layer of a network for images (layer_net.h) is: a plain struct of its options, in a file of its own beside
/// this one, with the functions below, and its name in the list of layers.h.
///
/// A layer makes z(a; theta), one image for each sample, from the image a of a node; with a member `int with` it makes
/// z(a, c; theta), c the image of node `with`.  It says what it is by
///   Plan(inputs)               its shape, segments and memory; throws std::invalid_argument if the inputs do not fit
/// and computes by templates over T = float, double, const and called by several threads at once:
///   Forward(at)                at.out = z
///   Adjoint(at, back)          back.in = J_a^T g, back.other = J_c^T g (if not null), back.sums += J_theta^T g,
///                              for g = back.out, which may be overwritten
///   Tangent(at, tangent)       tangent.out = J_a tangent.in + J_c tangent.other + J_theta tangent.direction
/// with J the derivatives of z at what Forward saw; `at.out` holds its z then.
///
/// A SampleLayer does so for one sample; the net runs all of them between two batch layers sample by sample, while the
/// images are in the cache.  One with segments is a PackedLayer, which reads its weights in an order of its own, packed
/// once for a batch, and adds up its gradient in one:
///   Pack(inputs, parameters, packed), PackAdjoint(...)     for Forward and Tangent, for Adjoint
///   GradientSums<T>(inputs)                                how many numbers back.sums has
///   SetGradient(inputs, sums, gradient)                    its segments of the gradient, from the sums
/// A BatchLayer, of one input, takes all samples at once, cut into tiles that oneTBB runs, and sets back.gradient.
///
/// layer_test holds every layer of the list to the definition: <g, J t> = <J^T g, t>, and J t against differences.
#ifndef HADAMARD_NTK_MODELS_LAYERS_LAYER_H_
#define HADAMARD_NTK_MODELS_LAYERS_LAYER_H_

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "linalg/lanes.h"
#include "models/matrix.h"
#include "models/parameters.h"
#include "models/pooling.h"

namespace hadamard_ntk::models {

struct LayerInputs {
  ImageShape in, other;  ///< of a, and of c if there is one
  bool biases = true;    ///< of the net: layers with weights have biases
};

struct LayerPlan {
  ImageShape shape;                    ///< of z
  std::vector<Segment> segments = {};  ///< the net adds a number to their names
  bool choices = false;                ///< Forward leaves a byte for each entry of z to Adjoint and Tangent
};

/// A layer's segments in a vector laid out like the parameters: [0] is the first.  Number = T or const T.
template <class Number>
struct LayerSegments {
  const Parameters<std::remove_const_t<Number>>* parameters;
  int first;
  Number* values;

  auto operator[](int segment) const { return parameters->View(first + segment, values); }
};

/// Names a sample in a run; what is drawn for it is a function of this.
struct SampleKey {
  std::uint64_t seed = 0, step = 0;
  int layer = 0;
  Index sample = 0;
};

/// A sample at a SampleLayer; images are stored as pooling.h says.
template <class T>
struct LayerSample {
  const LayerInputs& inputs;
  const ImageShape& shape;
  LayerSegments<const T> parameters;
  const linalg::LaneVector<T>& packed;
  const T *in, *other;    ///< a, c
  T* out;                 ///< z
  std::uint8_t* choices;  ///< null if not planned
  bool training;          ///< outside of training nothing is drawn
  SampleKey key;
};

template <class T>
struct SampleAdjoint {
  T *out, *in, *other;
  T* sums;
  const linalg::LaneVector<T>& packed;
  linalg::LaneVector<T>& scratch;
};

template <class T>
struct SampleTangent {
  const T *in, *other;
  T* out;
  LayerSegments<const T> direction;
  const linalg::LaneVector<T>& packed;  ///< the direction
};

/// All samples at a BatchLayer, a column each.
template <class T>
struct LayerBatch {
  const LayerInputs& inputs;
  LayerSegments<const T> parameters;
  const MatrixArgument<T>* x;  ///< the net's samples, a row each, if the layer reads them as they are; null otherwise
  const Matrix<T>* in;         ///< a; null if there is x
  Matrix<T>& out;              ///< z
};

template <class T>
struct BatchAdjoint {
  Matrix<T>& out;
  Matrix<T>* in;
  bool add;  ///< to what is in `in`
  LayerSegments<T> gradient;
};

template <class T>
struct BatchTangent {
  const Matrix<T>& in;
  Matrix<T>& out;
  LayerSegments<const T> direction;
};

template <class L, class T>
concept SampleLayer = requires(const L& layer, const LayerSample<T>& at, const SampleAdjoint<T>& back,
                               const SampleTangent<T>& tangent) {
  layer.Forward(at);
  layer.Adjoint(at, back);
  layer.Tangent(at, tangent);
};

template <class L, class T>
concept PackedLayer = SampleLayer<L, T> &&
    requires(const L& layer, const LayerInputs& inputs, const LayerSegments<const T>& parameters,
             linalg::LaneVector<T>& packed, const T* sums, const LayerSegments<T>& gradient) {
  layer.Pack(inputs, parameters, packed);
  layer.PackAdjoint(inputs, parameters, packed);
  { layer.template GradientSums<T>(inputs) } -> std::same_as<Index>;
  layer.SetGradient(inputs, sums, gradient);
};

template <class L, class T>
concept BatchLayer = requires(const L& layer, const LayerBatch<T>& at, const BatchAdjoint<T>& back,
                              const BatchTangent<T>& tangent) {
  layer.Forward(at);
  layer.Adjoint(at, back);
  layer.Tangent(at, tangent);
};

template <class L>
concept TwoInputLayer = requires(const L& layer) {
  { layer.with } -> std::same_as<const int&>;
};

template <class L>
concept LayerKind = std::copyable<L> &&((SampleLayer<L, float> && SampleLayer<L, double>) ||
                                        (BatchLayer<L, float> && BatchLayer<L, double> && !TwoInputLayer<L>)) &&
                    requires(const L& layer, const LayerInputs& inputs) {
  { layer.Plan(inputs) } -> std::same_as<LayerPlan>;
};

/// "height x width x channels".
std::string Text(const ImageShape& shape);
/// Throws std::invalid_argument(what) unless the condition holds.
void RequireFit(bool condition, const std::string& what);
/// The plan of a layer that combines two inputs entry by entry.
LayerPlan PlanEntryByEntry(const LayerInputs& inputs);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYERS_LAYER_H_
