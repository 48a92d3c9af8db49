#include "models/ncp_net.h"

#include <cmath>
#include <string>
#include <utility>

#include "models/arguments.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

std::vector<Segment> Segments(const NcpNetOptions& options) {
  RequireAtLeast("NcpNet", "degree", options.degree, 1);
  RequireAtLeast("NcpNet", "inputs", options.inputs, Index{1});
  RequireAtLeast("NcpNet", "width", options.width, Index{1});
  RequireAtLeast("NcpNet", "outputs", options.outputs, Index{1});
  RequireScale("NcpNet", "bias_std", options.bias_std, false);
  std::vector<Segment> segments;
  const auto add = [&](const char* letter, int first, Index columns) {
    for (int n = first; n <= options.degree; ++n) {
      segments.push_back({.name = std::string(letter) += std::to_string(n), .rows = options.width, .columns = columns});
    }
  };
  add("A", 1, options.inputs);
  add("S", 2, options.width);
  add("b", 1, 1);
  segments.push_back({.name = "C", .rows = options.outputs, .columns = options.width});
  return segments;
}

}  // namespace

template <class T>
NcpNet<T>::NcpNet(const NcpNetOptions& options, std::uint64_t seed)
    : options_(options),
      scale_(static_cast<T>(UnitScale(options.activation))),
      width_scale_(static_cast<T>(options.width < 1 ? 1 : 1 / std::sqrt(static_cast<double>(options.width)))),
      bias_std_(static_cast<T>(options.bias_std)),
      parameters_(Segments(options), seed) {}

template <class T>
void NcpNet<T>::Evaluate(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  Workspace& w = workspace;
  const int degree = options_.degree;
  for (auto* matrices : {&w.u, &w.z, &w.y, &w.u_back, &w.z_back}) matrices->resize(degree);
  w.samples = x.transpose();
  for (int n = 0; n < degree; ++n) {
    for (auto* matrices : {&w.u, &w.z, &w.y}) (*matrices)[n].resize(options_.width, x.rows());
    ForEachTile(options_.width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
      const auto tile = [&](Matrix<T>& matrix) { return matrix.block(i, j, rows, columns); };
      auto u = tile(w.u[n]), z = tile(w.z[n]), y = tile(w.y[n]);
      SetTile(T{1}, parameters_.matrix(A(n)).middleRows(i, rows), w.samples.middleCols(j, columns), u);
      if (n == 0) {
        z.setZero();
      } else {
        SetTile(width_scale_, parameters_.matrix(S(n)).middleRows(i, rows), w.y[n - 1].middleCols(j, columns), z);
      }
      z.colwise() += bias_std_ * parameters_.matrix(B(n)).col(0).segment(i, rows);
      y = u.unaryExpr([this](T value) { return Value(value); }).cwiseProduct(z);
    });
  }
  w.outputs.resize(options_.outputs, x.rows());
  SetProduct(width_scale_, parameters_.matrix(C()), w.y[degree - 1], w.outputs);
  f = w.outputs.transpose();
}

template <class T>
void NcpNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  RequireSamples("Forward", "X", x, options_.inputs);
  Evaluate(x, f, workspace);
}

template <class T>
std::vector<LayerSignals<T>> NcpNet<T>::Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                                Workspace& workspace) const {
  RequireSamples("LossGradient", "X", x, options_.inputs);
  Matrix<T> f;
  Evaluate(x, f, workspace);
  Workspace& w = workspace;
  SetOutputWeights(loss, f, w.loss_gradient);

  const int degree = options_.degree;
  w.output_back = w.loss_gradient.transpose();
  w.y_back.resize(options_.width, x.rows());
  SetProduct(width_scale_, parameters_.matrix(C()).transpose(), w.output_back, w.y_back);
  std::vector<LayerSignals<T>> layers = {
      {.weight = C(), .weight_scale = width_scale_, .forward = &w.y[degree - 1], .backward = &w.output_back}};
  for (int n = degree - 1; n >= 0; --n) {
    w.u_back[n] = w.y_back.cwiseProduct(w.z[n]).cwiseProduct(w.u[n].unaryExpr([this](T u) { return Slope(u); }));
    w.z_back[n] = w.y_back.cwiseProduct(w.u[n].unaryExpr([this](T u) { return Value(u); }));
    layers.push_back({.weight = A(n), .weight_scale = 1, .forward = &w.samples, .backward = &w.u_back[n]});
    layers.push_back({.weight = n > 0 ? S(n) : -1,
                      .bias = B(n),
                      .weight_scale = width_scale_,
                      .bias_scale = bias_std_,
                      .forward = n > 0 ? &w.y[n - 1] : nullptr,
                      .backward = &w.z_back[n]});
    if (n > 0) SetProduct(width_scale_, parameters_.matrix(S(n)).transpose(), w.z_back[n], w.y_back);
  }
  return layers;
}

template <class T>
void NcpNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                             Workspace& workspace) const {
  SumSignals(*this, x, loss, gradient, workspace);
}

template <class T>
void NcpNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                      Matrix<T>& tangent, Workspace& workspace) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  RequireSamples("JacobianVectorProduct", "X", x, options_.inputs);
  Matrix<T> f;
  Evaluate(x, f, workspace);
  Workspace& w = workspace;
  const auto change = [&](int segment) { return parameters_.View(segment, direction.data()); };
  w.u_tangent.resize(options_.width, x.rows());
  w.z_tangent.resize(options_.width, x.rows());
  for (int n = 0; n < options_.degree; ++n) {
    SetProduct(T{1}, change(A(n)), w.samples, w.u_tangent);
    if (n == 0) {
      w.z_tangent.setZero();
    } else {
      SetProduct(width_scale_, change(S(n)), w.y[n - 1], w.z_tangent);
      AddProduct(width_scale_, parameters_.matrix(S(n)), w.tangent, w.z_tangent);
    }
    w.z_tangent.colwise() += bias_std_ * change(B(n)).col(0);
    const auto value = w.u[n].unaryExpr([this](T u) { return Value(u); });
    const auto slope = w.u[n].unaryExpr([this](T u) { return Slope(u); });
    w.tangent = value.cwiseProduct(w.z_tangent) + slope.cwiseProduct(w.u_tangent).cwiseProduct(w.z[n]);
  }
  SetProduct(width_scale_, change(C()), w.y[options_.degree - 1], w.outputs);
  AddProduct(width_scale_, parameters_.matrix(C()), w.tangent, w.outputs);
  tangent = w.outputs.transpose();
}

template class NcpNet<float>;
template class NcpNet<double>;

}  // namespace hadamard_ntk::models
