#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_FIGURES_H_

#include "experiments/polynomial_nets/ray_extrapolation/claims.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// Largest differences along rays against their order, for the first data set: one panel per kind of network.
Figure DrawDifferences(const RayEvidence& evidence);
/// Local degree of nets with biases against t, and its distance from the limit; the first ray of the first data set.
Figure DrawBiases(const RayEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_FIGURES_H_
