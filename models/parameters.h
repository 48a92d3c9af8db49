/// The parameters of a network: one contiguous vector, theta in R^p, cut into named segments.
///
/// A segment is a matrix in row-major order (a row belongs to a hidden unit or an output) or a vector (one column).
/// Segments follow each other without gaps: segments()[s].offset is the sum of the sizes before it.  Optimisers, norms,
/// checkpoints see values(); a network sees matrix(s).
///
/// Initialisation: entry i of segment s is T(initial_mean) plus T(initial_std) times the normal, of type T, at index i
/// of the stream (seed, Purpose::kWeights, s) of random.h.  So a wider net of the same inputs starts with the same
/// hidden units of its first layers.
///
/// Throws std::invalid_argument for an empty or repeated segment, an unknown name, or values of the wrong size.
#ifndef HADAMARD_NTK_MODELS_PARAMETERS_H_
#define HADAMARD_NTK_MODELS_PARAMETERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/matrix.h"

namespace hadamard_ntk::models {

struct Segment {
  std::string name;
  Index rows = 0, columns = 1;
  double initial_std = 1, initial_mean = 0;
  Index offset = 0;  ///< set by Parameters

  Index size() const { return rows * columns; }
  bool operator==(const Segment&) const = default;
};

/// T = float or double.
template <class T>
class Parameters {
 public:
  Parameters(std::vector<Segment> segments, std::uint64_t seed);

  Index size() const { return values_.size(); }
  const std::vector<Segment>& segments() const { return segments_; }
  /// The index of the segment of that name.
  int Find(std::string_view name) const;

  void Initialize(std::uint64_t seed);

  Eigen::Map<Vector<T>> values() { return {values_.data(), values_.size()}; }
  Eigen::Map<const Vector<T>> values() const { return {values_.data(), values_.size()}; }
  void SetValues(const VectorArgument<T>& values);

  /// Segment s of these values, or of any vector laid out like them (a gradient, a direction).
  Eigen::Map<RowMajorMatrix<T>> matrix(int s) { return View(s, values_.data()); }
  Eigen::Map<const RowMajorMatrix<T>> matrix(int s) const { return View(s, values_.data()); }
  Eigen::Map<RowMajorMatrix<T>> View(int s, T* values) const {
    return {values + segments_[s].offset, segments_[s].rows, segments_[s].columns};
  }
  Eigen::Map<const RowMajorMatrix<T>> View(int s, const T* values) const {
    return {values + segments_[s].offset, segments_[s].rows, segments_[s].columns};
  }

 private:
  std::vector<Segment> segments_;
  Vector<T> values_;
};

extern template class Parameters<float>;
extern template class Parameters<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_PARAMETERS_H_
