/// |f| along the ray, of predictors and trained nets.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_FIGURES_H_

#include "experiments/polynomial_nets/multiplicative_filters/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::multiplicative_filters {

/// Infinitely wide left, trained right; where |f| < 1e-12 a curve ends.
Figure DrawRays(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::multiplicative_filters

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_FIGURES_H_
