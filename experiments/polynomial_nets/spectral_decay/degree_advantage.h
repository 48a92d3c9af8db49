/// What a larger degree N gains at equal trace over the next smaller one.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_DEGREE_ADVANTAGE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_DEGREE_ADVANTAGE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"
#include "experiments/shared/names.h"
#include "referee/program/json.h"

namespace hadamard_ntk::experiments::spectral_decay {

/// Smallest k0 such that mu_k / trace of `more` exceeds that of `less` for all k0 <= k <= k_max where either is
/// nonzero, or -1 if it does not at k_max.  Ties within the eigenvalues' errors do not count as exceeding.
int ExceedsFrom(const NetworkSpectrum& more, const NetworkSpectrum& less);

/// Two consecutive degrees N < N', N >= 2, on one sphere.
struct DegreePair {
  const NetworkSpectrum *less, *more;

  /// mu_k / trace of N' over that of N.
  double Gain(int k) const;
};

std::vector<DegreePair> ConsecutiveDegrees(const Evidence& evidence);

/// What all pairs say together, for k up to the window's end.
struct DegreeAdvantages {
  double largest_gain = 0;
  int largest_gain_at = 0;
  std::string largest_gain_of;  ///< "N = 2 -> 3 on S^2"
  double largest_gain_at_end = 0;
  int ahead_from = 0;             ///< the largest ExceedsFrom of a pair
  bool exchanged_refused = true;  ///< with the two degrees exchanged no pair exceeds
  Json values = Json::array();    ///< one entry per pair
};

DegreeAdvantages MeasureAdvantages(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::spectral_decay

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_DEGREE_ADVANTAGE_H_
