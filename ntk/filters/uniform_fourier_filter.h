/// The sine filter of multiplicative filter nets with the frequencies of PyTorch's linear layers, as its authors run
/// it:
///   g(x) = sqrt(2) sin(w.x + phi),   w_j ~ U(-s/sqrt(d), s/sqrt(d)),   phi uniform on a circle   [FatEtAl2021, code]
///   G = E[g(x) g(z)] = prod_j sinc(s (x_j - z_j) / sqrt(d)),   sinc(u) = sin(u)/u,   E[g(x)] = 0
///   T = E<grad g(x), grad g(z)> = (<x,z> + 1) G,   without the 1 if phi is frozen.
/// G is no function of norms and correlation: the filter is called on the two vectors.
///
/// Throws std::invalid_argument for s not positive and finite, for different sizes, or size 0.
/// Error for double, with u_j the arguments of sinc: of G <= sum_j (4 + |u_j|) eps; of 1 - G, where G >= 1/2,
/// (8 + d) eps relative (uniform_fourier_filter_test).
#ifndef HADAMARD_NTK_NTK_FILTERS_UNIFORM_FOURIER_FILTER_H_
#define HADAMARD_NTK_NTK_FILTERS_UNIFORM_FOURIER_FILTER_H_

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// sin(u)/u as a correlation: 1 - sin(u)/u = u^2/(2*3) (1 - u^2/(4*5) (1 - u^2/(6*7) (...))) where |u| <= 1.
template <Scalar T>
Correlation<T> SincCorrelation(const T& u) {
  using std::sin;
  using R = RealOf<T>;
  const T one(R(1)), square = u * u;
  if (!Holds(square <= one)) {
    const T rho = sin(u) / u;
    return Correlation<T>::FromParts(rho, T(one - rho), T(one + rho));
  }
  // The rest after n terms is below 1/(2n + 3)!.
  int terms = 2;
  for (double bits = 0; bits <= std::numeric_limits<R>::digits; ++terms) {
    bits += std::log2(2.0 * terms * (2.0 * terms + 1));
  }
  T nested = one;
  for (int n = terms; n >= 2; --n) nested = one - square / R(2 * n * (2 * n + 1)) * nested;
  const T gap = square * nested / R(6), rho = one - gap;
  return Correlation<T>::FromParts(rho, gap, T(one + rho));
}

class UniformFourierFilter {
 public:
  enum class Phase { kTrained, kFrozen };

  /// s: the half width of the frequencies times sqrt(d).
  explicit UniformFourierFilter(double scale, Phase phase = Phase::kTrained) : scale_(scale), phase_(phase) {
    if (!(scale > 0 && std::isfinite(scale))) {
      throw std::invalid_argument("UniformFourierFilter: scale must be positive and finite, got " + Describe(scale));
    }
  }

  template <Scalar T>
  Features<T> operator()(std::span<const T> x, std::span<const T> z) const {
    using std::sqrt;
    using R = RealOf<T>;
    if (x.size() != z.size() || x.empty()) {
      throw std::invalid_argument("UniformFourierFilter: sizes must be equal and positive, got " +
                                  std::to_string(x.size()) + " and " + std::to_string(z.size()));
    }
    const R scale = R(R(scale_) / R(sqrt(R(x.size()))));
    Correlation<T> g = Correlation<T>::Equal();
    T inner(R(0));
    for (std::size_t j = 0; j < x.size(); ++j) {
      g = Product(g, SincCorrelation<T>(T(scale * T(x[j] - z[j]))));
      inner = inner + x[j] * z[j];
    }
    const MagnitudeOf<T> zero(R(0)), one(R(1));
    const T gradients = inner + T(R(phase_ == Phase::kTrained ? 1 : 0));
    return {{one, one, g}, T(gradients * g.cosine()), zero, zero};
  }

 private:
  double scale_;
  Phase phase_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_UNIFORM_FOURIER_FILTER_H_
