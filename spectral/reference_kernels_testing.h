/// Kernels for this library's own tests and benchmarks, written from the paper's formulas without the ntk library.
#ifndef HADAMARD_NTK_SPECTRAL_REFERENCE_KERNELS_TESTING_H_
#define HADAMARD_NTK_SPECTRAL_REFERENCE_KERNELS_TESTING_H_

#include <cmath>
#include <complex>

namespace hadamard_ntk::spectral {

/// pi in the precision of T.
template <class T>
T ReferencePi() {
  using std::acos;
  return acos(T(-1));
}

/// NTK of the N-degree ReLU polynomial net, `unit` normalisation [paper, Theorem 1]:
/// 2 kappa_2^N + 2 N cos(theta) kappa_1 kappa_2^{N-1}.
struct PolynomialNetKernel {
  int degree;
  template <class T>
  T operator()(const T& theta) const {
    using std::cos, std::sin;
    const T pi = ReferencePi<T>();
    const T cosine = cos(theta);
    const T kappa1 = (pi - theta) / pi;
    const T kappa2 = (sin(theta) + (pi - theta) * cosine) / pi;
    T power(1);
    for (int i = 1; i < degree; ++i) power *= kappa2;
    return T(2) * power * kappa2 + T(2 * degree) * cosine * kappa1 * power;
  }
};

/// NTK of the two-layer ReLU net with biases of standard deviation b in both layers [paper, sec. 2.2]: with the
/// correlation rho = (cos(theta) + b^2) / (1 + b^2) of the first layer, 1 - rho = 2 sin^2(t / 2), K = (1 + b^2)
/// kappa_2(t) + b^2 + (cos(theta) + b^2) kappa_1(t).  Its left cut starts at cosh(u) = 1 + 2 b^2.
struct BiasedTwoLayerKernel {
  double bias;
  template <class T>
  T operator()(const T& theta) const {
    using std::asin, std::cos, std::sin, std::sqrt;
    const T pi = ReferencePi<T>();
    const T square = T(bias) * T(bias), variance = T(1) + square;
    const T t = T(2) * asin(T(sin(T(theta / T(2))) / sqrt(variance)));
    return variance * (sin(t) + (pi - t) * cos(t)) / pi + square + (cos(theta) + square) * (pi - t) / pi;
  }
};

/// NTK of the fully-connected ReLU net with `depth` weight layers, unit-moment activation, no biases [paper, sec. 2.2]:
/// K(1) = depth.  The angle of the next layer comes from 1 - rho' = (1 - cos t) - (sin t - t cos t) / pi, by its power
/// series where t is small, so that it is accurate for complex t near 0.
struct FullyConnectedKernel {
  int depth;
  template <class T>
  T operator()(const T& theta) const {
    using std::cos, std::sin;
    const T pi = ReferencePi<T>();
    T angle = theta;
    T rho = cos(theta);
    T kernel = rho;
    for (int layer = 1; layer < depth; ++layer) {
      rho = (sin(angle) + (pi - angle) * cos(angle)) / pi;
      kernel = rho + kernel * (pi - angle) / pi;
      if (layer + 1 < depth) angle = NextAngle(angle);
    }
    return kernel;
  }

 private:
  template <class T>
  static T NextAngle(const T& t) {
    using std::abs, std::acos, std::asin, std::cos, std::sin, std::sqrt;
    const T pi = ReferencePi<T>();
    if (abs(t) > 1) return acos(T((sin(t) + (pi - t) * cos(t)) / pi));
    // sin t - t cos t = sum_{j>=1} (-1)^{j+1} 2 j t^{2j+1} / (2j+1)!
    T term = t;
    T sum(0);
    for (int j = 1; j < 60; ++j) {
      term *= -t * t / T((2 * j) * (2 * j + 1));
      sum -= term * T(2 * j);
    }
    const T half = sin(T(t / T(2)));
    const T complement = T(2) * half * half - sum / pi;
    return T(2) * asin(T(sqrt(T(complement / T(2)))));
  }
};

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_REFERENCE_KERNELS_TESTING_H_
