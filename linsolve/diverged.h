/// A linear solver that diverged: its residual is no longer a number, or has run away.
#ifndef HADAMARD_NTK_LINSOLVE_DIVERGED_H_
#define HADAMARD_NTK_LINSOLVE_DIVERGED_H_

#include <stdexcept>
#include <string>

namespace hadamard_ntk::linsolve {

class Diverged : public std::runtime_error {
 public:
  /// what() is "<what> diverged at iteration <iteration>: relative residual <residual>".
  Diverged(const std::string& what, int iteration, double residual);
  int iteration() const { return iteration_; }
  double residual() const { return residual_; }

 private:
  int iteration_;
  double residual_;
};

/// Relative residuals above this are divergence; conjugate gradients reach the root of a condition number at most.
inline constexpr double kDivergedResidual = 1e6;

/// Throws Diverged unless residual <= kDivergedResidual.
void RequireNotDiverged(const std::string& what, int iteration, double residual);

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_DIVERGED_H_
