/// How do trained networks continue along rays from the origin?  Theorems 4 and 5 of [WuEtAl2022]: exact kernel
/// predictors of polynomial nets (with ReLU, without, and in the CCP form of A.1) and of fully-connected nets, and
/// trained finite nets, without biases; then the same with biases, for which the theorems hold as t -> infinity only.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_RAY_EXTRAPOLATION_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_RAY_EXTRAPOLATION_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Tables
///   ray_extrapolation       one row per trained net, ray and order of differences of h -> f(x_0 + h v): network,
///                           parameter (degree N, or depth), width (0: infinite), data_set, ray, order, difference
///                           (largest, over max |f|), tolerance (rounding bound of it)
///   ray_extrapolation_bias  nets with biases: network, parameter, width, data_set, ray, t, local_degree
///                           (log2 |f(2tv) / f(tv)|; missing where the sign changes), deviation (|local_degree - limit|)
Experiment RayExtrapolation();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_RAY_EXTRAPOLATION_H_
