/// Arrays of any number of axes as vectors, in C order, and back.
#ifndef HADAMARD_NTK_PYTHON_FLAT_ARRAY_H_
#define HADAMARD_NTK_PYTHON_FLAT_ARRAY_H_

#include <pybind11/numpy.h>

#include <Eigen/Core>
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "python/arrays.h"

namespace hadamard_ntk::python {

using Shape = std::vector<py::ssize_t>;

/// The shape of what numpy.asarray makes of `given`.
inline Shape ShapeOf(const py::object& given) {
  const py::array array = py::module_::import("numpy").attr("asarray")(given);
  return Shape(array.shape(), array.shape() + array.ndim());
}

inline void RequireShape(const std::string& name, const Shape& shape, const Shape& wanted) {
  if (shape == wanted) return;
  throw std::invalid_argument(name + ": must be of shape " + ShapeText(wanted) + ", got " + ShapeText(shape));
}

/// The entries of an array of this shape.
inline Eigen::VectorXd FlatOf(const std::string& name, const py::object& given, const Shape& shape) {
  RequireShape(name, ShapeOf(given), shape);
  return VectorOf(name, py::module_::import("numpy").attr("ravel")(given));
}

/// A new array of the entries at `data`.
inline py::array_t<double> ArrayOfShape(const double* data, const Shape& shape) {
  return py::array_t<double>(shape, data);
}

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_FLAT_ARRAY_H_
