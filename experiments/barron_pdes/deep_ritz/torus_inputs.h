/// Points x of the torus [0, 2 pi)^d as inputs of a net, y = (cos x_1, ..., cos x_d, sin x_1, ..., sin x_d), so that
/// every net is a function on the torus; n x 2d.  Gradients go by the chain rule: with J = dy/dx,
///   grad_x f = J^T grad_y f,   <w, grad_x f> = <J w, grad_y f>.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_TORUS_INPUTS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_TORUS_INPUTS_H_

#include <Eigen/Core>

#include "models/matrix.h"

namespace hadamard_ntk::experiments::deep_ritz {

template <class T>
models::Matrix<T> TorusInputs(const Eigen::MatrixXd& x) {
  models::Matrix<T> y(x.rows(), 2 * x.cols());
  y << x.array().cos().cast<T>(), x.array().sin().cast<T>();
  return y;
}

/// grad_x f, of grad_y f.
template <class T>
models::Matrix<T> ToPoints(const models::Matrix<T>& y, const models::Matrix<T>& of_inputs) {
  const auto d = y.cols() / 2;
  return y.leftCols(d).cwiseProduct(of_inputs.rightCols(d)) - y.rightCols(d).cwiseProduct(of_inputs.leftCols(d));
}

/// J w.
template <class T>
models::Matrix<T> ToInputs(const models::Matrix<T>& y, const models::Matrix<T>& w) {
  models::Matrix<T> of_inputs(y.rows(), y.cols());
  of_inputs << -y.rightCols(w.cols()).cwiseProduct(w), y.leftCols(w.cols()).cwiseProduct(w);
  return of_inputs;
}

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_TORUS_INPUTS_H_
