/// Full-batch gradient descent on 1/2 |f(X) - y|^2 at the rate 1 / sum_i |grad f(X_i)|^2 of the start, the trace of the
/// empirical NTK and so at most 1 / lambda_max, for small nets with `parameters()` and `Gradient(x, weights)`, the
/// gradient of sum_i weights_i f(X_i).  A sample is x.rows() / y.size() rows of x.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_RATE_DESCENT_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_RATE_DESCENT_H_

#include <Eigen/Core>
#include <string>

#include "experiments/shared/names.h"
#include "linalg/diverged.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::experiments {

/// Returns the final over the initial loss; throws linalg::Diverged naming `what` above a thousand times the latter.
template <class Net>
double DescendAtKernelRate(const std::string& what, Net& net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                           int steps) {
  const Eigen::Index rows = x.rows() / y.size();
  double trace = 0;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    trace += net.Gradient(x.middleRows(i * rows, rows), Eigen::VectorXd::Ones(1)).squaredNorm();
  }
  const double initial = (net(x) - y).squaredNorm();
  for (int step = 0; step < steps; ++step) {
    const Eigen::VectorXd residual = net(x) - y;
    const double loss = residual.squaredNorm();
    if (!(loss <= 1e3 * initial)) throw linalg::Diverged(what, step, loss);
    net.parameters() -= net.Gradient(x, residual) / trace;
  }
  return (net(x) - y).squaredNorm() / initial;
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_RATE_DESCENT_H_
