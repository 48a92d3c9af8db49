/// A block with one column (linalg/operator.h) as a vector: what the iterations here do with it.
#ifndef HADAMARD_NTK_LINSOLVE_SINGLE_VECTOR_H_
#define HADAMARD_NTK_LINSOLVE_SINGLE_VECTOR_H_

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>
#include <string>

#include "linalg/operator.h"

namespace hadamard_ntk::linsolve {

template <linalg::BlockOfVectors V>
double InnerProduct(const V& a, const V& b) {
  return Eigen::VectorXd(Dot(a, b)).sum();
}

/// y += factor x.
template <linalg::BlockOfVectors V>
void Add(V& y, double factor, const V& x) {
  AddScaled(y, Eigen::VectorXd::Constant(1, factor), x);
}

/// factor x, each entry rounded once.
template <linalg::BlockOfVectors V>
V Times(double factor, const V& x) {
  V y = x;
  Add(y, -1, x);
  if (factor != 0) Add(y, factor, x);
  return y;
}

/// Throws std::invalid_argument, "<function>: <name> must be ...", for several columns or entries that are not finite.
template <linalg::BlockOfVectors V>
void RequireSingle(const std::string& function, const std::string& name, const V& v) {
  const Eigen::VectorXd square = Dot(v, v);
  if (square.size() != 1) {
    throw std::invalid_argument(function + ": " + name + " must be one vector (got " + std::to_string(square.size()) +
                                ")");
  }
  if (!std::isfinite(square[0])) throw std::invalid_argument(function + ": " + name + " must be finite");
}

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_SINGLE_VECTOR_H_
