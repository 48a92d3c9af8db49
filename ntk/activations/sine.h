/// Waves: phi(u) = sin(w u), odd, and phi(u) = cos(w u), even, of frequency w.
///
/// For a centred Gaussian pair of rms values (p, q) and correlation rho, with P = w p, Q = w q, g = P Q and
/// d = (P - Q)^2/2, the characteristic function of u -+ v gives
///   E[sin sin] = e^{-d} (e^{-g (1 - rho)} - e^{-g (1 + rho)})/2,
///   E[cos cos] = e^{-d} (e^{-g (1 - rho)} + e^{-g (1 + rho)})/2,
///   E[sin' sin'] = w^2 E[cos cos],   E[cos' cos'] = w^2 E[sin sin],   E[sin] = 0,   E[cos] = e^{-P^2/2}.
/// 1 -+ rho' by parallel_pair.h.  With E(a) = 1 - e^{-a}, m = (P + Q)^2/2 and c = e^{-2 Q^2} E(P^2 - Q^2)^2/2, P >= Q,
///   sin:  C_1 -+ C = e^{-d} E(g (1 -+ rho)) (1 + e^{-g (1 +- rho)})/2,   D = E(d) (1 + e^{-m}) - c
///   cos:  C_1 - C  = e^{-d} E(g (1 - rho)) E(g (1 + rho))/2,             D = E(d) E(m) + c
///   both: |A - B| = e^{-2 Q^2} E(2 (P^2 - Q^2))/2.
///
/// Domain: p, q >= 0, P^2 and Q^2 finite; any complex rho.
/// Throws std::invalid_argument unless w is finite and > 0.
/// Error for double, with G = 1 + p^2 + q^2 for the rounding of exponents (w <= 1): rms, mean <= 8 G eps relative,
/// slope <= 8 G eps of its value at rho = 1, rho' <= 8 G eps, 1 -+ rho' <= 24 G eps (1 -+ rho' + ((p-q)/(p+q))^2)
/// (sine_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_SINE_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_SINE_H_

#include <cmath>
#include <stdexcept>

#include "ntk/activation_moments.h"
#include "ntk/activations/exponentials.h"
#include "ntk/activations/parallel_pair.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

namespace sine_internal {

inline double CheckedFrequency(const char* name, double frequency) {
  if (!(frequency > 0 && std::isfinite(frequency))) {
    throw std::invalid_argument(std::string(name) + ": the frequency must be finite and positive, got " +
                                Describe(frequency));
  }
  return frequency;
}

/// E(a) = 1 - e^{-a}.
template <Scalar T>
T Rise(const T& a) {
  return -ExponentialMinusOne(T(-a));
}

/// What both waves are made of, at P, Q.
template <Scalar T>
struct Waves {
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;

  M p, q, skew, d, g;
  M decay;              // e^{-d}
  T rise_minus;         // E(g (1 - rho))
  T rise_plus;          // E(g (1 + rho))
  T sine_covariance;    // E[sin sin]
  T cosine_covariance;  // E[cos cos]

  Waves(const R& w, const M& norm_x, const M& norm_z, const Correlation<T>& rho)
      : p(w * norm_x), q(w * norm_z), skew(w * (norm_x - norm_z)) {
    d = R(0.5) * skew * skew;
    g = p * q;
    decay = Exponential(M(-d));
    const T minus = T(g * rho.one_minus()), plus = T(g * rho.one_plus());
    rise_minus = Rise(minus);
    rise_plus = Rise(plus);
    // Both from e^{-d - g (1 - |rho|)} and E(2 g |rho|): relative accuracy where rho = 0, no overflow.
    const auto near = RealPart(rho.one_minus()) <= RealPart(rho.one_plus());
    const T twice = T(g * rho.cosine()) + T(g * rho.cosine());
    const T wave = R(0.5) * Exponential(T(-T(T(d) + Select<T>(near, minus, plus))));
    const T rise = Rise(Select<T>(near, twice, T(-twice))), size = wave * rise;
    sine_covariance = Select<T>(near, size, T(-size));
    cosine_covariance = wave * T(T(R(2)) - rise);
  }

  /// c and |A - B|.
  struct Sizes {
    M c, difference;
  };
  Sizes OfNorms() const {
    const auto ordered = q <= p;
    const M low = Select<M>(ordered, q, p), high = Select<M>(ordered, p, q);
    const M wave = R(0.5) * Exponential(M(-(low * low + low * low))),
            step = Select<M>(ordered, skew, -skew) * (high + low);
    const M rise = Rise(step);
    return {wave * rise * rise, wave * Rise(M(step + step))};
  }
  M m() const { return d + g + g; }
};

}  // namespace sine_internal

class Sine {
 public:
  explicit Sine(double frequency = 1) : frequency_(sine_internal::CheckedFrequency("Sine", frequency)) {}
  double frequency() const { return frequency_; }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using sine_internal::Rise;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R w(frequency_), half(0.5);
    const sine_internal::Waves<T> waves(w, p, q, rho);
    const M one(R(1)), zero(R(0)), half_decay = half * waves.decay;
    const T two(R(2));
    const M square_x = half * Rise(M(R(2) * waves.p * waves.p)), square_z = half * Rise(M(R(2) * waves.q * waves.q));
    const T drop = T(half_decay * T(waves.rise_minus * T(two - waves.rise_plus)));
    const T rise = T(half_decay * T(waves.rise_plus * T(two - waves.rise_minus)));
    M gap = zero;
    if (!Holds(p == q)) {
      const auto sizes = waves.OfNorms();
      const M distance = Rise(waves.d) * (one + Exponential(M(-waves.m()))) - sizes.c;
      const M product = half_decay * Rise(M(waves.g + waves.g));
      gap = ParallelPair<M>{square_x, square_z, product, distance, sizes.difference}.Gap(p, q);
    }
    return {MomentsOf<T>(square_x, square_z, gap, waves.sine_covariance, drop, rise),
            T(w * w * waves.cosine_covariance), zero, zero};
  }

 private:
  double frequency_;
};

class Cosine {
 public:
  explicit Cosine(double frequency = 1) : frequency_(sine_internal::CheckedFrequency("Cosine", frequency)) {}
  double frequency() const { return frequency_; }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using sine_internal::Rise;
    using R = RealOf<T>;
    using M = MagnitudeOf<T>;
    const R w(frequency_), half(0.5);
    const sine_internal::Waves<T> waves(w, p, q, rho);
    const M one(R(1)), half_decay = half * waves.decay, p_square = waves.p * waves.p, q_square = waves.q * waves.q;
    const M square_x = half * (one + Exponential(M(R(-2) * p_square)));
    const M square_z = half * (one + Exponential(M(R(-2) * q_square)));
    const M product = half_decay * (one + Exponential(M(R(-2) * waves.g)));
    const T drop = T(half_decay * T(waves.rise_minus * waves.rise_plus));
    M gap(R(0));
    if (!Holds(p == q)) {
      const auto sizes = waves.OfNorms();
      const M distance = Rise(waves.d) * Rise(waves.m()) + sizes.c;
      gap = ParallelPair<M>{square_x, square_z, product, distance, sizes.difference}.Gap(p, q);
    }
    const T& covariance = waves.cosine_covariance;
    return {MomentsOf<T>(square_x, square_z, gap, covariance, drop, T(T(product) + covariance)),
            T(w * w * waves.sine_covariance), Exponential(M(R(-0.5) * p_square)), Exponential(M(R(-0.5) * q_square))};
  }

 private:
  double frequency_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_SINE_H_
