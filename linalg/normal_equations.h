/// A = F^T F and B = F^T Y, accumulated sample by sample, so that one pass over nested sets of samples gives the ridge
/// solutions of all of them:
///   Add(samples 0, ..., n_1 - 1);  Solve(ridge);  Add(samples n_1, ..., n_2 - 1);  Solve(ridge);  ...
///   Solve(ridge) = (A + ridge I)^{-1} B,   F: n x D a row for each sample, Y: n x outputs.
///
/// Samples are taken in blocks in strips of features (strip_product.h), n D^2 flops; the blocks begin where an Add
/// does.  Each tile of A is the work of one task: bit-identical for any number of threads.  Memory: D^2/2 doubles,
/// twice that within Solve, and a block: 1 MB, but of 256 samples at least and 1024 at most.
/// Error of A: that of a sum of n products; of Solve: strip_cholesky.h.
/// Throws std::invalid_argument for features or outputs < 1 and a ridge that is negative or not finite;
/// std::domain_error if A + ridge I is not positive definite to rounding.
#ifndef HADAMARD_NTK_LINALG_NORMAL_EQUATIONS_H_
#define HADAMARD_NTK_LINALG_NORMAL_EQUATIONS_H_

#include <Eigen/Core>
#include <cstddef>
#include <functional>

#include "linalg/strip_matrix.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

class NormalEquations {
 public:
  using Index = std::ptrdiff_t;
  /// Writes the features (D numbers) and the targets (`outputs`) of sample i.  Called from several threads.
  using Fill = std::function<void(Index i, double* features, double* targets)>;

  explicit NormalEquations(Index features, Index outputs = 1);

  Index features() const { return a_.size(); }
  Index outputs() const { return b_.count(); }
  Index samples() const { return samples_; }

  /// Adds samples 0, ..., count - 1 of `fill`.
  void Add(Index count, const Fill& fill);

  /// A, D x D; B, D x outputs.
  Eigen::MatrixXd Gram() const;
  Eigen::MatrixXd Moments() const { return b_.Matrix(); }

  /// (A + ridge I)^{-1} B, D x outputs.
  Eigen::MatrixXd Solve(double ridge) const;

 private:
  void AddBlock(Index begin, Index count, const Fill& fill);

  StripMatrix<double> a_;
  StripVectors<double> b_;
  Index block_samples_, samples_ = 0;
  LaneVector<double> block_, targets_;  ///< of up to so many samples: strip after strip; sample after sample
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_NORMAL_EQUATIONS_H_
