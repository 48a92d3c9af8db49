/// The empirical neural tangent kernel of a finite network at the rows of X (n x d) and Z (n' x d):
///   K(i, j) = <grad_theta f_a(x_i), grad_theta f_b(z_j)>                        [JacGabHon2018; WuEtAl2022, sec. 2.2]
/// by contraction: a layer's gradients are outer products of a signal that enters and one that comes back, so K is a
/// sum over layers of Hadamard products of two small Gram matrices; the Jacobian (n x p) is never formed.
///   a SignalNetwork        K = sum over layers of (w^2 A A'^T + b^2) * (G G'^T), layer_signals.h: memory K, a second
///                          matrix of its size, and the signals, n m numbers for each layer
///   a HadamardNet          K = X X'^T * sum_l D_l D_l'^T + r^2 Y Y'^T  (+ b_std^2), D_l and Y as in hadamard_units.h:
///                          memory K and a second matrix of its size, beside panels of 256 units;
///                          2 (N + 1) m n n' operations, half of that for K(X, X)
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

#include <concepts>
#include <cstddef>
#include <vector>

#include "models/arguments.h"
#include "models/hadamard_net.h"
#include "models/layer_signals.h"
#include "models/matrix.h"
#include "models/network.h"

namespace hadamard_ntk::models {

/// a, the output at x, and b, that at z.
struct OutputPair {
  Index a = 0, b = 0;
};

/// Polynomial nets and CCP.
template <class N>
concept UnitNetwork = std::derived_from<N, HadamardNet<typename N::Scalar>>;

template <class N>
concept NtkNetwork = SignalNetwork<N> || UnitNetwork<N>;

/// What the functions below add up, with Z = X if `symmetric`: a matrix for each segment, or their sum alone.  A
/// segment without signals is not trained: 0.
enum class NtkTerms { kSum, kParts };
template <class T>
std::vector<Matrix<T>> ContractUnits(const HadamardNet<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                                     OutputPair outputs, bool symmetric, NtkTerms terms);
template <class T>
std::vector<Matrix<T>> ContractSignals(const std::vector<LayerSignals<T>>& x, const std::vector<LayerSignals<T>>& z,
                                       std::size_t segments, bool symmetric, NtkTerms terms);
/// Throws unless both of a network's `count` outputs exist.
void RequireOutputs(OutputPair outputs, Index count);

template <SignalNetwork N, class T = typename N::Scalar>
std::vector<LayerSignals<T>> SignalsOfOutput(const N& net, const char* name, const MatrixArgument<T>& x, Index output,
                                             typename N::Workspace& workspace) {
  RequireSamples("EmpiricalNtk", name, x, net.inputs());
  return net.Signals(
      x, [output](const Matrix<T>&, Matrix<T>& v) { v.col(output).setOnes(); }, workspace);
}

template <NtkNetwork N, class T = typename N::Scalar>
std::vector<Matrix<T>> Contract(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                                OutputPair outputs, bool symmetric, NtkTerms terms) {
  RequireOutputs(outputs, net.outputs());
  if constexpr (UnitNetwork<N>) {
    return ContractUnits<T>(net, x, z, outputs, symmetric, terms);
  } else {
    typename N::Workspace workspace_x, workspace_z;
    const std::vector<LayerSignals<T>> at_x = SignalsOfOutput(net, "X", x, outputs.a, workspace_x);
    const std::size_t segments = net.parameters().segments().size();
    if (symmetric) return ContractSignals(at_x, at_x, segments, symmetric, terms);
    return ContractSignals(at_x, SignalsOfOutput(net, "Z", z, outputs.b, workspace_z), segments, symmetric, terms);
  }
}

template <NtkNetwork N, class T = typename N::Scalar>
Matrix<T> EmpiricalNtk(const N& net, const MatrixArgument<T>& x) {
  return Contract(net, x, x, {}, /*symmetric=*/true, NtkTerms::kSum)[0];
}

template <NtkNetwork N, class T = typename N::Scalar>
Matrix<T> EmpiricalNtk(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z, OutputPair outputs = {}) {
  return Contract(net, x, z, outputs, /*symmetric=*/false, NtkTerms::kSum)[0];
}

template <NtkNetwork N, class T = typename N::Scalar>
std::vector<Matrix<T>> EmpiricalNtkParts(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                                         OutputPair outputs = {}) {
  return Contract(net, x, z, outputs, /*symmetric=*/false, NtkTerms::kParts);
}

template <Network N, class T = typename N::Scalar>
Matrix<T> NtkVectorProduct(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                           const MatrixArgument<T>& v) {
  return JacobianVectorProduct(net, x, VectorJacobianProduct(net, z, v));
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_EMPIRICAL_NTK_H_
