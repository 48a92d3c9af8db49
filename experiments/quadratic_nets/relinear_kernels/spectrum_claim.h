/// How the spectra of ReLinear's NTK depend on gamma_g.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_SPECTRUM_CLAIM_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_SPECTRUM_CLAIM_H_

#include "experiments/quadratic_nets/relinear_kernels/measure.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments::relinear_kernels {

/// mu_k(gamma_g) / mu_k(0) - 1.
double Excess(const Evidence& evidence, int hidden, int d, double gate_rate, int k);
/// What it tends to: gamma g_L / t_L (spectra.h); for L = 1 gamma (d + 1) / (k + (d-1)/2)^2, from the terms of theta^3
/// and theta and decay_law.h.
double LimitingExcess(int hidden, int d, double gate_rate, int k);

Declaration SpectrumClaim();
Judgement JudgeSpectrum(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_SPECTRUM_CLAIM_H_
