/// What the solvers of this folder ask of their arguments, each said in one way.
#ifndef HADAMARD_NTK_DISTRIBUTED_SOLVER_ARGUMENTS_H_
#define HADAMARD_NTK_DISTRIBUTED_SOLVER_ARGUMENTS_H_

#include <Eigen/Core>
#include <string>

#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

/// Throw std::invalid_argument, as `function`: unless Y has this rank's rows, a column and finite entries; for a ridge
/// < 0 or not finite; for a tolerance out of (0, 1).
void RequireOutputs(const std::string& function, const RowBlocks& rows, const Eigen::Ref<const Rows>& y);
void RequireRidge(const std::string& function, double ridge);
void RequireTolerance(const std::string& function, double tolerance);

/// 1 / norm, and 0 where it is 0: what scales outputs to norm 1.
Eigen::VectorXd InverseOrZero(const Eigen::VectorXd& norm);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_SOLVER_ARGUMENTS_H_
