#include "ntk/leave_one_out.h"

namespace hadamard_ntk::ntk {
namespace {

// sum_j w_j v_ij (v_j^T residual) and sum_j w_j v_ij^2 over some eigenvectors.
struct Sums {
  Eigen::MatrixXd numerator;
  Eigen::VectorXd denominator;

  Sums(const Eigen::Ref<const Eigen::MatrixXd>& v, const Eigen::VectorXd& weights, const Eigen::MatrixXd& residual)
      : numerator(v * (weights.asDiagonal() * (v.transpose() * residual))), denominator(v.cwiseAbs2() * weights) {}
};

}  // namespace

Eigen::MatrixXd LeaveOneOutErrors(const KernelRegression& regression, const Eigen::MatrixXd& residual, double ridge) {
  regression.RequireSolvable("LeaveOneOutErrors", residual, ridge);
  const KernelRegression::Report& report = regression.report();
  const int n = regression.size(), null = n - report.rank;
  const Eigen::VectorXd lambda = regression.eigenvalues().tail(report.rank);
  const double least = report.rank > 0 ? lambda[0] : 0;
  const Eigen::VectorXd weights = (least + ridge) / (lambda.array() + ridge);
  const Sums kept(regression.eigenvectors().rightCols(report.rank), weights, residual);
  const Sums gone(regression.eigenvectors().leftCols(null), Eigen::VectorXd::Ones(null), residual);
  const double error = report.rank > 0 ? report.noise / least : 0;
  const double share = ridge / (least + ridge);  // what a weight of 1 is beside those of eigenvalue 0
  Eigen::MatrixXd errors(n, residual.cols());
  for (int i = 0; i < n; ++i) {
    if (gone.denominator[i] <= error * error) {
      errors.row(i) = kept.numerator.row(i) / kept.denominator[i];
    } else if (report.rank == 0) {
      errors.row(i) = residual.row(i);
    } else {
      errors.row(i) =
          (share * kept.numerator.row(i) + gone.numerator.row(i)) / (share * kept.denominator[i] + gone.denominator[i]);
    }
  }
  return errors;
}

}  // namespace hadamard_ntk::ntk
