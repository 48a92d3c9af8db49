#include "python/arrays.h"

#include <stdexcept>

namespace hadamard_ntk::python {
namespace {

std::string TypeOf(const py::array& array) { return py::str(py::object(array.dtype())); }

// An array of native floats.
py::array FloatArray(const std::string& name, const py::handle& given) {
  const py::array array = py::array::ensure(given);
  if (!array) {
    PyErr_Clear();
    throw std::invalid_argument(name + ": must be an array of numbers, got " + TypeName(given));
  }
  const char kind = array.dtype().kind();
  const py::ssize_t size = array.itemsize();
  const bool floats = kind == 'f' && (size == 4 || size == 8);
  if (!floats && kind != 'i' && kind != 'u' && kind != 'b') {
    throw std::invalid_argument(name + ": must be float32 or float64, got dtype " + TypeOf(array));
  }
  const bool single = floats && size == 4;
  const py::dtype wanted = single ? py::dtype::of<float>() : py::dtype::of<double>();
  if (array.dtype().is(wanted) || array.dtype().equal(wanted)) return array;
  return py::array(array.attr("astype")(wanted));
}

// In units of entries; false where one cannot be said so.
bool StrideIn(py::ssize_t bytes, py::ssize_t entry, py::ssize_t count, Eigen::Index* stride) {
  *stride = count > 1 ? bytes / entry : 1;
  return count <= 1 || (bytes >= 0 && bytes % entry == 0);
}

bool IsAligned(const py::array& array) {
  return (py::detail::array_proxy(array.ptr())->flags & py::detail::npy_api::NPY_ARRAY_ALIGNED_) != 0;
}

}  // namespace

std::string ShapeText(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string TypeName(const py::handle& given) { return py::str(py::type::of(given).attr("__name__")); }

py::array RequireOut(const py::object& out, const py::dtype& type, const Shape& shape) {
  const auto text = [](const py::dtype& t, const Shape& s) {
    return std::string(py::str(py::object(t))) + " of shape " + ShapeText(s);
  };
  if (!py::isinstance<py::array>(out)) {
    throw std::invalid_argument("out: must be an array, " + text(type, shape) + ", got " + TypeName(out));
  }
  const auto array = py::reinterpret_borrow<py::array>(out);
  if (ShapeOf(array) != shape || !array.dtype().equal(type)) {
    throw std::invalid_argument("out: must be " + text(type, shape) + ", got " + text(array.dtype(), ShapeOf(array)));
  }
  if (!array.writeable()) throw std::invalid_argument("out: must be writeable, and is not");
  return array;
}

MatrixArgument::MatrixArgument(const std::string& name, const std::string& shape, const py::handle& given,
                               Vectors vectors)
    : name_(name), array_(FloatArray(name, given)), is_float32_(array_.itemsize() == 4) {
  is_vector_ = array_.ndim() == 1 && vectors == Vectors::kColumn;
  if (array_.ndim() != 2 && !is_vector_) {
    throw std::invalid_argument(name + ": must have 2 dimensions (" + shape + "), got shape " +
                                ShapeText(ShapeOf(array_)));
  }
  const py::ssize_t entry = array_.itemsize();
  rows_ = array_.shape(0);
  cols_ = is_vector_ ? 1 : array_.shape(1);
  const bool fits = StrideIn(array_.strides(0), entry, rows_, &inner_) &
                    StrideIn(is_vector_ ? entry : array_.strides(1), entry, cols_, &outer_);
  if (fits && IsAligned(array_)) return;
  array_ = py::module_::import("numpy").attr("array")(array_, py::arg("order") = "F");
  inner_ = 1;
  outer_ = rows_;
}

MatrixArgument MatrixArgument::AsFloat64() const {
  if (!is_float32_) return *this;
  return MatrixArgument(name_, "", array_.attr("astype")("float64"), Vectors::kColumn);
}

void MatrixArgument::RequireColumnsOf(const MatrixArgument& other) const {
  if (cols_ == other.cols_) return;
  throw std::invalid_argument(name_ + ": must have as many columns as " + other.name_ + ", got " +
                              std::to_string(cols_) + " and " + std::to_string(other.cols_));
}

void MatrixArgument::RequireRowsOf(const MatrixArgument& other) const {
  if (rows_ == other.rows_) return;
  throw std::invalid_argument(name_ + ": must have as many rows as " + other.name_ + ", got " + std::to_string(rows_) +
                              " and " + std::to_string(other.rows_));
}

py::array_t<double, py::array::c_style> DoubleArray(const std::string& name, const py::handle& given) {
  return py::array_t<double, py::array::c_style>::ensure(FloatArray(name, given));
}

Eigen::VectorXd VectorOf(const std::string& name, const py::handle& given) {
  const py::array array = FloatArray(name, given);
  if (array.ndim() != 1) {
    throw std::invalid_argument(name + ": must have 1 dimension, got shape " + ShapeText(ShapeOf(array)));
  }
  return MatrixArgument(name, "", array, MatrixArgument::Vectors::kColumn).Copy<double>();
}

template <class T>
MatrixResult<T>::MatrixResult(Eigen::Index rows, Eigen::Index cols, const py::object& out, bool symmetric)
    : rows_(rows), cols_(cols), inner_(1), outer_(rows) {
  if (out.is_none()) {
    py::array_t<T, py::array::f_style> made({rows, cols});
    data_ = made.mutable_data();
    linalg::PreferHugePages(data_, static_cast<std::size_t>(made.nbytes()));
    array_ = std::move(made);
    return;
  }
  array_ = RequireOut(out, py::dtype::of<T>(), {static_cast<py::ssize_t>(rows), static_cast<py::ssize_t>(cols)});
  const bool fits =
      StrideIn(array_.strides(0), sizeof(T), rows, &inner_) & StrideIn(array_.strides(1), sizeof(T), cols, &outer_);
  if (!fits || !IsAligned(array_)) {
    throw std::invalid_argument("out: must have strides that are not negative, and whole numbers of entries");
  }
  data_ = static_cast<T*>(array_.mutable_data());
  if (symmetric && outer_ == 1) std::swap(inner_, outer_);
}

template <class T>
Eigen::Ref<Matrix<T>> MatrixResult<T>::Target() {
  if (inner_ == 1) {
    return Eigen::Map<Matrix<T>, Eigen::Unaligned, Eigen::OuterStride<>>(data_, rows_, cols_,
                                                                         Eigen::OuterStride<>(outer_));
  }
  aside_.resize(rows_, cols_);
  return aside_;
}

template <class T>
void MatrixResult<T>::Finish() {
  if (inner_ != 1) View() = aside_;
}

template class MatrixResult<float>;
template class MatrixResult<double>;

}  // namespace hadamard_ntk::python
