/// Appendix F: do multiplicative filter nets have a kernel in closed form, and do they extrapolate as polynomial nets
/// do?
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MULTIPLICATIVE_FILTERS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MULTIPLICATIVE_FILTERS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment MultiplicativeFilters();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_MULTIPLICATIVE_FILTERS_MULTIPLICATIVE_FILTERS_H_
