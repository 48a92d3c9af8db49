/// The spectra that the claims on the decay of eigenvalues are judged by.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::spectral_decay {

struct Config {
  std::vector<int> d = {2, 3, 9};
  std::vector<int> degrees = {1, 2, 3, 5, 10};
  std::vector<int> depths = {2, 3};
  int k_max = 10000;
  std::string normalization = "unit";
  double precision = 1e-12;
};

/// Spectra of one k_max >= 2000, on the same spheres, in the order ComputeNetworkSpectra gives; polynomial nets of at
/// least two degrees N >= 2, fully-connected nets, residual nets, and one fc_nngp for the negative control.
struct Evidence {
  std::vector<NetworkSpectrum> spectra;

  /// The exponent is fitted over this window of degrees.
  int window_low = 0, window_high = 0;

  Config asked = {};  ///< tables and figures show this part

  std::vector<const NetworkSpectrum*> Of(NetworkKernel::Family family) const;
  /// Of the networks and spheres asked for, without what only the claims need.
  std::vector<const NetworkSpectrum*> AskedFor() const;
};

/// Throws as ComputeNetworkSpectra.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::spectral_decay

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_MEASURE_H_
