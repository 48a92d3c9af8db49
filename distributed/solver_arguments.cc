#include "distributed/solver_arguments.h"

#include <cmath>
#include <stdexcept>

#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {

void RequireOutputs(const std::string& function, const RowBlocks& rows, const Eigen::Ref<const Rows>& y) {
  if (y.rows() != rows.count() || y.cols() == 0) {
    throw std::invalid_argument(function + ": Y must have this rank's " + std::to_string(rows.count()) +
                                " rows and columns, got " + std::to_string(y.rows()) + " x " +
                                std::to_string(y.cols()));
  }
  if (!y.allFinite()) throw std::invalid_argument(function + ": Y has an entry that is not finite");
}

void RequireRidge(const std::string& function, double ridge) {
  if (ridge >= 0 && std::isfinite(ridge)) return;
  throw std::invalid_argument(function + ": ridge must be finite and not negative, got " + ntk::Describe(ridge));
}

void RequireTolerance(const std::string& function, double tolerance) {
  if (tolerance > 0 && tolerance < 1) return;
  throw std::invalid_argument(function + ": tolerance must be between 0 and 1, got " + ntk::Describe(tolerance));
}

Eigen::VectorXd InverseOrZero(const Eigen::VectorXd& norm) {
  return (norm.array() > 0).select(norm.cwiseInverse(), 0.0);
}

}  // namespace hadamard_ntk::distributed
