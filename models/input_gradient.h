/// Networks of one output that are trained through their gradient in the input, too: trial functions of an energy
/// int L(x, u, grad u) [EYu2018].  With f: R^d -> R, a sample x_i a row of X, n x d:
///
///   net.ForwardWithGradient(x, f, g, workspace)             f = f(X), n x 1, and g, n x d: row i is grad f(x_i)
///   net.FirstOrderLossGradient(x, loss, gradient, workspace)
///                     calls loss(f, g, v, w), which sets v = dLoss/df, n x 1, and w = dLoss/dg, n x d (given as zeros);
///                     then gradient = grad_theta of sum_i v_i f(x_i) + <w_i, grad f(x_i)>, v and w held
///
/// With w = 0 that is LossGradient (network.h), whose rules for shapes, threads and workspaces hold here.
#ifndef HADAMARD_NTK_MODELS_INPUT_GRADIENT_H_
#define HADAMARD_NTK_MODELS_INPUT_GRADIENT_H_

#include <concepts>
#include <functional>

#include "models/arguments.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

/// loss(f, g, v, w) sets v = dLoss/df, w = dLoss/dg.
template <class T>
using FirstOrderLoss = std::function<void(const Matrix<T>& f, const Matrix<T>& g, Matrix<T>& v, Matrix<T>& w)>;

/// v and w as `loss` sets them at f and g; for FirstOrderLossGradient.
template <class T>
void SetFirstOrderWeights(const FirstOrderLoss<T>& loss, const Matrix<T>& f, const Matrix<T>& g, Matrix<T>& v,
                          Matrix<T>& w) {
  v.setZero(f.rows(), 1);
  w.setZero(g.rows(), g.cols());
  loss(f, g, v, w);
  RequireShape("FirstOrderLossGradient", "v set by loss", v, f.rows(), 1);
  RequireShape("FirstOrderLossGradient", "w set by loss", w, g.rows(), g.cols());
}

template <class N>
concept InputDifferentiable = std::copyable<N> && std::default_initializable<typename N::Workspace> &&
    requires(const N& net, N& changing, const Matrix<typename N::Scalar>& x, Matrix<typename N::Scalar>& f,
             const FirstOrderLoss<typename N::Scalar>& loss, Vector<typename N::Scalar>& gradient,
             typename N::Workspace& workspace) {
  { net.inputs() } -> std::same_as<Index>;
  { changing.parameters() } -> std::same_as<Parameters<typename N::Scalar>&>;
  net.ForwardWithGradient(x, f, f, workspace);
  net.FirstOrderLossGradient(x, loss, gradient, workspace);
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_INPUT_GRADIENT_H_
