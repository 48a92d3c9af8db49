/// The functions on Gram matrices for a network that is chosen at run time, instantiated here, once.  T = float or
/// double.  They throw what their models throw.
#ifndef HADAMARD_NTK_NTK_ANY_GRAM_H_
#define HADAMARD_NTK_NTK_ANY_GRAM_H_

#include <Eigen/Core>
#include <filesystem>
#include <functional>
#include <string>

#include "linalg/vector_flags.h"
#include "ntk/any_net.h"
#include "ntk/kernel_solver.h"
#include "ntk/quantity_kernel.h"

namespace hadamard_ntk::ntk {

template <class T>
using GramMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// K(X, Z), or K(X, X) if z is null (gram.h), written into `result`.
template <class T>
void AnyGramInto(const AnyNet& net, Quantity quantity, const Eigen::Ref<const GramMatrix<T>>& x,
                 const Eigen::Ref<const GramMatrix<T>>* z, Eigen::Ref<GramMatrix<T>> result,
                 const std::function<void(double)>& progress = {});

/// The same, as a new matrix.
template <class T>
GramMatrix<T> AnyGram(const AnyNet& net, Quantity quantity, const GramMatrix<T>& x, const GramMatrix<T>* z);

/// K(x, x) of each row.
template <class T>
Eigen::Matrix<T, Eigen::Dynamic, 1> AnyGramDiagonal(const AnyNet& net, Quantity quantity,
                                                    const Eigen::Ref<const GramMatrix<T>>& x);

/// K(X, Z), or K(X, X) if z is null, straight into a .npy file (gram_file.h); `identity` as there, `progress` is called
/// with the share done.
template <class T>
void WriteAnyGram(const AnyNet& net, Quantity quantity, const GramMatrix<T>& x, const GramMatrix<T>* z,
                  const std::filesystem::path& path, const std::string& identity,
                  const std::function<void(double)>& progress);

/// K(Z, X) C, without K (gram_product.h).
GramMatrix<double> AnyGramProduct(const AnyNet& net, Quantity quantity, const GramMatrix<double>& z,
                                  const GramMatrix<double>& x, const GramMatrix<double>& c);

/// C with (K(X, X) + ridge I) C = Y (kernel_solver.h).
KernelSolution SolveAnyNet(const AnyNet& net, Quantity quantity, const GramMatrix<double>& x,
                           const GramMatrix<double>& y, const KernelSolverOptions& options);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ANY_GRAM_H_
