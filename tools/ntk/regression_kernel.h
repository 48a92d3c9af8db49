/// What `ntk predict` has to know of K on n training and m test points.
#ifndef HADAMARD_NTK_TOOLS_NTK_REGRESSION_KERNEL_H_
#define HADAMARD_NTK_TOOLS_NTK_REGRESSION_KERNEL_H_

#include <Eigen/Core>
#include <utility>

#include "tools/ntk/gram_limits.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

class RegressionKernel {
 public:
  virtual ~RegressionKernel() = default;

  virtual Eigen::Index train() const = 0;
  virtual Eigen::Index tests() const = 0;
  /// |error of K(x, z)| <= entry_error sqrt(K(x, x) K(z, z)).
  virtual double entry_error() const = 0;

  /// K of the first `count` training points.
  virtual Matrix<double> Gram(Quantity quantity, Eigen::Index count) const = 0;
  /// K(z, x) and K(z, z) of the test points first, ..., first + count - 1.
  virtual Matrix<double> CrossGram(Quantity quantity, Eigen::Index first, Eigen::Index count) const = 0;
  virtual Eigen::VectorXd Diagonal(Quantity quantity, Eigen::Index first, Eigen::Index count) const = 0;

  /// K(X, X) C and K(Z, X) C.
  virtual Matrix<double> GramTimes(Quantity quantity, const Matrix<double>& c) const = 0;
  virtual Matrix<double> CrossTimes(Quantity quantity, const Matrix<double>& c) const = 0;
  /// Seconds that each of them will take, for few columns of C.
  virtual double GramSeconds(Quantity quantity) const = 0;
  virtual double CrossSeconds(Quantity quantity) const = 0;
};

/// Of a network and samples, computed when asked for.
class SampleKernel : public RegressionKernel {
 public:
  /// Keeps the references.
  SampleKernel(const KernelChoice& kernel, double entry_error, const Matrix<double>& x, const Matrix<double>& z)
      : kernel_(kernel), entry_error_(entry_error), x_(x), z_(z) {}

  Eigen::Index train() const override { return x_.rows(); }
  Eigen::Index tests() const override { return z_.rows(); }
  double entry_error() const override { return entry_error_; }
  Matrix<double> Gram(Quantity quantity, Eigen::Index count) const override;
  Matrix<double> CrossGram(Quantity quantity, Eigen::Index first, Eigen::Index count) const override;
  Eigen::VectorXd Diagonal(Quantity quantity, Eigen::Index first, Eigen::Index count) const override;
  Matrix<double> GramTimes(Quantity quantity, const Matrix<double>& c) const override;
  Matrix<double> CrossTimes(Quantity quantity, const Matrix<double>& c) const override;
  double GramSeconds(Quantity quantity) const override;
  double CrossSeconds(Quantity quantity) const override;

 private:
  const KernelChoice& kernel_;
  double entry_error_;
  const Matrix<double>&x_, &z_;
};

/// Given: the same for any quantity.
class GivenKernel : public RegressionKernel {
 public:
  /// `diagonal` may be empty if it is not asked for.
  GivenKernel(Matrix<double> gram, Matrix<double> cross_gram, Eigen::VectorXd diagonal, double entry_error)
      : gram_(std::move(gram)),
        cross_gram_(std::move(cross_gram)),
        diagonal_(std::move(diagonal)),
        entry_error_(entry_error) {}

  Eigen::Index train() const override { return gram_.rows(); }
  Eigen::Index tests() const override { return cross_gram_.rows(); }
  double entry_error() const override { return entry_error_; }
  Matrix<double> Gram(Quantity, Eigen::Index count) const override { return gram_.topLeftCorner(count, count); }
  Matrix<double> CrossGram(Quantity, Eigen::Index first, Eigen::Index count) const override {
    return cross_gram_.middleRows(first, count);
  }
  Eigen::VectorXd Diagonal(Quantity, Eigen::Index first, Eigen::Index count) const override {
    return diagonal_.segment(first, count);
  }
  Matrix<double> GramTimes(Quantity, const Matrix<double>& c) const override { return gram_ * c; }
  Matrix<double> CrossTimes(Quantity, const Matrix<double>& c) const override { return cross_gram_ * c; }
  double GramSeconds(Quantity) const override { return 0; }
  double CrossSeconds(Quantity) const override { return 0; }

 private:
  Matrix<double> gram_, cross_gram_;
  Eigen::VectorXd diagonal_;
  double entry_error_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_REGRESSION_KERNEL_H_
