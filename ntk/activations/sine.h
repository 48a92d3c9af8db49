/// Waves: phi(u) = sin(w u + a) and phi(u) = cos(w u + a) of frequency w and phase a; without one odd and even.
///
/// For a centred Gaussian pair of rms values (p, q) and correlation rho, with P = w p, Q = w q, g = P Q and
/// d = (P - Q)^2/2, the characteristic function of u -+ v gives
///   E[sin sin] = e^{-d} (e^{-g (1 - rho)} - e^{-g (1 + rho)})/2,
///   E[cos cos] = e^{-d} (e^{-g (1 - rho)} + e^{-g (1 + rho)})/2,
///   E[sin' sin'] = w^2 E[cos cos],   E[cos' cos'] = w^2 E[sin sin],   E[sin] = 0,   E[cos] = e^{-P^2/2}.
/// 1 -+ rho' by parallel_pair.h.  With E(a) = 1 - e^{-a}, m = (P + Q)^2/2 and c = e^{-2 Q^2} E(P^2 - Q^2)^2/2, P >= Q,
///   sin:  C_1 -+ C = e^{-d} E(g (1 -+ rho)) (1 + e^{-g (1 +- rho)})/2,   D = E(d) (1 + e^{-m}) - c
///   cos:  C_1 - C  = e^{-d} E(g (1 - rho)) E(g (1 + rho))/2,             D = E(d) E(m) + c
///   both: |A - B| = e^{-2 Q^2} E(2 (P^2 - Q^2))/2, of opposite signs.
/// With a phase, sin(w u + a) = cos(a) sin(w u) + sin(a) cos(w u), all of it is the mean of the two with the weights
/// cos(a)^2 and sin(a)^2, since E[sin(w u) cos(w v)] = 0; E[phi] = sin(a) e^{-P^2/2}, of either sign.
///
/// Domain: p, q >= 0, P^2 and Q^2 finite; any complex rho.
/// Throws std::invalid_argument unless w is finite and > 0, a finite.
/// Error for double, with G = 1 + p^2 + q^2 for the rounding of exponents (w <= 1): rms, mean <= 8 G eps relative,
/// slope <= 8 G eps of its value at rho = 1, rho' <= 8 G eps, 1 -+ rho' <= 24 G eps (1 -+ rho' + ((p-q)/(p+q))^2);
/// with a phase of at most 4 the mean <= 16 G eps of e^{-P^2/2} (sine_test).
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
/// Of the phase.
template <class R>
SinCos<R> SinCosOf(double phase) {
  return phase == 0 ? SinCos<R>{R(0), R(1)} : ComputeSinCos(R(phase));
}
inline double CheckedPhase(const char* name, double phase) {
  if (!std::isfinite(phase)) {
    throw std::invalid_argument(std::string(name) + ": the phase must be finite, got " + Describe(phase));
  }
  return phase;
}

/// E(a) = 1 - e^{-a}.
template <Scalar T>
T Rise(const T& a) {
  return -ExponentialMinusOne(T(-a));
}

/// A wave without a phase, as parallel_pair.h wants it.
template <Scalar T>
struct Wave {
  MagnitudeOf<T> square_x, square_z, product, distance;
  T covariance, drop, rise;

  /// own * this + other * that.
  Wave Mix(const RealOf<T>& own, const RealOf<T>& other, const Wave& that) const {
    using M = MagnitudeOf<T>;
    return {M(own * square_x + other * that.square_x),
            M(own * square_z + other * that.square_z),
            M(own * product + other * that.product),
            M(own * distance + other * that.distance),
            T(own * covariance + other * that.covariance),
            T(own * drop + other * that.drop),
            T(own * rise + other * that.rise)};
  }
};

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
    // Both from e^{-d - g (1 - |rho|)} and E(2 g |rho|): relative accuracy where rho = 0, no overflow.
    const auto near = RealPart(rho.one_minus()) <= RealPart(rho.one_plus());
    const T twice = T(g * rho.cosine()) + T(g * rho.cosine()), least = Select<T>(near, minus, plus);
    const T wave = R(0.5) * Exponential(T(-T(T(d) + least)));
    const T rise = Rise(Select<T>(near, twice, T(-twice))), size = wave * rise;
    if constexpr (!LaneScalarType<T>) {
      rise_minus = Rise(minus);
      rise_plus = Rise(plus);
    } else {  // E(a + b) = E(a) + e^{-a} E(b): lanes have e^{-a} from E(a)
      const T low = Rise(least), high = low + Exponential(T(-least)) * rise;
      rise_minus = Select<T>(near, low, high);
      rise_plus = Select<T>(near, high, low);
    }
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
    return {wave * rise * rise, wave * (rise * (M(R(2)) - rise))};
  }
  M m() const { return d + g + g; }

  /// sin(w u).  Equal norms have no distance.
  Wave<T> OfSine(bool equal, const Sizes& sizes) const {
    const M half_decay = R(0.5) * decay, one(R(1));
    const M distance = equal ? M(R(0)) : M(Rise(d) * (one + Exponential(M(-m()))) - sizes.c);
    const T two(R(2));
    return {M(R(0.5) * Rise(M(R(2) * p * p))),
            M(R(0.5) * Rise(M(R(2) * q * q))),
            M(half_decay * Rise(M(g + g))),
            distance,
            sine_covariance,
            T(half_decay * T(rise_minus * T(two - rise_plus))),
            T(half_decay * T(rise_plus * T(two - rise_minus)))};
  }
  /// cos(w u), of e^{-P^2/2} and e^{-Q^2/2}.
  Wave<T> OfCosine(bool equal, const Sizes& sizes, const M& mean_x, const M& mean_z) const {
    const M half_decay = R(0.5) * decay, one(R(1));
    const M x = mean_x * mean_x, z = mean_z * mean_z;
    const M distance = equal ? M(R(0)) : M(Rise(d) * Rise(m()) + sizes.c);
    const M product = half_decay * (one + Exponential(M(R(-2) * g)));
    return {M(R(0.5) * (one + x * x)),
            M(R(0.5) * (one + z * z)),
            product,
            distance,
            cosine_covariance,
            T(half_decay * T(rise_minus * rise_plus)),
            T(T(product) + cosine_covariance)};
  }
};

/// Of a wave that is the mean of sin(w u) and cos(w u) with these weights, and has mean * e^{-P^2/2}.
template <Scalar T>
ActivationMoments<T> MomentsOfWave(const RealOf<T>& w, const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z,
                                   const Correlation<T>& rho, const RealOf<T>& of_sine, const RealOf<T>& of_cosine,
                                   const RealOf<T>& mean) {
  using R = RealOf<T>;
  using M = MagnitudeOf<T>;
  const Waves<T> waves(w, norm_x, norm_z, rho);
  const M zero(R(0));
  const bool equal = Holds(norm_x == norm_z);
  const typename Waves<T>::Sizes sizes = equal ? typename Waves<T>::Sizes{zero, zero} : waves.OfNorms();
  Wave<T> wave;
  M mean_x = zero, mean_z = zero;
  if (of_cosine == R(0)) {
    wave = waves.OfSine(equal, sizes);
  } else {
    const M at_x = Exponential(M(R(-0.5) * waves.p * waves.p)), at_z = Exponential(M(R(-0.5) * waves.q * waves.q));
    wave = waves.OfCosine(equal, sizes, at_x, at_z);
    if (of_sine != R(0)) wave = waves.OfSine(equal, sizes).Mix(of_sine, of_cosine, wave);
    mean_x = mean * at_x;
    mean_z = mean * at_z;
  }
  const M difference = (of_sine - of_cosine) * sizes.difference;
  const M gap = equal ? zero
                      : ParallelPair<M>{wave.square_x, wave.square_z, wave.product, wave.distance, difference}.Gap(
                            norm_x, norm_z);
  const T slope = T(of_sine * waves.cosine_covariance) + T(of_cosine * waves.sine_covariance);
  return {MomentsOf<T>(wave.square_x, wave.square_z, gap, wave.covariance, wave.drop, wave.rise), T(w * w * slope),
          mean_x, mean_z};
}

}  // namespace sine_internal

class Sine {
 public:
  explicit Sine(double frequency = 1, double phase = 0)
      : frequency_(sine_internal::CheckedFrequency("Sine", frequency)),
        phase_(sine_internal::CheckedPhase("Sine", phase)) {}
  double frequency() const { return frequency_; }
  double phase() const { return phase_; }
  double Value(double u) const { return std::sin(frequency_ * u + phase_); }
  double Derivative(double u) const { return frequency_ * std::cos(frequency_ * u + phase_); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    const SinCos<R> a = sine_internal::SinCosOf<R>(phase_);
    return sine_internal::MomentsOfWave<T>(R(frequency_), p, q, rho, R(a.cos * a.cos), R(a.sin * a.sin), a.sin);
  }

 private:
  double frequency_, phase_;
};

class Cosine {
 public:
  explicit Cosine(double frequency = 1, double phase = 0)
      : frequency_(sine_internal::CheckedFrequency("Cosine", frequency)),
        phase_(sine_internal::CheckedPhase("Cosine", phase)) {}
  double frequency() const { return frequency_; }
  double phase() const { return phase_; }
  double Value(double u) const { return std::cos(frequency_ * u + phase_); }
  double Derivative(double u) const { return -frequency_ * std::sin(frequency_ * u + phase_); }

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    using R = RealOf<T>;
    const SinCos<R> a = sine_internal::SinCosOf<R>(phase_);
    return sine_internal::MomentsOfWave<T>(R(frequency_), p, q, rho, R(a.sin * a.sin), R(a.cos * a.cos), a.cos);
  }

 private:
  double frequency_, phase_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_SINE_H_
