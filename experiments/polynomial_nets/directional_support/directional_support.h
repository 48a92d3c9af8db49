/// Figure 2 of [WuEtAl2022]: |x|^2 in the plane, learned on a disk, or on one quadrant of it, and tested on a larger
/// disk, by product nets of degree 2 with and without ReLU and by fully-connected nets, trained and as exact kernel
/// predictors; then the error against how much of the directions the training points cover (nets.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_DIRECTIONAL_SUPPORT_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_DIRECTIONAL_SUPPORT_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// Tables
///   directional_support             one row per net and training set: errors as in Errors; largest_gap in degrees
///   directional_support_directions  the ReLU PNN's kernel predictor at n random points of the disk
///   directional_support_maps        network, width, opening, x1, x2, error: f - |x|^2 of the first seed
Experiment DirectionalSupport();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIRECTIONAL_SUPPORT_DIRECTIONAL_SUPPORT_H_
