/// Hidden units that multiply N branches, with their gradients in the input, for one output:
///   u_n = W_n x',   b_n = s phi(u_n) + c_n,   y = b_1 * ... * b_N,   f = r C y,      x' = x, or (x, bias).
/// c_1 = 0 and the others c.  With e_n = prod_{l != n} b_l,
///   grad_x f = r sum_n W_n^T (C^T * s phi'(u_n) * e_n)  less the entry of the bias.
/// Along a direction w, t_n = W_n (w, 0), b_n' = s phi'(u_n) * t_n, and y', e_n' by the product rule.  Then, summed
/// over the samples, sum_i v_i f(x_i) + <w_i, grad f(x_i)> = sum_i r C (v_i y + y') has the gradients
///   C:    r sum_i v_i y + y'
///   W_n:  sum_i p_n x'^T + q_n (w, 0)^T,   q_n = r C^T * s phi'(u_n) * e_n,
///                                          p_n = r C^T * s (phi'(u_n) * (v_i e_n + e_n') + phi''(u_n) * t_n * e_n)
/// phi'' of a ReLU is 0, and phi' at its kink.
///
/// A pass over n samples costs about 8 N d' multiply-adds for each of them and each unit, and stores 3 N numbers.
/// Error of f, g and the gradients: that of sums of d', N m, n products (first_order_check_testing.h); tanh in float is
/// Eigen's, within 8 eps of float.
#ifndef HADAMARD_NTK_MODELS_FIRST_ORDER_UNITS_H_
#define HADAMARD_NTK_MODELS_FIRST_ORDER_UNITS_H_

#include <vector>

#include "models/input_gradient.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

enum class UnitFunction { kRelu, kIdentity, kTanh, kSine };

template <class T>
struct FirstOrderUnits {
  UnitFunction function;
  T scale, skip, output_scale, bias;  ///< s, c, r; 0: no bias
  Index width, inputs;
  std::vector<const T*> hidden;  ///< W_n, row by row: width x d'
  const T* readout;              ///< C

  /// Of 128 samples, a column each.
  struct Block {
    Matrix<T> x, direction;                     // x', (w, 0)
    std::vector<Matrix<T>> value, slope, bend;  // of every branch: b, s phi'(u), s phi''(u)
    Vector<T> gradient;                         // C, then W_1, ..., W_N
  };
  struct Workspace {
    std::vector<Block> blocks;
    Matrix<T> f, g, v, w;
  };

  Index columns() const { return inputs + (bias != 0); }
  int degree() const { return static_cast<int>(hidden.size()); }

  /// workspace.f and g; the blocks hold what Backward needs.
  void Forward(const MatrixArgument<T>& x, Workspace& workspace) const;
  /// To W_n's and C's places in a gradient, for workspace.v and w.
  void Backward(const std::vector<T*>& hidden_gradient, T* readout_gradient, Workspace& workspace) const;
};

extern template struct FirstOrderUnits<float>;
extern template struct FirstOrderUnits<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_FIRST_ORDER_UNITS_H_
