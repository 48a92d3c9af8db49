/// Errors of kernels against n beside the plateau, and the n they need against d.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_FIGURES_H_

#include "experiments/hierarchical_polynomials/kernel_plateaus/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::kernel_plateaus {

/// A panel for each target: measured points, predicted lines, the plateau, and n = d^{k+1}.
Figure DrawErrors(const Evidence& evidence);

/// n for the plateau and for a tenth of E h^2 against d, k = 2: predicted lines, measured points, powers of d.
Figure DrawSteps(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::kernel_plateaus

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_FIGURES_H_
