/// The n samples of d coordinates in the rows of a matrix, prepared for kernels on all pairs of them: checked, divided
/// by powers of two (scaled_vector.h), and laid out in strips (linalg/strip_product.h), the last one filled up
/// with zero rows.
///
/// Throws std::invalid_argument for no columns or an entry that is not finite, named by matrix, row and column.
#ifndef HADAMARD_NTK_NTK_STRIP_SAMPLES_H_
#define HADAMARD_NTK_NTK_STRIP_SAMPLES_H_

#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/lanes.h"
#include "linalg/strip_product.h"
#include "ntk/scalar.h"
#include "ntk/scaled_vector.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
class StripSamples {
 public:
  using Index = Eigen::Index;
  static constexpr Index kRows = linalg::kStripRows<T>;

  /// `function` and `name` are for the text of errors.
  template <class Derived>
  StripSamples(const char* function, const char* name, const Eigen::MatrixBase<Derived>& matrix)
      : count_(matrix.rows()), columns_(matrix.cols()), strips_((count_ + kRows - 1) / kRows) {
    if (columns_ == 0) {
      throw std::invalid_argument(std::string(function) + ": " + name + " needs columns, got 0");
    }
    values_.resize(strips_ * kRows * columns_);
    for (std::vector<T>* padded : {&norm_, &inverse_norm_, &squared_norm_}) padded->assign(strips_ * kRows, T(0));
    exponent_.assign(strips_ * kRows, 0);
    std::vector<char> finite(strips_);
    tbb::parallel_for(Index(0), strips_, [&](Index s) { finite[s] = Pack(matrix.derived(), s); });
    for (Index s = 0; s < strips_; ++s) {
      if (!finite[s]) ThrowAtFirstBad(function, name, matrix.derived(), s);
    }
  }

  Index count() const { return count_; }
  Index columns() const { return columns_; }
  Index strips() const { return strips_; }
  /// The number of samples in strip s; its other rows are zero.
  Index size(Index s) const { return std::min(kRows, count_ - s * kRows); }
  const T* strip(Index s) const { return &values_[s * kRows * columns_]; }

  /// Of sample i, up to strips() * kRows, zero for rows filled up: its norm, which may be infinite or subnormal; the
  /// square of the norm after the division, and one over its root (0 for a zero vector); the power of two.
  const T* norm() const { return norm_.data(); }
  const T* squared_norm() const { return squared_norm_.data(); }
  const T* inverse_norm() const { return inverse_norm_.data(); }
  const int* exponent() const { return exponent_.data(); }
  /// The norm of sample i, whatever its size.
  WideRange<T> wide_norm(Index i) const { return ScaledVector<T>{squared_norm_[i], exponent_[i]}.norm(); }

 private:
  // Strip s, and its norms.  Returns whether all entries are finite.
  template <class Matrix>
  bool Pack(const Matrix& matrix, Index s) {
    T* strip = &values_[s * kRows * columns_];
    for (Index k = 0; k < columns_; ++k) {
      T* column = strip + k * kRows;
      for (Index i = 0; i < size(s); ++i) column[i] = matrix(s * kRows + i, k);
      for (Index i = size(s); i < kRows; ++i) column[i] = T(0);
    }
    ScaledVector<T> scaled[kRows];
    if (!ScaleVectors<kRows>(strip, static_cast<std::size_t>(columns_), scaled)) return false;
    for (Index i = 0; i < size(s); ++i) {
      const Index at = s * kRows + i;
      squared_norm_[at] = scaled[i].squared_norm;
      exponent_[at] = scaled[i].exponent;
      norm_[at] = static_cast<T>(scaled[i].norm());
      inverse_norm_[at] = squared_norm_[at] > 0 ? 1 / std::sqrt(squared_norm_[at]) : 0;
    }
    return true;
  }

  template <class Matrix>
  [[noreturn]] void ThrowAtFirstBad(const char* function, const char* name, const Matrix& matrix, Index s) const {
    Index i = s * kRows, k = 0;
    while (std::isfinite(matrix(i, k))) {
      if (++k == columns_) ++i, k = 0;
    }
    throw std::invalid_argument(std::string(function) + ": entries must be finite, got " + name + "(" +
                                std::to_string(i) + ", " + std::to_string(k) + ") = " + Describe(matrix(i, k)));
  }

  Index count_, columns_, strips_;
  linalg::LaneVector<T> values_;
  std::vector<T> norm_, inverse_norm_, squared_norm_;
  std::vector<int> exponent_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_STRIP_SAMPLES_H_
