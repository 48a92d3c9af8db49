#include "models/quadratic_net.h"

#include <cmath>
#include <string>
#include <utility>

#include "models/arguments.h"
#include "models/rectify.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

std::vector<Segment> Segments(const QuadraticNetOptions& options) {
  RequireAtLeast("QuadraticNet", "depth", options.depth, 2);
  RequireAtLeast("QuadraticNet", "inputs", options.inputs, Index{1});
  RequireAtLeast("QuadraticNet", "width", options.width, Index{1});
  RequireAtLeast("QuadraticNet", "outputs", options.outputs, Index{1});
  RequireScale("QuadraticNet", "bias_std", options.bias_std);
  const bool standard = options.parameterization == Parameterization::kStandard;
  const bool random = options.start == QuadraticStart::kRandom;
  std::vector<Segment> segments;
  // A matrix and its bias, random or not.
  const auto add = [&](const std::string& matrix, const std::string& bias, Index rows, bool first, bool drawn,
                       double bias_mean) {
    const double std = standard && !first ? std::sqrt(2 / static_cast<double>(options.width)) : 1;
    segments.push_back({.name = matrix,
                        .rows = rows,
                        .columns = first ? options.inputs : options.width,
                        .initial_std = drawn ? std : 0});
    segments.push_back(
        {.name = bias, .rows = rows, .initial_std = drawn ? options.bias_std : 0, .initial_mean = bias_mean});
  };
  for (int layer = 1; layer < options.depth; ++layer) {
    const std::string l = std::to_string(layer);
    const bool first = layer == 1;
    add("Wr" + l, "br" + l, options.width, first, true, 0);
    if (options.neuron == Neuron::kSquare) continue;
    add("Wg" + l, "bg" + l, options.width, first, random, random ? 0 : 1);
    add("Wb" + l, "c" + l, options.width, first, random, 0);
  }
  add("A", "a", options.outputs, false, true, 0);
  return segments;
}

}  // namespace

template <class T>
QuadraticNet<T>::QuadraticNet(const QuadraticNetOptions& options, std::uint64_t seed)
    : options_(options), parameters_(Segments(options), seed) {}

template <class T>
T QuadraticNet<T>::WeightScale(int l) const {
  const bool ntk = options_.parameterization == Parameterization::kNtk;
  return static_cast<T>(ntk && l > 0 ? std::sqrt(2 / static_cast<double>(options_.width)) : 1);
}

template <class T>
void QuadraticNet<T>::Evaluate(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  Workspace& w = workspace;
  w.h.resize(options_.depth);
  for (auto* matrices : {&w.squares, &w.r, &w.g, &w.r_back, &w.g_back, &w.q_back}) matrices->resize(hidden());
  w.h[0] = x.transpose();
  w.squares[0] = w.h[0].cwiseAbs2();
  // A tile of w W b + bias.
  const auto affine = [&](int matrix, T scale, const Matrix<T>& b, Index i, Index j, auto&& tile) {
    SetTile(scale, parameters_.matrix(matrix).middleRows(i, tile.rows()), b.middleCols(j, tile.cols()), tile);
    tile.colwise() += parameters_.matrix(matrix + 1).col(0).segment(i, tile.rows());
  };
  for (int l = 0; l < hidden(); ++l) {
    for (auto* matrix : {&w.r[l], &w.g[l], &w.h[l + 1]}) matrix->resize(options_.width, x.rows());
    if (l + 1 < hidden()) w.squares[l + 1].resize(options_.width, x.rows());
    ForEachTile(options_.width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
      const auto tile = [&](Matrix<T>& matrix) { return matrix.block(i, j, rows, columns); };
      auto r = tile(w.r[l]), g = tile(w.g[l]), h = tile(w.h[l + 1]);
      affine(Wr(l), WeightScale(l), w.h[l], i, j, r);
      if (quadratic()) {
        affine(Wg(l), WeightScale(l), w.h[l], i, j, g);
        affine(Wb(l), WeightScale(l), w.squares[l], i, j, h);
      }
      for (Index c = 0; c < columns; ++c) {  // a column stays in the first cache
        auto q = h.col(c);
        if (quadratic()) {
          q += r.col(c).cwiseProduct(g.col(c));
        } else {
          q = r.col(c).cwiseAbs2();
        }
        if (relu()) Rectify(q.data(), rows);
        if (l + 1 < hidden()) w.squares[l + 1].col(j + c).segment(i, rows) = q.cwiseAbs2();
      }
    });
  }
  w.outputs.resize(options_.outputs, x.rows());
  ForEachTile(options_.outputs, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    affine(A(), WeightScale(hidden()), w.h[hidden()], i, j, w.outputs.block(i, j, rows, columns));
  });
  f = w.outputs.transpose();
}

template <class T>
void QuadraticNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireSamples("Forward", "X", x, options_.inputs);
  Evaluate(x, f, workspace);
}

template <class T>
std::vector<LayerSignals<T>> QuadraticNet<T>::Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                                      Workspace& workspace) const {
  RequireSamples("LossGradient", "X", x, options_.inputs);
  Matrix<T> f;
  Evaluate(x, f, workspace);
  Workspace& w = workspace;
  SetOutputWeights(loss, f, w.loss_gradient);

  std::vector<LayerSignals<T>> layers;
  const auto add = [&](int matrix, int l, const Matrix<T>& forward, const Matrix<T>& backward) {
    layers.push_back({.weight = matrix,
                      .bias = matrix + 1,
                      .weight_scale = WeightScale(l),
                      .bias_scale = 1,
                      .forward = &forward,
                      .backward = &backward});
  };
  w.output_back = w.loss_gradient.transpose();
  add(A(), hidden(), w.h[hidden()], w.output_back);
  for (int l = hidden() - 1; l >= 0; --l) {
    for (auto* matrix : {&w.q_back[l], &w.r_back[l], &w.g_back[l]}) matrix->resize(options_.width, x.rows());
    ForEachTile(options_.width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
      const auto tile = [&](const Matrix<T>& matrix) { return matrix.block(i, j, rows, columns); };
      const auto weights = [&](int matrix) { return parameters_.matrix(matrix).transpose().middleRows(i, rows); };
      const auto from = [&](const Matrix<T>& back) { return back.middleCols(j, columns); };
      const T scale = WeightScale(l + 1);
      auto q_back = w.q_back[l].block(i, j, rows, columns), g_back = w.g_back[l].block(i, j, rows, columns);
      const auto h = tile(w.h[l + 1]);
      if (l + 1 == hidden()) {
        SetTile(scale, weights(A()), from(w.output_back), q_back);
      } else {
        SetTile(scale, weights(Wr(l + 1)), from(w.r_back[l + 1]), q_back);
        if (quadratic()) {
          AddTile(scale, weights(Wg(l + 1)), from(w.g_back[l + 1]), q_back);
          SetTile(scale, weights(Wb(l + 1)), from(w.q_back[l + 1]), g_back);  // by h o h, for a moment
          q_back += 2 * h.cwiseProduct(g_back);
        }
      }
      for (Index c = 0; c < columns; ++c) {
        auto q = q_back.col(c);
        auto r_back = w.r_back[l].col(j + c).segment(i, rows);
        const auto r = w.r[l].col(j + c).segment(i, rows);
        if (relu()) Mask(h.col(c).data(), rows, q.data());
        if (quadratic()) {
          g_back.col(c) = q.cwiseProduct(r);
          r_back = q.cwiseProduct(w.g[l].col(j + c).segment(i, rows));
        } else {
          r_back = 2 * q.cwiseProduct(r);
        }
      }
    });
    add(Wr(l), l, w.h[l], w.r_back[l]);
    if (!quadratic()) continue;
    add(Wg(l), l, w.h[l], w.g_back[l]);
    add(Wb(l), l, w.squares[l], w.q_back[l]);
  }
  return layers;
}

template <class T>
void QuadraticNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                                   Workspace& workspace) const {
  SumSignals(*this, x, loss, gradient, workspace);
}

template <class T>
void QuadraticNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                            Matrix<T>& tangent, Workspace& workspace) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  RequireSamples("JacobianVectorProduct", "X", x, options_.inputs);
  Matrix<T> f;
  Evaluate(x, f, workspace);
  Workspace& w = workspace;
  // The tangent of w W b + bias, where b has the tangent `entering`, or none (null).
  const auto affine = [&](int matrix, int l, const Matrix<T>& b, const Matrix<T>* entering, Matrix<T>& leaving) {
    leaving.resize(parameters_.matrix(matrix).rows(), x.rows());
    SetProduct(WeightScale(l), parameters_.View(matrix, direction.data()), b, leaving);
    if (entering) AddProduct(WeightScale(l), parameters_.matrix(matrix), *entering, leaving);
    leaving.colwise() += parameters_.View(matrix + 1, direction.data()).col(0);
  };
  for (int l = 0; l < hidden(); ++l) {
    const Matrix<T>* entering = l > 0 ? &w.tangent : nullptr;
    affine(Wr(l), l, w.h[l], entering, w.r_tangent);
    if (quadratic()) {
      affine(Wg(l), l, w.h[l], entering, w.g_tangent);
      if (entering) w.change = 2 * w.h[l].cwiseProduct(w.tangent);
      affine(Wb(l), l, w.squares[l], entering ? &w.change : nullptr, w.s_tangent);
      w.tangent = w.r_tangent.cwiseProduct(w.g[l]) + w.r[l].cwiseProduct(w.g_tangent) + w.s_tangent;
    } else {
      w.tangent = 2 * w.r[l].cwiseProduct(w.r_tangent);
    }
    if (relu()) w.tangent = (w.h[l + 1].array() > 0).select(w.tangent, T{0});
  }
  affine(A(), hidden(), w.h[hidden()], &w.tangent, w.outputs);
  tangent = w.outputs.transpose();
}

template class QuadraticNet<float>;
template class QuadraticNet<double>;

}  // namespace hadamard_ntk::models
