/// Who may choose how a regression is solved takes up to so many samples all eigenvalues of K (kernel_regression.h),
/// which tell the most, and beyond them Cholesky (kernel_solver.h).
#ifndef HADAMARD_NTK_NTK_SOLVER_CHOICE_H_
#define HADAMARD_NTK_NTK_SOLVER_CHOICE_H_

#include <cstddef>

namespace hadamard_ntk::ntk {

inline constexpr std::ptrdiff_t kMostForSpectrum = 2000;

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SOLVER_CHOICE_H_
