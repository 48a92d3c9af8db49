/// The functions of ntk on Gram matrices for a kernel chosen on a command line: instantiated here, once.  T = float or
/// double.  They throw what their models in ntk throw.
#ifndef HADAMARD_NTK_TOOLS_NTK_ANY_GRAM_H_
#define HADAMARD_NTK_TOOLS_NTK_ANY_GRAM_H_

#include <filesystem>
#include <functional>
#include <string>

#include "ntk/kernel_solver.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

enum class Quantity { kNtk, kNngp };

/// K(X, Z), or K(X, X) if z is null (ntk/gram.h).
template <class T>
Matrix<T> AnyGram(const KernelChoice& kernel, Quantity quantity, const Matrix<T>& x, const Matrix<T>* z);

/// The same, straight into a .npy file (ntk/gram_file.h); `identity` as there, `progress` is called with the share
/// done.
template <class T>
void WriteAnyGram(const KernelChoice& kernel, Quantity quantity, const Matrix<T>& x, const Matrix<T>* z,
                  const std::filesystem::path& path, const std::string& identity,
                  const std::function<void(double)>& progress);

/// K(Z, X) C for the NTK, without K (ntk/gram_product.h).
Matrix<double> AnyGramProduct(const KernelChoice& kernel, const Matrix<double>& z, const Matrix<double>& x,
                              const Matrix<double>& c);

/// C with (K(X, X) + ridge I) C = Y for the NTK (ntk/kernel_solver.h).
ntk::KernelSolution SolveAnyKernel(const KernelChoice& kernel, const Matrix<double>& x, const Matrix<double>& y,
                                   const ntk::KernelSolverOptions& options);

/// Seconds that K(X, Z) will take, or K(X, X) if z is null, from a measurement of some 0.1 s on the first rows.
template <class T>
double GramSeconds(const KernelChoice& kernel, Quantity quantity, const Matrix<T>& x, const Matrix<T>* z);

/// Seconds that SolveAnyKernel will take for X, from solving with the first 2000 rows and a ridge.
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

#endif  // HADAMARD_NTK_TOOLS_NTK_ANY_GRAM_H_
