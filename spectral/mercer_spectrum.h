/// The Mercer decomposition of a dot-product kernel on S^d under the uniform probability measure,
///   K(x, z) = sum_k mu_k sum_{j <= F(d,k)} Y_kj(x) Y_kj(z) = sum_k mu_k F(d,k) P_k(<x, z>)   [paper, eq. (5)],
/// for k = 0..k_max.  sum_k mu_k F(d,k) = K(1), the trace.
#ifndef HADAMARD_NTK_SPECTRAL_MERCER_SPECTRUM_H_
#define HADAMARD_NTK_SPECTRAL_MERCER_SPECTRUM_H_

#include <cstdint>
#include <vector>

#include "linalg/vector_flags.h"  // Eigen is at work beneath
#include "spectral/angle_kernel.h"

namespace hadamard_ntk::spectral {

/// One Mercer eigenvalue of a dot-product kernel on S^d.
struct Eigenvalue {
  int k = 0;
  /// Exactly 0 where it cannot be told from zero; then `error` bounds its size.
  double mu = 0;
  /// |mu - true value| <= error, absolute; at least the spacing of subnormal numbers, 4.9e-324, where mu is one of them
  /// or underflows.
  double error = 0;
  /// Which road computed it: quadrature in theta, the dispersion transform, or a power series
  /// (power_series_spectrum.h).
  enum class Road { kTheta, kDispersion, kPowerSeries } road = Road::kTheta;

  /// error / mu; infinity where mu is 0 and its bound is not.
  double RelativeError() const;
};

class MercerSpectrum {
 public:
  MercerSpectrum(int d, double trace, std::vector<Eigenvalue> eigenvalues);

  int d() const { return d_; }
  int k_max() const { return static_cast<int>(eigenvalues_.size()) - 1; }
  /// K at theta = 0.
  double trace() const { return trace_; }
  const std::vector<Eigenvalue>& eigenvalues() const { return eigenvalues_; }
  const Eigenvalue& operator[](int k) const { return eigenvalues_.at(static_cast<std::size_t>(k)); }

  /// mu_k F(d, k): the part of the trace in degree k.
  double Mass(int k) const;

  struct Bounded {
    double value;
    double error;
  };
  /// sum_{j > k} mu_j F(d, j) = trace - sum_{j <= k}: what the degrees above k hold, those above k_max included.
  /// error: the summed errors of the eigenvalues and of the subtraction.
  Bounded MassAbove(int k) const;

  /// sum_{k <= k_max} mu_k F(d,k) P_k(cos theta).  For a kernel with mu_k >= 0 the missing part is at most
  /// MassAbove(k_max) in absolute value, at every theta, since |P_k| <= 1; error = that bound plus the rounding of the
  /// sum.
  Bounded Reconstruct(double theta) const;

  struct SortedEigenvalue {
    int k;
    double mu;
    double multiplicity;      // F(d, k)
    double cumulative_count;  // eigenvalues so far, with multiplicity
    double cumulative_mass;   // their share of the trace, in [0, 1]
  };
  /// Nonzero eigenvalues from the largest down.
  std::vector<SortedEigenvalue> Sorted() const;

  /// Degrees k <= k_max with mu_k = 0 within its bound.
  std::vector<int> Zeros() const;

  /// Local slope d log mu / d log k at k, from the neighbours of k's parity:
  ///   log(mu_{k+2} / mu_{k-2}) / log((k+2) / (k-2)).
  /// It differs from the derivative by O(k^-2).  error: the two eigenvalues' errors through the same quotient,
  /// and rounding.  Throws std::domain_error where k < 3, k + 2 > k_max or a neighbour is not above its error;
  /// HasLocalSlope tells.
  Bounded LocalSlope(int k) const;
  bool HasLocalSlope(int k) const;

  /// Throws std::domain_error naming k and mu_k if some mu_k < -error: the kernel is not positive definite on S^d.
  void RequirePositiveDefinite() const;

 private:
  int d_;
  double trace_;
  std::vector<Eigenvalue> eigenvalues_;
  std::vector<double> cumulative_;        // sum_{j <= k} mu_j F(d,j)
  std::vector<double> cumulative_error_;  // of the same
};

/// All eigenvalues mu_0..mu_{k_max} of `kernel` on S^d, each with an error bound.
///
/// Small degrees by quadrature in theta with 50 digits (120 where 50 do not outlive the cancellation), large ones by
/// the dispersion transform in double; the switch is where the transform's own bound reaches 1e-13 (1e-10 if it never
/// does), and the two roads must agree at the switch within their bounds, or the switch moves up, to kThetaRoadLimit at
/// most; by how much they differ there is part of the larger degrees' errors.  Small biases and residual branches ask
/// for a high switch (spectral/README.md, limits).  A kernel that cannot take the second road (it has no complex
/// continuation, or none of polynomial growth, or no discontinuity) stays on the first for all k. For the
/// bias-free fully-connected and polynomial networks of the ntk library every nonzero eigenvalue has relative error
/// <= 1e-12, asserted for d <= 50, k <= 1e5 (mercer_spectrum_test); observed: 4e-15.
/// Cost: some 30 ms, plus a microsecond per degree; seconds to a minute or two with a switch above k = 500.
///
/// Throws std::invalid_argument for d < 1, k_max < 0, a kernel without a real callable; std::domain_error where the
/// kernel is not finite, where no quadrature rule converges (the kernel is not analytic in theta on [0, pi]), or where
/// k_max exceeds kThetaRoadLimit and the second road is closed.
MercerSpectrum ComputeMercerSpectrum(const AngleKernel& kernel, int d, int k_max);

/// Largest degree the quadrature road alone will serve.
inline constexpr int kThetaRoadLimit = 2000;

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_MERCER_SPECTRUM_H_
