/// Differences of nets without biases against their order; the local degree of those with biases against t.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_FIGURES_H_

#include "experiments/polynomial_nets/ray_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::ray_extrapolation {

/// Largest differences along rays against their order, for the first data set: one panel per kind of network.
Figure DrawDifferences(const Evidence& evidence);
/// Local degree of nets with biases against t, and its distance from the limit; the first ray of the first data set.
Figure DrawBiases(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::ray_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_FIGURES_H_
