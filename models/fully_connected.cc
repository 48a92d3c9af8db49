#include "models/fully_connected.h"

#include <cmath>
#include <string>

#include "models/arguments.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

std::vector<Segment> Segments(const FullyConnectedOptions& options) {
  RequireAtLeast("FullyConnected", "depth", options.depth, 1);
  RequireAtLeast("FullyConnected", "inputs", options.inputs, Index{1});
  RequireAtLeast("FullyConnected", "width", options.width, Index{1});
  RequireAtLeast("FullyConnected", "outputs", options.outputs, Index{1});
  RequireScale("FullyConnected", "bias_std", options.bias_std);
  const bool standard = options.parameterization == Parameterization::kStandard;
  const auto rows = [&](int layer) { return layer == options.depth ? options.outputs : options.width; };
  std::vector<Segment> segments;
  for (int layer = 1; layer <= options.depth; ++layer) {
    segments.push_back({.name = std::string("W") += std::to_string(layer),
                        .rows = rows(layer),
                        .columns = layer == 1 ? options.inputs : options.width,
                        .initial_std = standard && layer > 1 ? std::sqrt(2 / static_cast<double>(options.width)) : 1});
  }
  for (int layer = 1; layer <= options.depth && options.bias_std > 0; ++layer) {
    segments.push_back({.name = std::string("beta") += std::to_string(layer),
                        .rows = rows(layer),
                        .initial_std = standard ? options.bias_std : 1});
  }
  return segments;
}

}  // namespace

template <class T>
FullyConnected<T>::FullyConnected(const FullyConnectedOptions& options, std::uint64_t seed)
    : options_(options), parameters_(Segments(options), seed) {}

template <class T>
T FullyConnected<T>::WeightScale(int layer) const {
  const bool ntk = options_.parameterization == Parameterization::kNtk;
  return static_cast<T>(ntk && layer > 0 ? std::sqrt(2 / static_cast<double>(options_.width)) : 1);
}

template <class T>
T FullyConnected<T>::BiasScale() const {
  return static_cast<T>(options_.parameterization == Parameterization::kNtk ? options_.bias_std : 1);
}

// forward[l]: what enters layer l (counted from 0), the samples or the ReLU of the layer before.
template <class T>
void FullyConnected<T>::Evaluate(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  const int depth = options_.depth;
  workspace.forward.resize(depth);
  workspace.backward.resize(depth);
  workspace.forward[0] = x.transpose();
  for (int l = 0; l < depth; ++l) {
    const bool last = l == depth - 1;
    Matrix<T>& h = last ? workspace.outputs : workspace.forward[l + 1];
    const auto weights = parameters_.matrix(l);
    h.resize(weights.rows(), x.rows());
    const int bias = BiasSegment(l);
    ForEachTile(h.rows(), h.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
      auto tile = h.block(i, j, rows, columns);
      SetTile(WeightScale(l), weights.middleRows(i, rows), workspace.forward[l].middleCols(j, columns), tile);
      if (bias >= 0) tile.colwise() += BiasScale() * parameters_.matrix(bias).col(0).segment(i, rows);
      if (!last) tile = tile.unaryExpr([](T u) { return u < 0 ? T{0} : u; });  // NaN stays NaN
    });
  }
  f = workspace.outputs.transpose();
}

template <class T>
void FullyConnected<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireSamples("Forward", "X", x, options_.inputs);
  Evaluate(x, f, workspace);
}

template <class T>
std::vector<LayerSignals<T>> FullyConnected<T>::Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                                        Workspace& workspace) const {
  RequireSamples("LossGradient", "X", x, options_.inputs);
  Matrix<T> f;
  Evaluate(x, f, workspace);
  Matrix<T>& v = workspace.loss_gradient;
  SetOutputWeights(loss, f, v);

  const int depth = options_.depth;
  std::vector<LayerSignals<T>> layers(depth);
  workspace.backward[depth - 1] = v.transpose();
  for (int l = depth - 1; l >= 0; --l) {
    layers[l] = {.weight = l,
                 .bias = BiasSegment(l),
                 .weight_scale = WeightScale(l),
                 .bias_scale = BiasScale(),
                 .forward = &workspace.forward[l],
                 .backward = &workspace.backward[l]};
    if (l == 0) break;
    const Matrix<T>& a = workspace.forward[l];
    Matrix<T>& g = workspace.backward[l - 1];
    g.resize(a.rows(), a.cols());
    const auto weights = parameters_.matrix(l).transpose();
    ForEachTile(g.rows(), g.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
      auto tile = g.block(i, j, rows, columns);
      SetTile(WeightScale(l), weights.middleRows(i, rows), workspace.backward[l].middleCols(j, columns), tile);
      tile = (a.block(i, j, rows, columns).array() > 0).select(tile, T{0});
    });
  }
  return layers;
}

template <class T>
void FullyConnected<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                     VectorResult<T> gradient, Workspace& workspace) const {
  SumSignals(*this, x, loss, gradient, workspace);
}

template <class T>
void FullyConnected<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                              Matrix<T>& tangent, Workspace& workspace) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  RequireSamples("JacobianVectorProduct", "X", x, options_.inputs);
  Matrix<T> f;
  Evaluate(x, f, workspace);
  Matrix<T>&entering = workspace.tangent, &leaving = workspace.next_tangent;
  for (int l = 0; l < options_.depth; ++l) {
    const auto weights = parameters_.matrix(l);
    const auto change = parameters_.View(l, direction.data());
    leaving.resize(weights.rows(), x.rows());
    SetProduct(WeightScale(l), change, workspace.forward[l], leaving);
    if (l > 0) AddProduct(WeightScale(l), weights, entering, leaving);
    if (const int bias = BiasSegment(l); bias >= 0) {
      leaving.colwise() += BiasScale() * parameters_.View(bias, direction.data()).col(0);
    }
    if (l + 1 < options_.depth) leaving = (workspace.forward[l + 1].array() > 0).select(leaving, T{0});
    std::swap(entering, leaving);
  }
  tangent = entering.transpose();
}

template class FullyConnected<float>;
template class FullyConnected<double>;

}  // namespace hadamard_ntk::models
