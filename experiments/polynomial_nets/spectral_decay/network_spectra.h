/// Mercer spectra of networks' NTKs on spheres, with their laws of decay.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_NETWORK_SPECTRA_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_NETWORK_SPECTRA_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "ntk/normalization.h"
#include "referee/program/progress.h"
#include "spectral/angle_kernel.h"
#include "spectral/decay_law.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::experiments::spectral_decay {

/// A network whose NTK on the sphere is to be decomposed, by the names of the result tables.
struct NetworkKernel {
  enum class Family {
    kPolynomialNet,       ///< "pnn", parameter: degree N
    kFullyConnected,      ///< "fc", parameter: depth in weight layers
    kResidualNet,         ///< "resnet", parameter: number of residual blocks, alpha = 1 / blocks [HuaEtAl2020]
    kFullyConnectedNngp,  ///< "fc_nngp", parameter: depth; the covariance instead of the NTK, for a negative control
  };
  Family family;
  int parameter;
  ntk::Normalization normalization = ntk::Normalization::kUnit;  ///< of polynomial nets

  bool operator==(const NetworkKernel&) const = default;
};

/// "pnn", "fc", ...
std::string FamilyName(NetworkKernel::Family family);

/// What the parameter of a family is: "degree", "depth" or "blocks".
std::string ParameterName(NetworkKernel::Family family);

/// "PNN, N = 3", "FC, depth 2", ...
std::string DisplayName(const NetworkKernel& network);

/// The NTK (for kFullyConnectedNngp the NNGP) on the unit sphere as a function of the angle.
spectral::AngleKernel OnTheSphere(const NetworkKernel& network);

/// One network on one sphere.
struct NetworkSpectrum {
  NetworkKernel network;
  spectral::MercerSpectrum spectrum;
  spectral::DecayLaws laws;
};

/// The spectra mu_0..mu_{k_max} of every network on every sphere S^d, in the order d by d; in parallel on oneTBB, one
/// spectrum a task: the result does not depend on the number of threads.
/// Throws std::domain_error naming the network where a spectrum is not that of a positive definite kernel or some
/// nonzero eigenvalue has a relative error above `precision`.
std::vector<NetworkSpectrum> ComputeNetworkSpectra(const std::vector<NetworkKernel>& networks,
                                                   const std::vector<int>& d, int k_max, double precision,
                                                   Progress& progress);

}  // namespace hadamard_ntk::experiments::spectral_decay

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_SPECTRAL_DECAY_NETWORK_SPECTRA_H_
