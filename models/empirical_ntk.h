/// The empirical neural tangent kernel of a finite network at the rows of X (n x d) and Z (n' x d):
///   K(i, j) = <grad_theta f_a(x_i), grad_theta f_b(z_j)>                        [JacGabHon2018; WuEtAl2022, sec. 2.2]
/// by contraction: a layer's gradients are outer products of a signal that enters and one that comes back, so K is a
/// sum over layers of Hadamard products of two small Gram matrices; the Jacobian (n x p) is never formed.
///   polynomial nets, CCP   K = X X'^T * sum_l D_l D_l'^T + r^2 Y Y'^T  (+ b_std^2), D_l and Y as in hadamard_units.h:
///                          memory K and a second matrix of its size, beside panels of 256 units;
///                          2 (N + 1) m n n' operations, half of that for K(X, X)
///   FullyConnected, NcpNet K = sum over layers of (w^2 A A'^T + b^2) * (G G'^T), layer_signals.h: memory K, a second
///                          matrix of its size, and the signals, n m numbers for each layer
/// K(X, X) is exactly symmetric.  Results are bit-identical for any number of threads.
/// Error: <= 4 sqrt(p) eps sqrt(K(x,x) K(z,z)) for p parameters (conditioned; empirical_ntk_test).
///
/// `EmpiricalNtkParts` returns one matrix for each segment of the parameters, in their order; their sum is K.
/// `NtkVectorProduct` is K v over all outputs, J_X (J_Z^T v), without K: v is n' x o, the result n x o.
///
/// Throws std::invalid_argument for X or Z with the wrong number of columns or an entry that is not finite, and an
/// output that does not exist.
#ifndef HADAMARD_NTK_MODELS_EMPIRICAL_NTK_H_
#define HADAMARD_NTK_MODELS_EMPIRICAL_NTK_H_

#include <vector>

#include "models/fully_connected.h"
#include "models/hadamard_net.h"
#include "models/matrix.h"
#include "models/ncp_net.h"
#include "models/network.h"

namespace hadamard_ntk::models {

/// a, the output at x, and b, that at z.
struct OutputPair {
  Index a = 0, b = 0;
};

template <class T>
Matrix<T> EmpiricalNtk(const HadamardNet<T>& net, const MatrixArgument<T>& x);
template <class T>
Matrix<T> EmpiricalNtk(const FullyConnected<T>& net, const MatrixArgument<T>& x);
template <class T>
Matrix<T> EmpiricalNtk(const NcpNet<T>& net, const MatrixArgument<T>& x);

template <class T>
Matrix<T> EmpiricalNtk(const HadamardNet<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                       OutputPair outputs = {});
template <class T>
Matrix<T> EmpiricalNtk(const FullyConnected<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                       OutputPair outputs = {});
template <class T>
Matrix<T> EmpiricalNtk(const NcpNet<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                       OutputPair outputs = {});

template <class T>
std::vector<Matrix<T>> EmpiricalNtkParts(const HadamardNet<T>& net, const MatrixArgument<T>& x,
                                         const MatrixArgument<T>& z, OutputPair outputs = {});
template <class T>
std::vector<Matrix<T>> EmpiricalNtkParts(const FullyConnected<T>& net, const MatrixArgument<T>& x,
                                         const MatrixArgument<T>& z, OutputPair outputs = {});
template <class T>
std::vector<Matrix<T>> EmpiricalNtkParts(const NcpNet<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                                         OutputPair outputs = {});

template <Network N, class T = typename N::Scalar>
Matrix<T> NtkVectorProduct(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                           const MatrixArgument<T>& v) {
  return JacobianVectorProduct(net, x, VectorJacobianProduct(net, z, v));
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_EMPIRICAL_NTK_H_
