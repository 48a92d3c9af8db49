/// Mercer spectra of the NTKs that the gated unit is compared with, on spheres S^d, and exact ones.
///   relu_2layer, gelu_2layer   V phi(W x)
///   reglu, geglu, swiglu       V [(P x) * phi(W x)]                             (ntk/gated_unit.h, phi as users write it)
///   pnn_2                      the polynomial net of degree 2 with max(u, 0)    (ntk/polynomial_net.h, kRawActivation)
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_SPECTRA_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_SPECTRA_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/program/progress.h"
#include "spectral/angle_polynomial.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/pi_laurent.h"

namespace hadamard_ntk::experiments::gated_units {

/// In the order of the list above.
std::vector<std::string> NetNames();

/// What a reader calls it: "two-layer ReLU", ...
std::string DisplayName(const std::string& net);

struct NetSpectrum {
  std::string net;
  spectral::MercerSpectrum spectrum;
};

/// mu_0..mu_{k_max} of each net on each sphere, sphere by sphere; those of GELU and SiLU, which fall faster than any
/// power, to at most kLastSmoothDegree.  SwiGLU's are those of its power series (spectral/power_series_spectrum.h).
std::vector<NetSpectrum> ComputeSpectra(const std::vector<int>& d, int k_max, Progress& progress);

/// GELU's mu_k ~ 14^(-k/2) / k is above the last digit of 50 up to here.
inline constexpr int kLastSmoothDegree = 45;

/// cos(theta) (2 sin(theta) + 3 phi cos(theta)) / (2 pi), phi = pi - theta: 2 u kappa_2 + u^2 kappa_1 of max(u, 0).
spectral::AnglePolynomial ExactReGlu();
/// (sin + phi cos)(sin + 3 phi cos) / (2 pi^2): 2 kappa_2^2 + 4 u kappa_1 kappa_2.
spectral::AnglePolynomial ExactSecondDegreeNet();

/// Eigenvalues in Q[pi, 1/pi].
struct ExactPair {
  int d = 0, k = 0;
  spectral::PiLaurent reglu = {}, pnn_2 = {};
};
std::vector<ExactPair> ComputeExactly(const std::vector<int>& d, int k_max);

/// What the law of the project gives ReGLU's odd degrees, divided by the trace 3/2:
///   2^d / (3 pi^2) Gamma((d+1)/2)^2 (k + (d-1)/2)^-(d+1).
double OddLaw(int d, int k);
/// mu_{k+2} / mu_k of the law C k^(-(d-2)/2) (2 - sqrt 3)^k, in k + (d-1)/2, without the factor (2 - sqrt 3)^2.
double GeometricCorrection(int d, int k);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_SPECTRA_H_
