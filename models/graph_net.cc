#include "models/graph_net.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "models/arguments.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

using Kind = GraphNode::Kind;

constexpr Index kBlock = 1 << 11;  // entries of a matrix that one thread takes

// run(begin, count) for all blocks.
template <class Run>
void ForEachBlock(Index size, const Run& run) {
  tbb::parallel_for(
      tbb::blocked_range<Index>(0, (size + kBlock - 1) / kBlock, 1),
      [&](const tbb::blocked_range<Index>& range) {
        for (Index i = range.begin(); i < range.end(); ++i) run(i * kBlock, std::min(kBlock, size - i * kBlock));
      },
      tbb::simple_partitioner());
}

// result = f(u), of a block.
template <class T>
void Apply(const ActivationFunction::Map& f, const T* u, Index count, T* result) {
  const auto size = static_cast<std::size_t>(count);
  if constexpr (std::is_same_v<T, double>) {
    f({u, size}, {result, size});
  } else {
    std::array<double, kBlock> wide, values;
    std::copy_n(u, count, wide.begin());
    f({wide.data(), size}, {values.data(), size});
    std::transform(values.begin(), values.begin() + count, result, [](double value) { return static_cast<T>(value); });
  }
}

// The entries [begin, begin + count) of a matrix.
template <class T>
auto Entries(const Matrix<T>& matrix, Index begin, Index count) {
  return Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(matrix.data() + begin, count);
}

// to = expression(begin, count), an array, for all blocks; or to += that.
template <class T, class Expression>
void SetEntries(bool add, Matrix<T>& to, const Expression& expression) {
  ForEachBlock(to.size(), [&](Index begin, Index count) {
    Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>> entries(to.data() + begin, count);
    if (add) {
      entries += expression(begin, count);
    } else {
      entries = expression(begin, count);
    }
  });
}

}  // namespace

template <class T>
GraphNet<T>::GraphNet(const GraphNetOptions& options, std::uint64_t seed)
    : inputs_(options.inputs),
      input_bias_(static_cast<T>(options.input_bias)),
      layout_(PlaceNodes(options)),
      parameters_(layout_.segments, seed) {}

template <class T>
void GraphNet<T>::Evaluate(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const {
  RequireSamples(function, "X", x, inputs_);
  workspace.values.resize(layout_.nodes.size());
  Matrix<T>& samples = workspace.values[0];
  samples.resize(layout_.nodes[0].rows, x.rows());
  samples.topRows(inputs_) = x.transpose();
  samples.bottomRows(samples.rows() - inputs_).setConstant(input_bias_);
  for (int node = 1; node < static_cast<int>(layout_.nodes.size()); ++node) {
    if (layout_.nodes[node].used) Compute(node, workspace);
  }
}

template <class T>
void GraphNet<T>::Compute(int node, Workspace& workspace) const {
  const PlacedNode& placed = layout_.nodes[node];
  Matrix<T>& value = workspace.values[node];
  value.resize(placed.rows, workspace.values[0].cols());
  if (placed.node.kind == Kind::kOne) {
    value.setOnes();
    return;
  }
  const Matrix<T>&h = workspace.values[placed.node.input], &g = workspace.values[placed.node.other];
  switch (placed.node.kind) {
    case Kind::kDense:
      ForEachTile(value.rows(), value.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
        auto tile = value.block(i, j, rows, columns);
        if (placed.weight < 0) {
          tile.setZero();
        } else {
          SetTile(static_cast<T>(placed.weight_scale), parameters_.matrix(placed.weight).middleRows(i, rows),
                  h.middleCols(j, columns), tile);
        }
        if (placed.bias < 0) return;
        tile.colwise() += static_cast<T>(placed.bias_scale) * parameters_.matrix(placed.bias).col(0).segment(i, rows);
      });
      return;
    case Kind::kActivation:
      ForEachBlock(h.size(), [&](Index begin, Index count) {
        Apply(placed.node.phi.value, h.data() + begin, count, value.data() + begin);
      });
      return;
    case Kind::kScale:
      value = static_cast<T>(placed.node.factor) * h;
      return;
    case Kind::kSum:
      SetEntries(false, value, [&](Index i, Index n) { return Entries(g, i, n) + Entries(h, i, n); });
      return;
    default:
      SetEntries(false, value, [&](Index i, Index n) { return Entries(g, i, n) * Entries(h, i, n); });
  }
}

// to = D from, or to += D from: D the derivatives of the entries of a node, no dense one, by those of `input`.
template <class T>
void GraphNet<T>::TimesDerivative(const PlacedNode& placed, bool input, const Matrix<T>& from, bool add,
                                  const Workspace& workspace, Matrix<T>& to) const {
  const Matrix<T>&h = workspace.values[placed.node.input], &g = workspace.values[placed.node.other];
  switch (placed.node.kind) {
    case Kind::kActivation:
      ForEachBlock(to.size(), [&](Index begin, Index count) {
        std::array<T, kBlock> slope;
        Apply(placed.node.phi.slope, h.data() + begin, count, slope.data());
        for (Index i = 0; i < count; ++i) {
          const T product = slope[i] * from.data()[begin + i];
          to.data()[begin + i] = add ? to.data()[begin + i] + product : product;
        }
      });
      return;
    case Kind::kScale:
      SetEntries(add, to, [&](Index i, Index n) { return static_cast<T>(placed.node.factor) * Entries(from, i, n); });
      return;
    case Kind::kSum:
      SetEntries(add, to, [&](Index i, Index n) { return Entries(from, i, n); });
      return;
    default:
      SetEntries(add, to, [&](Index i, Index n) { return Entries(input ? g : h, i, n) * Entries(from, i, n); });
  }
}

template <class T>
void GraphNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  Evaluate("Forward", x, workspace);
  f = workspace.values.back().transpose();
}

// Adds what a node gives to the gradients by the nodes that enter it; those that are not `set` yet are set.
template <class T>
void GraphNet<T>::Return(int node, std::vector<bool>& set, Workspace& workspace) const {
  const PlacedNode& placed = layout_.nodes[node];
  const Matrix<T>& back = workspace.gradients[node];
  const auto give = [&](int to, bool input) {
    if (!Trained(to)) return;
    Matrix<T>& gradient = workspace.gradients[to];
    const bool add = set[to];
    set[to] = true;
    gradient.resize(layout_.nodes[to].rows, back.cols());
    if (!placed.IsDense()) return TimesDerivative(placed, input, back, add, workspace, gradient);
    const auto weights = parameters_.matrix(placed.weight).transpose();
    const T scale = static_cast<T>(placed.weight_scale);
    add ? AddProduct(scale, weights, back, gradient) : SetProduct(scale, weights, back, gradient);
  };
  give(placed.first(), true);
  give(placed.second(), false);
}

template <class T>
std::vector<LayerSignals<T>> GraphNet<T>::Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                                  Workspace& workspace) const {
  Evaluate("LossGradient", x, workspace);
  Matrix<T>& v = workspace.loss_gradient;
  SetOutputWeights<T>(loss, workspace.values.back().transpose(), v);

  const int last = static_cast<int>(layout_.nodes.size()) - 1;
  std::vector<LayerSignals<T>> layers;
  std::vector<bool> set(layout_.nodes.size(), false);
  workspace.gradients.resize(layout_.nodes.size());
  workspace.gradients[last] = v.transpose();
  for (int node = last; node > 0; --node) {
    const PlacedNode& placed = layout_.nodes[node];
    if (!placed.used || !placed.trained) continue;
    Return(node, set, workspace);
    if (!placed.IsDense() || !placed.node.dense.trained) continue;
    layers.push_back({.weight = placed.weight,
                      .bias = placed.bias,
                      .weight_scale = static_cast<T>(placed.weight_scale),
                      .bias_scale = static_cast<T>(placed.bias_scale),
                      .forward = placed.weight < 0 ? nullptr : &workspace.values[placed.node.input],
                      .backward = &workspace.gradients[node]});
  }
  return layers;
}

template <class T>
void GraphNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                               Workspace& workspace) const {
  SumSignals(*this, x, loss, gradient, workspace);
}

template <class T>
void GraphNet<T>::ComputeTangent(int node, const T* direction, Workspace& workspace) const {
  const PlacedNode& placed = layout_.nodes[node];
  Matrix<T>& tangent = workspace.tangents[node];
  tangent.setZero(placed.rows, workspace.values[0].cols());
  if (placed.IsDense() && placed.node.dense.trained) {
    if (placed.weight >= 0) {
      SetProduct(static_cast<T>(placed.weight_scale), parameters_.View(placed.weight, direction),
                 workspace.values[placed.node.input], tangent);
    }
    if (placed.bias >= 0) {
      tangent.colwise() += static_cast<T>(placed.bias_scale) * parameters_.View(placed.bias, direction).col(0);
    }
  }
  const auto take = [&](int from, bool input) {
    if (!Trained(from)) return;
    const Matrix<T>& entering = workspace.tangents[from];
    if (!placed.IsDense()) return TimesDerivative(placed, input, entering, true, workspace, tangent);
    AddProduct(static_cast<T>(placed.weight_scale), parameters_.matrix(placed.weight), entering, tangent);
  };
  take(placed.first(), true);
  take(placed.second(), false);
}

template <class T>
void GraphNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                        Matrix<T>& tangent, Workspace& workspace) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  Evaluate("JacobianVectorProduct", x, workspace);
  workspace.tangents.resize(layout_.nodes.size());
  for (int node = 1; node < static_cast<int>(layout_.nodes.size()); ++node) {
    if (layout_.nodes[node].used && layout_.nodes[node].trained) ComputeTangent(node, direction.data(), workspace);
  }
  tangent = workspace.tangents.back().transpose();
}

template class GraphNet<float>;
template class GraphNet<double>;

}  // namespace hadamard_ntk::models
