/// Mercer spectra on S^d of the NTKs of quadratic nets with L hidden layers, and what they must be.
///
/// K_a, K_r and K_g are zonal.  K_b is not, by Q_0 = <x o x, z o z> alone, in which it is affine.  Its average over
/// rotations of x and z together has
///   (1 + 2 <x,z>^2) / (d + 3)     in the place of Q_0     (d + 1 coordinates, E[(e.x)^2 (e.z)^2] each for e on S^d),
/// is zonal, and has the same trace on every degree: its mu_k is the mean of <Y, K_b Y> over an orthonormal basis Y of
/// the harmonics of degree k, though these are no eigenfunctions of K_b.
///
/// Near theta = 0 the angle of r_l is theta / sqrt(l + 1) and the slope k_l = 1 - theta / (pi sqrt(l + 1)) + ...; with
/// the values at theta = 0 in capitals, R_l = l + 1, Q_l = 3 (l + 1)^2, Q_0 as above, the coefficients of theta are
///   t_l = t_{l-1} - T_l / (pi sqrt(l + 1)),      T_l = T_{l-1} + R_l                (K_r)
///   g_l = g_{l-1} - G_{l-1} / (pi sqrt(l + 1)),  G_l = G_{l-1} + R_l^2              (K_g: none for L = 1)
///   b_l = b_{l-1} - B_l / (pi sqrt(l + 1)),      B_l = B_{l-1} + Q_{l-1} + 1        (K_b averaged)
/// and none for K_a.  Hence mu_k ~ k^-(d+1) for K = K_a + K_r + gamma K_g at every gamma, and
///   mu_k(gamma) / mu_k(0) - 1  ->  gamma g_L / t_L,   0 for L = 1, where K_g and K_a begin with theta^3 and have d + 3.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_SPECTRA_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_SPECTRA_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/quadratic_nets/relinear_kernels/closed_forms.h"
#include "experiments/shared/names.h"
#include "referee/program/progress.h"
#include "spectral/angle_kernel.h"
#include "spectral/decay_law.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::experiments::relinear_kernels {

/// A kernel on S^d.
struct SphereKernel {
  enum Kind {
    kPart,          ///< K_a, K_r, K_g, or K_b averaged over rotations
    kReLinear,      ///< K_a + K_r + gate_rate K_g
    kConventional,  ///< the same with gate_rate 0 by ntk/fully_connected.h: 1 more, of the readout's bias
    kRandom,        ///< ntk/quadratic_net.h
  };
  Kind kind = kReLinear;
  int hidden = 1;
  int d = 2;
  Part part = kReadout;  ///< of kPart
  double gate_rate = 0;  ///< of kReLinear

  /// "K_a", "relinear", "conventional", "random".
  std::string Name() const;
  bool operator==(const SphereKernel&) const = default;
};

spectral::AngleKernel OnTheSphere(const SphereKernel& kernel);

/// The coefficients of theta of K_a, K_r, K_g and the averaged K_b, as above.
PartValues AngleCoefficients(int hidden, int d);

struct KernelSpectrum {
  SphereKernel kernel;
  spectral::MercerSpectrum spectrum;
  spectral::DecayLaws laws;
};

inline constexpr std::array<double, 4> kGateRates = {0, 1e-2, 1, 10};
inline constexpr std::array<int, 3> kSphereHidden = {1, 2, 3};

/// Of every kind, part and gate rate, for each L of kSphereHidden on each sphere.
std::vector<KernelSpectrum> ComputeSpectra(const std::vector<int>& d, int k_max, Progress& progress);

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_SPECTRA_H_
