/// A kernel whose spectrum is known in closed form for every d, k: the odd power n of half the chord,
///   K(theta) = sin(theta / 2)^n = ((1 - x) / 2)^{n/2},
///   mu_k = Gamma(lambda + 1/2 + s) Gamma(2 lambda + 1) / (Gamma(lambda + 1/2) Gamma(2 lambda + 1 + s)) *
///          (-s)_k / (2 lambda + 1 + s)_k,     s = n / 2, (a)_k the rising factorial, lambda = (d-1)/2
/// (Rodrigues' formula [AbrSte1964, 22.11.2] and a Beta integral).  For the library's own tests.
#ifndef HADAMARD_NTK_SPECTRAL_CHORD_KERNEL_TESTING_H_
#define HADAMARD_NTK_SPECTRAL_CHORD_KERNEL_TESTING_H_

#include <cmath>

namespace hadamard_ntk::spectral {

struct ChordKernel {
  int n;
  template <class T>
  T operator()(const T& theta) const {
    using std::sin;
    const T half = sin(T(theta / T(2)));
    T power = half;
    for (int i = 1; i < n; ++i) power *= half;
    return power;
  }

  /// mu_k in the precision of Real, by the ratio of successive eigenvalues: k roundings.
  template <class Real>
  Real Mu(int d, int k) const {
    using std::tgamma;
    const Real s = Real(n) / Real(2);
    Real mu = tgamma(Real(Real(d) / Real(2) + s)) * tgamma(Real(d)) /
              (tgamma(Real(Real(d) / Real(2))) * tgamma(Real(Real(d) + s)));
    for (int j = 0; j < k; ++j) mu *= (Real(j) - s) / (Real(d + j) + s);
    return mu;
  }
};

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_CHORD_KERNEL_TESTING_H_
