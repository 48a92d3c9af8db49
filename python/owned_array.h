/// Results of any number of axes: an array over a matrix that it owns, and the caller's `out=`.
#ifndef HADAMARD_NTK_PYTHON_OWNED_ARRAY_H_
#define HADAMARD_NTK_PYTHON_OWNED_ARRAY_H_

#include <pybind11/numpy.h>

#include <memory>
#include <utility>

#include "models/matrix.h"
#include "python/arrays.h"

namespace hadamard_ntk::python {

/// The numbers of the matrix, without a copy; `strides` in entries.
template <class T>
py::array OwnedArray(models::Matrix<T> matrix, const Shape& shape, Shape strides) {
  auto owned = std::make_unique<models::Matrix<T>>(std::move(matrix));
  T* const data = owned->data();
  for (py::ssize_t& stride : strides) stride *= sizeof(T);
  const py::capsule owner(owned.release(), [](void* m) { delete static_cast<models::Matrix<T>*>(m); });
  return py::array(py::dtype::of<T>(), shape, strides, data, owner);
}

template <class T>
py::array OwnedArray(models::Matrix<T> matrix) {
  const py::ssize_t rows = matrix.rows(), cols = matrix.cols();
  return OwnedArray(std::move(matrix), {rows, cols}, {1, rows});
}

/// `result`; or `out`, to which it is copied.  Throws std::invalid_argument for an `out` of another shape or type, or
/// that cannot be written.
inline py::array Deliver(const py::array& result, const py::object& out) {
  if (out.is_none()) return result;
  const py::array array = RequireOut(out, result.dtype(), ShapeOf(result));
  py::module_::import("numpy").attr("copyto")(array, result);
  return array;
}

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_OWNED_ARRAY_H_
