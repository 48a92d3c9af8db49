/// The tails of spectra: exponents fitted to them, by parity, and what the tails of a family of nets say together.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_TAILS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_TAILS_H_

#include <functional>
#include <limits>
#include <map>

#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"
#include "experiments/shared/names.h"
#include "referee/program/json.h"
#include "spectral/decay_law.h"

namespace hadamard_ntk::experiments::spectral_decay {

/// Two exponents that differ by more than this are different, one that exceeds a printed one by it contradicts that;
/// the fits themselves are good to 1e-4.
inline constexpr double kExponentMargin = 0.05;

/// Planted evidence: every mu_k, k >= 1, and its law times (k + (d-1)/2)^gain(network), so that its exponent is smaller
/// by the gain; all else, and the relative errors, as measured.
Evidence Planted(const Evidence& evidence, const std::function<double(const NetworkSpectrum&)>& gain);

/// How one spectrum behaves over a window of degrees, by parity.
struct Tail {
  bool present[2] = {false, false};  ///< has eigenvalues of this parity
  spectral::DecayFit fit[2];
  double law_deviation[2] = {0, 0};  ///< mu / law - 1 at the top
  double mass_exponent[2] = {0, 0};  ///< of mu_k F(d, k), between the ends of the window
};

Tail MeasureTail(const NetworkSpectrum& network, int low, int high);

/// What the tails of a family say together.
struct FamilyTails {
  double smallest_exponent = std::numeric_limits<double>::infinity();  ///< less the exponent compared with
  double largest_exponent = -std::numeric_limits<double>::infinity();
  double smallest_mass_exponent = std::numeric_limits<double>::infinity();
  std::map<int, double> largest_mass_exponent;  ///< by d
  double largest_law_deviation = 0;
  double largest_standard_error = 0;
  bool control_rejected = true;  ///< the law with a wrong constant fails the same check on every spectrum
  Json values = Json::array();

  /// At the top of the window the eigenvalues are within 1 % of the predicted law.
  bool FollowLaw() const;
};

/// The tails of the nets of a family with parameter >= least_parameter; exponents less exponent_per_d d.
/// wrong(network): the factor of a deliberately wrong constant of the law.
FamilyTails MeasureTails(const Evidence& evidence, NetworkKernel::Family family, int least_parameter,
                         double exponent_per_d, const std::function<double(const NetworkSpectrum&)>& wrong);

}  // namespace hadamard_ntk::experiments::spectral_decay

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_TAILS_H_
