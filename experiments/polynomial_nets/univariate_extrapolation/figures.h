/// The curves of Figure 1 and of ReLU nets in their place, and the errors of all by region.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_FIGURES_H_

#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {

/// Figure 1's four panels: fully-connected nets and NN-Hp, on the cubic and the cosine.
Figure DrawFits(const Evidence& evidence);
/// The same of ReLU PNNs and CCPs, and of the exact kernel predictors.
Figure DrawReluFits(const Evidence& evidence);
/// Errors by region of all networks.
Figure DrawErrors(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::univariate_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_FIGURES_H_
