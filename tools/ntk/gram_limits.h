/// What Gram matrices (ntk/any_gram.h) of data will take, and whether their entries are within the range of their type.
/// T = float or double.
#ifndef HADAMARD_NTK_TOOLS_NTK_GRAM_LIMITS_H_
#define HADAMARD_NTK_TOOLS_NTK_GRAM_LIMITS_H_

#include <Eigen/Core>

#include "ntk/any_gram.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

using ntk::Quantity;

/// Seconds that K(X, Z) will take, or K(X, X) if z is null, from a measurement of some 0.1 s on the first rows.
template <class T>
double GramSeconds(const KernelChoice& kernel, Quantity quantity, const Matrix<T>& x, const Matrix<T>* z);

/// Seconds that SolveAnyNet will take for X, from solving with the first 2000 rows and a ridge.
double SolverSeconds(const KernelChoice& kernel, const Matrix<double>& x, Eigen::Index outputs);

/// K(x, z) of the longest rows of X and of Z is finite, and with it all others; else x_file.Fail names rows and norms.
template <class T>
void RequireFiniteKernel(const KernelChoice& kernel, const InputFile& x_file, const Matrix<T>& x,
                         const InputFile& z_file, const Matrix<T>& z);

/// K(x, x) of the longest row is zero or a normal number, so that K(X, X) has digits; else file.Fail names row and
/// norm.
template <class T>
void RequireNormalKernel(const KernelChoice& kernel, const InputFile& file, const Matrix<T>& x);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_GRAM_LIMITS_H_
