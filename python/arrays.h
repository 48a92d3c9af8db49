/// NumPy's arrays as matrices of Eigen and back, without a copy where the layout allows one.
///
/// In: anything that numpy.asarray takes.  float32 and float64 stay what they are; integers and booleans become
/// float64; every other type is refused.  The memory is the caller's for any strides that are whole numbers of entries
/// and not negative (C order, Fortran order, every second row, a transpose); else it is a copy.
/// Out: new arrays in Fortran order, or the caller's `out=`.
///
/// Throws std::invalid_argument, ValueError in Python, that names the argument, what it must be and what it is:
///   "X: must have 2 dimensions (samples x coordinates), got shape (3,)".
/// All of it needs the GIL; views of memory do not.
#ifndef HADAMARD_NTK_PYTHON_ARRAYS_H_
#define HADAMARD_NTK_PYTHON_ARRAYS_H_

#include <pybind11/numpy.h>

#include <Eigen/Core>
#include <string>
#include <vector>

#include "linalg/huge_pages.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::python {

namespace py = pybind11;

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using MatrixView = Eigen::Map<const Matrix<T>, Eigen::Unaligned, Strides>;
template <class T>
using MutableView = Eigen::Map<Matrix<T>, Eigen::Unaligned, Strides>;

using Shape = std::vector<py::ssize_t>;

inline Shape ShapeOf(const py::array& array) { return Shape(array.shape(), array.shape() + array.ndim()); }
/// "(3, 4)".
std::string ShapeText(const Shape& shape);
/// "list": for errors.
std::string TypeName(const py::handle& given);

/// `out=` as the array that it must be, of this type and shape and writeable.
py::array RequireOut(const py::object& out, const py::dtype& type, const Shape& shape);

/// A matrix that was given.  Copies of it share the memory and keep it alive; they are made and destroyed with the GIL.
class MatrixArgument {
 public:
  /// What a vector of n entries stands for.
  enum class Vectors { kRefused, kColumn };

  /// `name` and `shape` are for errors: "X", "samples x coordinates".
  MatrixArgument(const std::string& name, const std::string& shape, const py::handle& given,
                 Vectors vectors = Vectors::kRefused);

  bool is_float32() const { return is_float32_; }
  bool is_vector() const { return is_vector_; }
  Eigen::Index rows() const { return rows_; }
  Eigen::Index cols() const { return cols_; }

  /// The memory itself.  T is its type.
  template <class T>
  MatrixView<T> View() const {
    return MatrixView<T>(static_cast<const T*>(array_.data()), rows_, cols_, Strides(outer_, inner_));
  }
  /// The same where its columns are contiguous, else a copy.
  template <class T>
  Eigen::Ref<const Matrix<T>> Reference() const {
    if (inner_ != 1) return View<T>();
    return Eigen::Map<const Matrix<T>, Eigen::Unaligned, Eigen::OuterStride<>>(
        static_cast<const T*>(array_.data()), rows_, cols_, Eigen::OuterStride<>(outer_));
  }
  /// This, or a copy in float64.
  MatrixArgument AsFloat64() const;
  /// A copy, converted.
  template <class T>
  Matrix<T> Copy() const {
    return is_float32_ ? View<float>().template cast<T>().eval() : View<double>().template cast<T>().eval();
  }
  /// Throws that names both unless this has as many columns, or as many rows, as the other.
  void RequireColumnsOf(const MatrixArgument& other) const;
  void RequireRowsOf(const MatrixArgument& other) const;

 private:
  std::string name_;
  py::array array_;
  bool is_float32_, is_vector_ = false;
  Eigen::Index rows_, cols_, inner_, outer_;
};

/// An array of any shape, in C order: the caller's or a copy.
py::array_t<double, py::array::c_style> DoubleArray(const std::string& name, const py::handle& given);

/// A vector of n entries.
Eigen::VectorXd VectorOf(const std::string& name, const py::handle& given);

/// A result of rows x cols numbers of type T that work without the GIL fills: in a new array, or in `out`.
template <class T>
class MatrixResult {
 public:
  /// `out` is None, or an array of this type and shape that can be written.  `symmetric`: the result is its own
  /// transpose, so that its order does not matter.
  MatrixResult(Eigen::Index rows, Eigen::Index cols, const py::object& out, bool symmetric = false);

  /// What to fill, column-major; called once, without the GIL.
  Eigen::Ref<Matrix<T>> Target();
  /// Called without the GIL when it is full.
  void Finish();
  const py::array& array() const { return array_; }

 private:
  MutableView<T> View() { return MutableView<T>(data_, rows_, cols_, Strides(outer_, inner_)); }

  py::array array_;
  T* data_;
  Eigen::Index rows_, cols_, inner_, outer_;
  Matrix<T> aside_;  // where the columns of `out` are not contiguous
};

/// A new array of the same numbers, in Fortran order.
template <class T>
py::array_t<T> ArrayOf(const Matrix<T>& matrix) {
  py::array_t<T, py::array::f_style> array({matrix.rows(), matrix.cols()});
  std::copy_n(matrix.data(), matrix.size(), array.mutable_data());
  return array;
}
template <class T>
py::array_t<T> ArrayOf(const Eigen::Matrix<T, Eigen::Dynamic, 1>& vector) {
  return py::array_t<T>(vector.size(), vector.data());
}
template <class T>
py::array_t<T> ArrayOf(const std::vector<T>& values) {
  return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_ARRAYS_H_
