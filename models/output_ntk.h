/// The empirical neural tangent kernel of a network with o outputs, all of them at once.  With
///   K_ab(i, j) = <grad_theta f_a(x_i), grad_theta f_b(z_j)>          (empirical_ntk.h; X: n x d, Z: m x d)
/// OutputNtk returns, as a matrix of n rows whose columns run over the other axes, the last one fastest,
///   kFull       n x m x o x o   K_ab(i, j), in column (j o + a) o + b
///   kDiagonal   n x m x o       K_aa(i, j), in column j o + a
///   kTrace      n x m           sum_a K_aa(i, j)
///   kMean       n x m           the trace / o
/// In the words of [NovSohSch2022] (neural_tangents) these are no axes, diagonal_axes=(-1,), and its trace_axes=(-1,),
/// which divides by o: that is kMean; kTrace is the sum.  The kernel of the o n numbers f_a(x_i) is kFull with its axes
/// in the order i, a, j, b.
///
/// Work: that of one EmpiricalNtk for each output, or if full for each pair of them, of K(X, X) for half of the pairs;
/// memory beside the result: that of one.  K(X, X) is exactly symmetric, K_ab(i, j) = K_ba(j, i).  Error: of each K_ab
/// that of empirical_ntk.h, and of the sums o eps times the sum of |grad f_a(x)| |grad f_a(z)| beside it
/// (output_ntk_test).  Throws what EmpiricalNtk throws.
#ifndef HADAMARD_NTK_MODELS_OUTPUT_NTK_H_
#define HADAMARD_NTK_MODELS_OUTPUT_NTK_H_

#include "models/empirical_ntk.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

enum class OutputAxes { kFull, kDiagonal, kTrace, kMean };

/// How many columns each row of Z has.
inline Index OutputColumns(OutputAxes axes, Index outputs) {
  return axes == OutputAxes::kFull ? outputs * outputs : axes == OutputAxes::kDiagonal ? outputs : 1;
}

/// Both kernels below, with Z = X if `symmetric`.
template <NtkNetwork N, class T = typename N::Scalar>
Matrix<T> CollectOutputs(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z, OutputAxes axes,
                         bool symmetric) {
  const Index outputs = net.outputs(), step = OutputColumns(axes, outputs);
  const bool full = axes == OutputAxes::kFull;
  Matrix<T> result = Matrix<T>::Zero(x.rows(), z.rows() * step);
  const auto column = [&](Index j, Index a, Index b) {
    return result.col(j * step + (full ? a * outputs + b : step > 1 ? a : 0));
  };
  for (Index a = 0; a < outputs; ++a) {
    for (Index b = full && !symmetric ? 0 : a; b < (full ? outputs : a + 1); ++b) {
      const Matrix<T> k = Contract(net, x, z, {a, b}, symmetric && a == b, NtkTerms::kSum)[0];
      for (Index j = 0; j < z.rows(); ++j) column(j, a, b) += k.col(j);
      for (Index j = 0; symmetric && a < b && j < z.rows(); ++j) column(j, b, a) = k.row(j).transpose();
    }
  }
  if (axes == OutputAxes::kMean) result /= static_cast<T>(outputs);
  return result;
}

template <NtkNetwork N, class T = typename N::Scalar>
Matrix<T> OutputNtk(const N& net, const MatrixArgument<T>& x, OutputAxes axes) {
  return CollectOutputs(net, x, x, axes, /*symmetric=*/true);
}

template <NtkNetwork N, class T = typename N::Scalar>
Matrix<T> OutputNtk(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z, OutputAxes axes) {
  return CollectOutputs(net, x, z, axes, /*symmetric=*/false);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_OUTPUT_NTK_H_
