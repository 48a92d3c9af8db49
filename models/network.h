/// What a finite network of this library is: a value - copying it copies its parameters - with
///   f: R^d -> R^o,  parameters theta in R^p (parameters.h),  X: n x d, a row is a sample,  f(X): n x o.
/// All functions check shapes and that X is finite, and throw std::invalid_argument otherwise; parameters that are not
/// finite give outputs that are not finite.  Work is cut into fixed blocks: results are bit-identical for any number of
/// threads.  The functions are const; one network may be used by several threads, each with its own workspace.
///
///   net.Forward(x, f, workspace)                        f = f(X)
///   net.LossGradient(x, loss, gradient, workspace)      calls loss(f(X), v), which sets v = dLoss/df (n x o, given as
///                                                       zeros); then gradient = sum_{i,o} v(i, o) grad_theta f_o(x_i)
///   net.JacobianVectorProduct(x, direction, tangent, workspace)
///                                                       tangent(i, o) = <grad_theta f_o(x_i), direction>
/// `gradient` and `direction` have p entries, laid out as the parameters.  A workspace holds scratch memory that is
/// kept between calls; its contents mean nothing, but for `step`, which the caller may set: it keys what LossGradient
/// draws, if it draws (dropout).  Trainer (training.h) sets it to the number of the step.
#ifndef HADAMARD_NTK_MODELS_NETWORK_H_
#define HADAMARD_NTK_MODELS_NETWORK_H_

#include <concepts>
#include <cstdint>
#include <functional>

#include "models/arguments.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

/// loss(f, v) sets v = dLoss/df.
template <class T>
using OutputGradient = std::function<void(const Matrix<T>& f, Matrix<T>& v)>;

struct NetworkWorkspace {
  std::uint64_t step = 0;
};

/// v, n x o, as `loss` sets it at the outputs f; for LossGradient.
template <class T, class Outputs>
void SetOutputWeights(const OutputGradient<T>& loss, const Outputs& f, Matrix<T>& v) {
  v.setZero(f.rows(), f.cols());
  loss(f, v);
  RequireShape("LossGradient", "v set by loss", v, f.rows(), f.cols());
}

template <class N>
concept Network = std::copyable<N> && std::default_initializable<typename N::Workspace> &&
    std::derived_from<typename N::Workspace, NetworkWorkspace> &&
    requires(const N& net, N& changing, const Matrix<typename N::Scalar>& x, Matrix<typename N::Scalar>& f,
             const OutputGradient<typename N::Scalar>& loss, const Vector<typename N::Scalar>& direction,
             Vector<typename N::Scalar>& gradient, typename N::Workspace& workspace) {
  { net.inputs() } -> std::same_as<Index>;
  { net.outputs() } -> std::same_as<Index>;
  { net.parameters() } -> std::same_as<const Parameters<typename N::Scalar>&>;
  { changing.parameters() } -> std::same_as<Parameters<typename N::Scalar>&>;
  net.Forward(x, f, workspace);
  net.LossGradient(x, loss, gradient, workspace);
  net.JacobianVectorProduct(x, direction, f, workspace);
};

/// f(X), n x o.
template <Network N, class T = typename N::Scalar>
Matrix<T> Forward(const N& net, const MatrixArgument<T>& x) {
  typename N::Workspace workspace;
  Matrix<T> f;
  net.Forward(x, f, workspace);
  return f;
}

/// J^T v = sum_{i,o} v(i, o) grad f_o(x_i), for v of n x o.
template <Network N, class T = typename N::Scalar>
Vector<T> VectorJacobianProduct(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& v) {
  RequireShape("VectorJacobianProduct", "v", v, x.rows(), net.outputs());
  typename N::Workspace workspace;
  Vector<T> gradient(net.parameters().size());
  net.LossGradient(
      x, [&](const Matrix<T>&, Matrix<T>& df) { df = v; }, gradient, workspace);
  return gradient;
}

/// Column i is sum_o v(i, o) grad f_o(x_i): p x n, n p numbers.
template <Network N, class T = typename N::Scalar>
Matrix<T> PerSampleVectorJacobianProducts(const N& net, const MatrixArgument<T>& x, const MatrixArgument<T>& v) {
  RequireShape("PerSampleVectorJacobianProducts", "v", v, x.rows(), net.outputs());
  typename N::Workspace workspace;
  Matrix<T> gradients(net.parameters().size(), x.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    const Matrix<T> sample = x.row(i);
    net.LossGradient(
        sample, [&](const Matrix<T>&, Matrix<T>& df) { df = v.row(i); }, gradients.col(i), workspace);
  }
  return gradients;
}

/// J t: entry (i, o) is <grad f_o(x_i), direction>.
template <Network N, class T = typename N::Scalar>
Matrix<T> JacobianVectorProduct(const N& net, const MatrixArgument<T>& x, const VectorArgument<T>& direction) {
  typename N::Workspace workspace;
  Matrix<T> tangent;
  net.JacobianVectorProduct(x, direction, tangent, workspace);
  return tangent;
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_NETWORK_H_
