#include "models/bottleneck_net.h"

#include <cmath>
#include <cstddef>
#include <span>

#include "models/arguments.h"
#include "models/random.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kOuterScale = 1.5;
constexpr int kDegreesOfFreedom = 6;

std::vector<Segment> Segments(const BottleneckNetOptions& options) {
  RequireAtLeast("BottleneckNet", "inputs", options.inputs, Index{1});
  RequireAtLeast("BottleneckNet", "width", options.width, Index{1});
  RequireAtLeast("BottleneckNet", "outer_width", options.outer_width, Index{1});
  RequireAtLeast("BottleneckNet", "power", options.power, 1);
  RequireScale("BottleneckNet", "shift_std", options.shift_std);
  RequireScale("BottleneckNet", "feature_std", options.feature_std);
  RequireScale("BottleneckNet", "output_std", options.output_std);
  return {{.name = "V", .rows = options.width, .columns = options.inputs},
          {.name = "s", .rows = options.width, .initial_std = options.shift_std},
          {.name = "A1", .rows = 1, .columns = options.width, .initial_std = options.feature_std},
          {.name = "A", .rows = options.outer_width},
          {.name = "b", .rows = options.outer_width},
          {.name = "C", .rows = 1, .columns = options.outer_width, .initial_std = options.output_std}};
}

template <class T>
T Power(T t, int k) {
  T power = 1;
  for (int i = 0; i < k; ++i) power *= t;
  return power;
}

}  // namespace

template <class T>
BottleneckNet<T>::BottleneckNet(const BottleneckNetOptions& options, std::uint64_t seed)
    : options_(options), parameters_(Segments(options), seed) {
  auto v = parameters_.matrix(kV);
  v.rowwise().normalize();
  auto a = parameters_.matrix(kA), b = parameters_.matrix(kB);
  a = a.unaryExpr([](T t) { return t < 0 ? T{-1} : T{1}; });
  Matrix<double> normals(kDegreesOfFreedom, options.outer_width);
  FillNormal({.seed = seed, .purpose = Purpose::kWeights, .stream = kC + 1}, 0,
             std::span(normals.data(), static_cast<std::size_t>(normals.size())));
  for (Index j = 0; j < options.outer_width; ++j) {
    b(j) *= static_cast<T>(kOuterScale / std::sqrt(normals.col(j).squaredNorm() / kDegreesOfFreedom));
  }
}

template <class T>
std::vector<Group> BottleneckNet<T>::Frozen(const std::vector<const char*>& segments) {
  std::vector<Group> groups;
  for (const char* segment : segments) groups.push_back({.segment = segment, .frozen = true});
  return groups;
}

template <class T>
void BottleneckNet<T>::Evaluate(const char* function, const MatrixArgument<T>& x, Workspace& w) const {
  RequireSamples(function, "X", x, options_.inputs);
  w.x = x.transpose();
  for (auto* matrix : {&w.z, &w.powers}) matrix->resize(options_.width, x.rows());
  ForEachTile(options_.width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    auto z = w.z.block(i, j, rows, columns);
    SetTile(T{1}, parameters_.matrix(kV).middleRows(i, rows), w.x.middleCols(j, columns), z);
    z.colwise() += parameters_.matrix(kS).col(0).segment(i, rows);
    w.powers.block(i, j, rows, columns) = z.unaryExpr([&](T t) { return Power(t, options_.power); });
  });
  w.u.resize(1, x.rows());
  SetProduct(T{1}, parameters_.matrix(kA1), w.powers, w.u);
  w.outer.resize(options_.outer_width, x.rows());
  ForEachTile(options_.outer_width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    auto outer = w.outer.block(i, j, rows, columns);
    SetTile(T{1}, parameters_.matrix(kA).middleRows(i, rows), w.u.middleCols(j, columns), outer);
    outer.colwise() += parameters_.matrix(kB).col(0).segment(i, rows);
    outer = outer.unaryExpr([](T t) { return t < 0 ? T{0} : t; });  // NaN stays NaN
  });
  w.f = w.u;
  AddProduct(T{1}, parameters_.matrix(kC), w.outer, w.f);
}

template <class T>
void BottleneckNet<T>::Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const {
  Evaluate("Forward", x, workspace);
  f = workspace.f.transpose();
}

template <class T>
Matrix<T> BottleneckNet<T>::Features(const MatrixArgument<T>& x) const {
  Workspace workspace;
  Evaluate("Features", x, workspace);
  return workspace.powers.transpose();
}

template <class T>
Matrix<T> BottleneckNet<T>::Bottleneck(const MatrixArgument<T>& x) const {
  Workspace workspace;
  Evaluate("Bottleneck", x, workspace);
  return workspace.u.transpose();
}

template <class T>
Matrix<T> BottleneckNet<T>::OuterFeatures(const MatrixArgument<T>& x) const {
  Workspace workspace;
  Evaluate("OuterFeatures", x, workspace);
  return workspace.outer.transpose();
}

template <class T>
std::vector<LayerSignals<T>> BottleneckNet<T>::Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                                       Workspace& w) const {
  Evaluate("LossGradient", x, w);
  Matrix<T> v;
  SetOutputWeights<T>(loss, w.f.transpose(), v);
  w.f_back = v.transpose();
  w.outer_back.resize(options_.outer_width, x.rows());
  ForEachTile(options_.outer_width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    auto back = w.outer_back.block(i, j, rows, columns);
    SetTile(T{1}, parameters_.matrix(kC).transpose().middleRows(i, rows), w.f_back.middleCols(j, columns), back);
    back = (w.outer.block(i, j, rows, columns).array() > 0).select(back, T{0});
  });
  w.u_back = w.f_back;
  AddProduct(T{1}, parameters_.matrix(kA).transpose(), w.outer_back, w.u_back);
  w.z_back.resize(options_.width, x.rows());
  ForEachTile(options_.width, x.rows(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    auto back = w.z_back.block(i, j, rows, columns);
    SetTile(T{1}, parameters_.matrix(kA1).transpose().middleRows(i, rows), w.u_back.middleCols(j, columns), back);
    back.array() *= static_cast<T>(options_.power) *
                    w.z.block(i, j, rows, columns).array().unaryExpr([&](T t) { return Power(t, options_.power - 1); });
  });
  const auto layer = [](int weight, int bias, const Matrix<T>& forward, const Matrix<T>& backward) {
    return LayerSignals<T>{.weight = weight,
                           .bias = bias,
                           .weight_scale = 1,
                           .bias_scale = static_cast<T>(bias >= 0),
                           .forward = &forward,
                           .backward = &backward};
  };
  return {layer(kV, kS, w.x, w.z_back), layer(kA1, -1, w.powers, w.u_back), layer(kA, kB, w.u, w.outer_back),
          layer(kC, -1, w.outer, w.f_back)};
}

template <class T>
void BottleneckNet<T>::LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                                    Workspace& workspace) const {
  SumSignals(*this, x, loss, gradient, workspace);
}

template <class T>
void BottleneckNet<T>::JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction,
                                             Matrix<T>& tangent, Workspace& w) const {
  RequireShape("JacobianVectorProduct", "direction", direction, parameters_.size(), 1);
  Evaluate("JacobianVectorProduct", x, w);
  const auto part = [&](int segment) { return parameters_.View(segment, direction.data()); };
  w.z_tangent.resize(options_.width, x.rows());
  SetProduct(T{1}, part(kV), w.x, w.z_tangent);
  w.z_tangent.colwise() += part(kS).col(0);
  w.z_tangent.array() *=
      static_cast<T>(options_.power) * w.z.array().unaryExpr([&](T t) { return Power(t, options_.power - 1); });
  w.u_tangent.resize(1, x.rows());
  SetProduct(T{1}, part(kA1), w.powers, w.u_tangent);
  AddProduct(T{1}, parameters_.matrix(kA1), w.z_tangent, w.u_tangent);
  w.outer_tangent.resize(options_.outer_width, x.rows());
  SetProduct(T{1}, part(kA), w.u, w.outer_tangent);
  AddProduct(T{1}, parameters_.matrix(kA), w.u_tangent, w.outer_tangent);
  w.outer_tangent.colwise() += part(kB).col(0);
  w.outer_tangent = (w.outer.array() > 0).select(w.outer_tangent, T{0});
  w.f = w.u_tangent;
  AddProduct(T{1}, part(kC), w.outer, w.f);
  AddProduct(T{1}, parameters_.matrix(kC), w.outer_tangent, w.f);
  tangent = w.f.transpose();
}

template class BottleneckNet<float>;
template class BottleneckNet<double>;

}  // namespace hadamard_ntk::models
