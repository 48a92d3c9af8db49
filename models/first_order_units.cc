#include "models/first_order_units.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

namespace hadamard_ntk::models {
namespace {

constexpr Index kBlock = 128;  // samples; fixed, so that sums do not depend on the number of threads

template <class T>
using Map = Eigen::Map<const RowMajorMatrix<T>>;

// value holds u and becomes s phi(u) + c; slope and bend become s phi'(u), s phi''(u), bend empty where it is 0.
template <class T>
void Apply(const FirstOrderUnits<T>& units, T skip, Matrix<T>& value, Matrix<T>& slope, Matrix<T>& bend) {
  auto u = value.array();
  switch (units.function) {
    case UnitFunction::kRelu:
      slope = (u > 0).select(Matrix<T>::Constant(u.rows(), u.cols(), units.scale), T{0});
      u = (u < 0).select(T{0}, u);  // NaN stays NaN
      break;
    case UnitFunction::kIdentity:
      slope.setConstant(u.rows(), u.cols(), units.scale);
      break;
    case UnitFunction::kTanh:
      u = u.tanh();
      slope = units.scale * (1 - u * u);
      bend = -2 * u * slope.array();
      break;
    case UnitFunction::kSine:
      slope = units.scale * u.cos();
      u = u.sin();
      bend = -units.scale * u;
      break;
  }
  u = units.scale * u + skip;
}

// e = prod_{l != n} b_l, and its derivative `change` along the tangents b_l', if there are any.
template <class T>
void SetProductWithout(int n, const typename FirstOrderUnits<T>::Block& block, const std::vector<Matrix<T>>& tangents,
                       Matrix<T>& e, Matrix<T>& change) {
  e.setOnes(block.value[0].rows(), block.value[0].cols());
  change.setZero(e.rows(), e.cols());
  for (int l = 0; l < static_cast<int>(block.value.size()); ++l) {
    if (l == n) continue;
    if (!tangents.empty()) change = change.cwiseProduct(block.value[l]) + e.cwiseProduct(tangents[l]);
    e.array() *= block.value[l].array();
  }
}

}  // namespace

template <class T>
void FirstOrderUnits<T>::Forward(const MatrixArgument<T>& x, Workspace& workspace) const {
  const Index samples = x.rows();
  workspace.f.resize(samples, 1);
  workspace.g.resize(samples, inputs);
  workspace.blocks.resize((samples + kBlock - 1) / kBlock);
  const Eigen::Map<const Vector<T>> c(readout, width);
  tbb::parallel_for(std::size_t{0}, workspace.blocks.size(), [&](std::size_t b) {
    Block& block = workspace.blocks[b];
    const Index begin = static_cast<Index>(b) * kBlock, count = std::min(kBlock, samples - begin);
    block.x.setConstant(columns(), count, bias);
    block.x.topRows(inputs) = x.middleRows(begin, count).transpose();
    for (auto* branches : {&block.value, &block.slope, &block.bend}) branches->resize(degree());
    for (int n = 0; n < degree(); ++n) {
      block.value[n].noalias() = Map<T>(hidden[n], width, columns()) * block.x;
      Apply(*this, n == 0 ? T{0} : skip, block.value[n], block.slope[n], block.bend[n]);
    }
    Matrix<T> e, change, slopes = Matrix<T>::Zero(inputs, count);
    for (int n = 0; n < degree(); ++n) {
      SetProductWithout<T>(n, block, {}, e, change);
      if (n == 0)
        workspace.f.col(0).segment(begin, count).noalias() =
            output_scale * (e.cwiseProduct(block.value[0]).transpose() * c);
      e = output_scale * (c.asDiagonal() * e.cwiseProduct(block.slope[n]));
      slopes.noalias() += Map<T>(hidden[n], width, columns()).leftCols(inputs).transpose() * e;
    }
    workspace.g.middleRows(begin, count) = slopes.transpose();
  });
}

template <class T>
void FirstOrderUnits<T>::Backward(const std::vector<T*>& hidden_gradient, T* readout_gradient,
                                  Workspace& workspace) const {
  const Index size = width * columns();
  const Eigen::Map<const Vector<T>> c(readout, width);
  tbb::parallel_for(std::size_t{0}, workspace.blocks.size(), [&](std::size_t b) {
    Block& block = workspace.blocks[b];
    const Index begin = static_cast<Index>(b) * kBlock, count = block.x.cols();
    const auto v = workspace.v.col(0).segment(begin, count);
    block.direction.setZero(columns(), count);
    block.direction.topRows(inputs) = workspace.w.middleRows(begin, count).transpose();
    block.gradient.resize(width + degree() * size);
    std::vector<Matrix<T>> along(degree()), tangents(degree());  // t_n, b_n'
    for (int n = 0; n < degree(); ++n) {
      along[n].noalias() = Map<T>(hidden[n], width, columns()) * block.direction;
      tangents[n] = along[n].cwiseProduct(block.slope[n]);
    }
    Matrix<T> e, change, p, q;
    for (int n = 0; n < degree(); ++n) {
      SetProductWithout(n, block, tangents, e, change);
      p = e * v.asDiagonal() + change;  // of b_n
      if (n == 0) {
        block.gradient.head(width) =
            output_scale * (p.cwiseProduct(block.value[0]) + e.cwiseProduct(tangents[0])).rowwise().sum();
      }
      p.array() *= block.slope[n].array();
      if (block.bend[n].size() > 0) p.array() += block.bend[n].array() * along[n].array() * e.array();
      p = output_scale * (c.asDiagonal() * p);
      q = output_scale * (c.asDiagonal() * e.cwiseProduct(block.slope[n]));
      Eigen::Map<RowMajorMatrix<T>> w(block.gradient.data() + width + n * size, width, columns());
      w.noalias() = p * block.x.transpose();
      w.noalias() += q * block.direction.transpose();
    }
  });
  Eigen::Map<Vector<T>>(readout_gradient, width).setZero();
  for (T* to : hidden_gradient) Eigen::Map<Vector<T>>(to, size).setZero();
  for (const Block& block : workspace.blocks) {
    Eigen::Map<Vector<T>>(readout_gradient, width) += block.gradient.head(width);
    for (int n = 0; n < degree(); ++n) {
      Eigen::Map<Vector<T>>(hidden_gradient[n], size) += block.gradient.segment(width + n * size, size);
    }
  }
}

template struct FirstOrderUnits<float>;
template struct FirstOrderUnits<double>;

}  // namespace hadamard_ntk::models
