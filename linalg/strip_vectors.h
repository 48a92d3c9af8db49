/// The block of vectors of strip_matrix.h as operator.h wants it.
#ifndef HADAMARD_NTK_LINALG_STRIP_VECTORS_H_
#define HADAMARD_NTK_LINALG_STRIP_VECTORS_H_

#include <Eigen/Core>
#include <cstddef>

#include "linalg/strip_matrix.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// Per column.
inline Eigen::VectorXd Dot(const StripVectors<double>& a, const StripVectors<double>& b) {
  constexpr std::ptrdiff_t kRows = StripVectors<double>::kRows;
  Eigen::VectorXd result = Eigen::VectorXd::Zero(a.count());
  for (std::ptrdiff_t s = 0; s < a.strips(); ++s) {
    for (std::ptrdiff_t c = 0; c < a.count(); ++c) {
      for (std::ptrdiff_t i = c * kRows; i < (c + 1) * kRows; ++i) result[c] += a.strip(s)[i] * b.strip(s)[i];
    }
  }
  return result;
}

/// y(:, c) += factor(c) x(:, c).
inline void AddScaled(StripVectors<double>& y, const Eigen::VectorXd& factor, const StripVectors<double>& x) {
  constexpr std::ptrdiff_t kRows = StripVectors<double>::kRows;
  for (std::ptrdiff_t s = 0; s < y.strips(); ++s) {
    for (std::ptrdiff_t c = 0; c < y.count(); ++c) {
      for (std::ptrdiff_t i = c * kRows; i < (c + 1) * kRows; ++i) y.strip(s)[i] += factor[c] * x.strip(s)[i];
    }
  }
}

/// y(i, :) += factor(i) x(i, :).
inline void AddScaledRows(StripVectors<double>& y, const Eigen::VectorXd& factor, const StripVectors<double>& x) {
  constexpr std::ptrdiff_t kRows = StripVectors<double>::kRows;
  for (std::ptrdiff_t i = 0; i < y.size(); ++i) {
    for (std::ptrdiff_t c = 0; c < y.count(); ++c) {
      const std::ptrdiff_t at = c * kRows + i % kRows;
      y.strip(i / kRows)[at] += factor[i] * x.strip(i / kRows)[at];
    }
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STRIP_VECTORS_H_
