#include "models/two_layer_net.h"

#include <cmath>
#include <vector>

#include "models/arguments.h"

namespace hadamard_ntk::models {
namespace {

std::vector<Segment> Segments(const TwoLayerNetOptions& options) {
  RequireAtLeast("TwoLayerNet", "inputs", options.inputs, Index{1});
  RequireAtLeast("TwoLayerNet", "width", options.width, Index{1});
  RequireScale("TwoLayerNet", "weight_std", options.weight_std, false);
  const double inputs = static_cast<double>(options.inputs), width = static_cast<double>(options.width);
  return {{.name = "W",
           .rows = options.width,
           .columns = options.inputs + 1,
           .initial_std = options.weight_std / std::sqrt(inputs)},
          {.name = "C", .rows = 1, .columns = options.width, .initial_std = 1 / std::sqrt(width)},
          {.name = "k", .rows = 1, .initial_std = 0}};
}

}  // namespace

template <class T>
TwoLayerNet<T>::TwoLayerNet(const TwoLayerNetOptions& options, std::uint64_t seed)
    : options_(options), parameters_(Segments(options), seed) {}

template <class T>
FirstOrderUnits<T> TwoLayerNet<T>::units() const {
  return {.function = options_.activation == SmoothActivation::kTanh ? UnitFunction::kTanh : UnitFunction::kSine,
          .scale = 1,
          .skip = 0,
          .output_scale = 1,
          .bias = 1,
          .width = options_.width,
          .inputs = options_.inputs,
          .hidden = {parameters_.matrix(kW).data()},
          .readout = parameters_.matrix(kC).data()};
}

template <class T>
void TwoLayerNet<T>::Evaluate(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const {
  RequireSamples(function, "X", x, options_.inputs);
  units().Forward(x, workspace);
  workspace.f.array() += parameters_.matrix(kK)(0, 0);
}

template <class T>
void TwoLayerNet<T>::ForwardWithGradient(const MatrixArgument<T>& x, Matrix<T>& f, Matrix<T>& g,
                                         Workspace& workspace) const {
  Evaluate("ForwardWithGradient", x, workspace);
  f = workspace.f;
  g = workspace.g;
}

template <class T>
void TwoLayerNet<T>::FirstOrderLossGradient(const MatrixArgument<T>& x, const FirstOrderLoss<T>& loss,
                                            VectorResult<T> gradient, Workspace& workspace) const {
  RequireShape("FirstOrderLossGradient", "gradient", gradient, parameters_.size(), 1);
  Evaluate("FirstOrderLossGradient", x, workspace);
  SetFirstOrderWeights(loss, workspace.f, workspace.g, workspace.v, workspace.w);
  const auto part = [&](int segment) { return parameters_.View(segment, gradient.data()).data(); };
  units().Backward({part(kW)}, part(kC), workspace);
  *part(kK) = workspace.v.sum();
}

template class TwoLayerNet<float>;
template class TwoLayerNet<double>;

}  // namespace hadamard_ntk::models
