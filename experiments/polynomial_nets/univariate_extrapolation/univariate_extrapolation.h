/// Figure 1 of [WuEtAl2022]: x^3 + x^2 - 10x + 5 and cos(2x), learned on an interval and continued to twice its length,
/// by the authors' NN-Hp (a polynomial by linear factors: width 1, no activation), fully-connected nets, ReLU PNNs and
/// CCPs of the same degree, and the exact kernel predictors of all of them (nets.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_UNIVARIATE_EXTRAPOLATION_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_UNIVARIATE_EXTRAPOLATION_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Tables
///   univariate_extrapolation       one row per net: errors by region, straightness and degree of the branches, as in
///                                  Case
///   univariate_extrapolation_fits  the curves in the figures: target, network, width, seed, x, value
///   univariate_extrapolation_relu  the same
Experiment UnivariateExtrapolation();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_UNIVARIATE_EXTRAPOLATION_H_
