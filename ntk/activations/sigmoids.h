/// Activations made of the logistic function, phi and phi' in any real numbers, as users of QuadratureActivation
/// (quadrature.h) would write them:
///   Silu       u/(1 + e^{-u})
///   Tanh
///   Softplus   log(1 + e^u)
/// T brings exp and log1p (Tanh: tanh).  Error for double: of phi and phi' <= 8 eps relative to |u| + 1 and 1
/// (sigmoids_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_SIGMOIDS_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_SIGMOIDS_H_

#include <cmath>

namespace hadamard_ntk::ntk {

/// 1/(1 + e^{-u}).
template <class T>
T Logistic(const T& u) {
  using std::exp;
  return T(1) / (T(1) + exp(T(-u)));
}

struct Silu {
  template <class T>
  static T Value(const T& u) {
    return u * Logistic(u);
  }
  template <class T>
  static T Derivative(const T& u) {
    return Logistic(u) * (T(1) + u * Logistic(T(-u)));
  }
};

struct Tanh {
  template <class T>
  static T Value(const T& u) {
    using std::tanh;
    return tanh(u);
  }
  template <class T>
  static T Derivative(const T& u) {
    using std::abs;
    using std::exp;
    const T e = exp(T(T(-2) * abs(u))), sum = T(1) + e;
    return T(4) * e / (sum * sum);
  }
};

struct Softplus {
  template <class T>
  static T Value(const T& u) {
    using std::abs;
    using std::exp;
    using std::log1p;
    return (u > T(0) ? u : T(0)) + log1p(exp(T(-abs(u))));
  }
  template <class T>
  static T Derivative(const T& u) {
    return Logistic(u);
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_SIGMOIDS_H_
