/// Points of normal coordinates, keyed by a stream of random numbers: a row is a point, filled point by point.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_NORMALS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_NORMALS_H_

#include <Eigen/Core>
#include <cstddef>
#include <span>

#include "linalg/vector_flags.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::gated_units {

inline Eigen::MatrixXd Normals(const models::RandomStream& key, Eigen::Index points, Eigen::Index coordinates) {
  Eigen::MatrixXd normals(coordinates, points);
  models::FillNormal(key, 0, std::span<double>(normals.data(), static_cast<std::size_t>(normals.size())));
  return normals.transpose();
}

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_NORMALS_H_
