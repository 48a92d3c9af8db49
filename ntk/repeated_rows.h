/// The distinct rows of a matrix X, and kernel regression with each of them once.
///
/// With row u given m_u times, with the mean target Y'_u, the sum of squares is
///   sum_i |f(x_i) - Y_i|^2 = sum_u m_u |f(x_u) - Y'_u|^2 + const,
/// so (K + ridge I) C = Y has the same f as (K' + ridge diag(1 / m)) C' = Y' for the distinct rows, C_i = C'_u / m_u;
/// with ridge = 0 it is that of least squares, for which the first system has no solution.  K' is not made singular by
/// repetition, as K is.
#ifndef HADAMARD_NTK_NTK_REPEATED_ROWS_H_
#define HADAMARD_NTK_NTK_REPEATED_ROWS_H_

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::ntk {

class RepeatedRows {
 public:
  using Index = std::ptrdiff_t;

  /// Rows are equal if all entries are (0 and -0 are).  O(n d); X is n x d, of finite numbers.
  explicit RepeatedRows(const Eigen::Ref<const Eigen::MatrixXd>& x);

  /// Whether any row is given twice.
  bool any() const { return first_.size() < distinct_.size(); }
  /// The first place of each distinct row, in increasing order.
  const std::vector<Index>& first() const { return first_; }
  /// m_u.
  const Eigen::VectorXd& copies() const { return copies_; }

  /// Y', distinct x outputs, from Y, n x outputs.
  Eigen::MatrixXd Means(const Eigen::MatrixXd& y) const;
  /// C, n x outputs, from C', distinct x outputs.
  Eigen::MatrixXd Spread(const Eigen::MatrixXd& coefficients) const;

 private:
  std::vector<Index> first_, distinct_;  // distinct_[i]: which of the distinct rows row i is
  Eigen::VectorXd copies_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_REPEATED_ROWS_H_
