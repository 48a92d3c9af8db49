#include "models/context_normalization.h"

#include <oneapi/tbb/parallel_for.h>

#include <stdexcept>
#include <string>

#include "models/tile_product.h"

namespace hadamard_ntk::models {

std::vector<Segment> ContextNormalization::Segments() const {
  return {{.name = "scale", .rows = features, .initial_std = 0, .initial_mean = 1},
          {.name = "shift", .rows = features, .initial_std = 0}};
}

template <class T>
void ContextNormalization::Forward(const LayerSegments<const T>& parameters, const Matrix<T>& z, Matrix<T>& y,
                                   Workspace<T>& workspace) const {
  if (z.rows() != features || z.cols() % terms != 0) {
    throw std::invalid_argument("ContextNormalization: Z must be " + std::to_string(features) +
                                " x n, n a multiple of " + std::to_string(terms) + ", got " + std::to_string(z.rows()) +
                                " x " + std::to_string(z.cols()));
  }
  const Index problems = z.cols() / terms;
  const auto scale = parameters[0].col(0).array(), shift = parameters[1].col(0).array();
  workspace.unit.resize(features, z.cols());
  workspace.inverse_deviation.resize(features, problems);
  y.resize(features, z.cols());
  tbb::parallel_for(Index{0}, problems, [&](Index s) {
    Vector<T> mean = z.col(s), variance = Vector<T>::Zero(features);
    for (Index i = 1; i < terms; ++i) mean += z.col(i * problems + s);
    mean /= static_cast<T>(terms);
    for (Index i = 0; i < terms; ++i) variance.array() += (z.col(i * problems + s) - mean).array().square();
    auto inverse = workspace.inverse_deviation.col(s);
    inverse.array() = (variance.array() / static_cast<T>(terms) + static_cast<T>(kEpsilon)).sqrt().inverse();
    for (Index column = s; column < z.cols(); column += problems) {
      workspace.unit.col(column) = (z.col(column) - mean).cwiseProduct(inverse);
      y.col(column).array() = scale * workspace.unit.col(column).array() + shift;
    }
  });
}

template <class T>
void ContextNormalization::Adjoint(const LayerSegments<const T>& parameters, const Matrix<T>& g_y,
                                   const Workspace<T>& workspace, const LayerSegments<T>& gradient,
                                   Matrix<T>& g_z) const {
  const Matrix<T>& unit = workspace.unit;
  const Index problems = workspace.inverse_deviation.cols();
  const auto scale = parameters[0].col(0);
  SetRowSums(T{1}, g_y.cwiseProduct(unit), gradient[0].col(0));
  SetRowSums(T{1}, g_y, gradient[1].col(0));
  g_z.resize(features, g_y.cols());
  // With g = a g_y and <.> the mean over the terms: g_z = (g - <g> - u <g u>) / sqrt(v + 1e-8).
  tbb::parallel_for(Index{0}, problems, [&](Index s) {
    Vector<T> mean = Vector<T>::Zero(features), along = mean;
    for (Index column = s; column < g_y.cols(); column += problems) {
      mean += g_y.col(column);
      along += g_y.col(column).cwiseProduct(unit.col(column));
    }
    mean /= static_cast<T>(terms), along /= static_cast<T>(terms);
    const Vector<T> factor = workspace.inverse_deviation.col(s).cwiseProduct(scale);
    for (Index column = s; column < g_y.cols(); column += problems) {
      g_z.col(column) = factor.cwiseProduct(g_y.col(column) - mean - unit.col(column).cwiseProduct(along));
    }
  });
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                                 \
  template void ContextNormalization::Forward(const LayerSegments<const T>&, const Matrix<T>&, Matrix<T>&,          \
                                              Workspace<T>&) const;                                                 \
  template void ContextNormalization::Adjoint(const LayerSegments<const T>&, const Matrix<T>&, const Workspace<T>&, \
                                              const LayerSegments<T>&, Matrix<T>&) const
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
