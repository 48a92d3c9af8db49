/// Spectra by part and by gate rate, and means over finite nets by width.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_FIGURES_H_

#include "experiments/quadratic_nets/relinear_kernels/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::relinear_kernels {

/// L = 1 and 2 on the first sphere: mu_k of each part, and mu_k(gamma_g) / mu_k(0) - 1.
Figure DrawSpectra(const Evidence& evidence);
/// At (x, z), over the closed form.
Figure DrawMeans(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_FIGURES_H_
