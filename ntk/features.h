/// The algebra from which all networks of this library are written.
///
/// A wide layer is an independent sample of one random function h per unit, random through the weights.  At a pair of
/// inputs (x, z) all that the infinite network remembers of it is its second moments (nngp = E[h(x) h(z)] with the rms
/// values and the correlation) and ntk = E<grad h(x), grad h(z)>, the gradient by all weights below.  A `Preactivation`
/// is centred Gaussian; `Features` are anything, and so have means, too [JacGabHon2018; Yang2020; WuEtAl2022, B.1]:
///   Dense(h, w, b)         sqrt(w/m) W h + sqrt(b) beta, entries of W and beta N(0, 1) and trained:
///                          nngp' = w nngp + b,   ntk' = w (ntk + nngp) + b
///   Activate<Phi>(h)       phi(h):  nngp' = rms_x rms_z Phi::Dual(rho),   ntk' = Phi::DualSlope(rho) ntk
///   Sum(f, g)              f + g, independent: everything adds, and E[f(x)] E[g(z)] + E[g(x)] E[f(z)] joins the nngp
///   HadamardProduct(f, g)  f * g, independent: (nngp, ntk) multiply as dual numbers nngp + eps ntk
///   Power(f, n)            the Hadamard product of n independent copies of f
///   Scale(f, v)            sqrt(v) f: nngp and ntk times v
///   Readout(h, w, b)       the last Dense, of which only (nngp, ntk) is wanted
/// An activation is a type like `Relu`: phi positively homogeneous of degree 1, with E[phi(u)^2] = 1 for u ~ N(0, 1).
/// Only a Preactivation can be activated and only Features multiplied, so the compiler keeps Gaussian and other
/// functions apart.
///
/// Variances are of type RealOf<T>: squares of parameters are formed there (SquareOf), not in double.
/// Domain: norms, rms and variances >= 0.  Error: correlations keep the relative accuracy of 1 - rho and 1 + rho.
#ifndef HADAMARD_NTK_NTK_FEATURES_H_
#define HADAMARD_NTK_NTK_FEATURES_H_

#include <cmath>

#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"
#include "ntk/second_moments.h"

namespace hadamard_ntk::ntk {

/// A centred Gaussian random function at a pair of inputs.
template <Scalar T>
struct Preactivation : SecondMoments<T> {
  T ntk;
};

/// Any random function at a pair of inputs.
template <Scalar T>
struct Features : SecondMoments<T> {
  T ntk;
  MagnitudeOf<T> mean_x;
  MagnitudeOf<T> mean_z;
};

/// The same constant >= 0 at every input, not trained.
template <Scalar T>
Features<T> Constant(const MagnitudeOf<T>& value) {
  return {{value, value, Correlation<T>::Equal()}, T(RealOf<T>(0)), value, value};
}

/// The inputs x, z of given norms, as what a first layer of N(0, 1) weights sees: nngp = <x, z>, nothing trained.
template <Scalar T>
Features<T> Input(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& correlation) {
  const MagnitudeOf<T> zero(RealOf<T>(0));
  return {{norm_x, norm_z, correlation}, T(RealOf<T>(0)), zero, zero};
}

template <Scalar T>
Preactivation<T> Sum(const Preactivation<T>& f, const Preactivation<T>& g) {
  const SecondMoments<T>&a = f, &b = g;
  return {Sum(a, b), T(f.ntk + g.ntk)};
}

template <Scalar T>
Features<T> Sum(const Features<T>& f, const Features<T>& g) {
  const SecondMoments<T>&a = f, &b = g;
  return {Sum(a, b, {f.mean_x, f.mean_z, g.mean_x, g.mean_z}), T(f.ntk + g.ntk), MagnitudeOf<T>(f.mean_x + g.mean_x),
          MagnitudeOf<T>(f.mean_z + g.mean_z)};
}

template <Scalar T>
Features<T> HadamardProduct(const Features<T>& f, const Features<T>& g) {
  const SecondMoments<T>&a = f, &b = g;
  const T value_f = f.nngp(), value_g = g.nngp();
  return {Product(a, b), T(f.ntk * value_g + value_f * g.ntk), MagnitudeOf<T>(f.mean_x * g.mean_x),
          MagnitudeOf<T>(f.mean_z * g.mean_z)};
}

/// n >= 0 factors, in O(log n) products.
template <Scalar T>
Features<T> Power(Features<T> f, int n) {
  if (n <= 0) return Constant<T>(MagnitudeOf<T>(RealOf<T>(1)));
  for (; n % 2 == 0; n /= 2) f = HadamardProduct(f, f);
  Features<T> result = f;
  while ((n /= 2) > 0) {
    f = HadamardProduct(f, f);
    if (n % 2 == 1) result = HadamardProduct(result, f);
  }
  return result;
}

template <Scalar T>
Features<T> Scale(const Features<T>& f, const RealOf<T>& v) {
  using std::sqrt;
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const M s = M(R(sqrt(v)));
  return {{M(s * f.rms_x), M(s * f.rms_z), f.correlation}, T(v * f.ntk), M(s * f.mean_x), M(s * f.mean_z)};
}

template <Scalar T, class W = double, class B = double>
Preactivation<T> Dense(const Features<T>& h, const W& weight_variance = 1, const B& bias_variance = 0) {
  using std::sqrt;
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const R w(weight_variance), b(bias_variance);
  const M gain = M(R(sqrt(w)));
  const SecondMoments<T> weighted{M(gain * h.rms_x), M(gain * h.rms_z), h.correlation};
  const T ntk = w * (h.ntk + h.nngp());
  if (b == R(0)) return {weighted, ntk};
  const M bias = M(R(sqrt(b)));
  return Sum(Preactivation<T>{weighted, ntk}, Preactivation<T>{{bias, bias, Correlation<T>::Equal()}, T(b)});
}

template <class Phi, Scalar T>
Features<T> Activate(const Preactivation<T>& h) {
  const Correlation<T> c = h.correlation.Resolved();
  const MagnitudeOf<T> mean = Phi::template Mean<T>();
  return {{h.rms_x, h.rms_z, Phi::DualCorrelation(c)},
          T(Phi::DualSlope(c) * h.ntk),
          MagnitudeOf<T>(mean * h.rms_x),
          MagnitudeOf<T>(mean * h.rms_z)};
}

template <Scalar T, class W = double, class B = double>
Pair<T> Readout(const Features<T>& h, const W& weight_variance = 1, const B& bias_variance = 0) {
  const RealOf<T> w(weight_variance), b(bias_variance);
  const T nngp = w * h.nngp() + T(b);
  const T ntk = nngp + w * h.ntk;
  return {nngp, ntk};
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FEATURES_H_
