/// Checks of a caller's arguments: std::invalid_argument that names function, condition and value.
#ifndef HADAMARD_NTK_MODELS_ARGUMENTS_H_
#define HADAMARD_NTK_MODELS_ARGUMENTS_H_

#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

#include "models/matrix.h"

namespace hadamard_ntk::models {

template <class Value>
void RequireAtLeast(const char* function, const char* name, const Value& value, const Value& least) {
  if (!(value >= least)) {
    std::ostringstream message;
    message << function << ": " << name << " must be at least " << least << ", got " << value;
    throw std::invalid_argument(message.str());
  }
}

/// "name must be `condition`, got value".
inline void RequireThat(bool holds, const char* function, const char* name, const char* condition, double value) {
  if (holds) return;
  std::ostringstream message;
  message << function << ": " << name << " must be " << condition << ", got " << value;
  throw std::invalid_argument(message.str());
}

/// value is finite, and not negative; zero only if `zero` allows it.
inline void RequireScale(const char* function, const char* name, double value, bool zero = true) {
  RequireThat(std::isfinite(value) && (value > 0 || (zero && value == 0)), function, name,
              zero ? "finite and not negative" : "finite and positive", value);
}

/// matrix is rows x columns; a negative number stands for any.
template <class Derived>
void RequireShape(const char* function, const char* name, const Eigen::DenseBase<Derived>& matrix, Index rows,
                  Index columns) {
  if ((rows < 0 || matrix.rows() == rows) && (columns < 0 || matrix.cols() == columns)) return;
  std::ostringstream message;
  message << function << ": " << name << " must be ";
  (rows < 0 ? message << "n" : message << rows) << " x ";
  (columns < 0 ? message << "n" : message << columns) << ", got " << matrix.rows() << " x " << matrix.cols();
  throw std::invalid_argument(message.str());
}

template <class Derived>
void RequireFinite(const char* function, const char* name, const Eigen::DenseBase<Derived>& matrix) {
  using T = typename Derived::Scalar;
  if ((matrix.derived() * T{0}).sum() == T{0})
    return;  // a NaN or an infinity makes a NaN; vectorised, unlike allFinite
  for (Index j = 0; j < matrix.cols(); ++j) {
    for (Index i = 0; i < matrix.rows(); ++i) {
      if (std::isfinite(matrix.derived()(i, j))) continue;
      std::ostringstream message;
      message << function << ": entries must be finite, got " << name << "(" << i << ", " << j
              << ") = " << matrix.derived()(i, j);
      throw std::invalid_argument(message.str());
    }
  }
}

/// x is n x inputs, and finite.
template <class Derived>
void RequireSamples(const char* function, const char* name, const Eigen::DenseBase<Derived>& x, Index inputs) {
  RequireShape(function, name, x, -1, inputs);
  RequireFinite(function, name, x);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_ARGUMENTS_H_
