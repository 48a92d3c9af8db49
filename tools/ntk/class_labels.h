/// Labels of classes and the outputs that are fitted for them.
#ifndef HADAMARD_NTK_TOOLS_NTK_CLASS_LABELS_H_
#define HADAMARD_NTK_TOOLS_NTK_CLASS_LABELS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

/// n x classes, with a 1 in each row at its label, from 0.
inline Matrix<double> OneHot(const std::vector<std::int64_t>& labels, int classes) {
  Matrix<double> y = Matrix<double>::Zero(static_cast<Eigen::Index>(labels.size()), classes);
  for (std::size_t i = 0; i < labels.size(); ++i) y(static_cast<Eigen::Index>(i), labels[i]) = 1;
  return y;
}

/// The column of the largest entry of each row; the first of equal ones.
inline std::vector<std::int64_t> Largest(const Matrix<double>& f) {
  std::vector<std::int64_t> labels(static_cast<std::size_t>(f.rows()));
  for (Eigen::Index i = 0; i < f.rows(); ++i) {
    Eigen::Index at = 0;
    f.row(i).maxCoeff(&at);
    labels[static_cast<std::size_t>(i)] = at;
  }
  return labels;
}

/// How many labels are right.
inline std::int64_t CountRight(const std::vector<std::int64_t>& labels, const std::vector<std::int64_t>& truth) {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += labels[i] == truth[i];
  return right;
}

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_CLASS_LABELS_H_
