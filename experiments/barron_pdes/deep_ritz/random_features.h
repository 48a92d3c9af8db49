/// The robust baseline of Deep Ritz: the same two-layer net, but its inner weights stay as they are drawn [RahRec2007],
/// and the outer ones minimise the energy by Newton's method (pde/galerkin.h) on n points drawn once.
/// The integrand's derivative is zero at the solution in the mean only, so the error has a part ~ sqrt(m/n).
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_RANDOM_FEATURES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_RANDOM_FEATURES_H_

#include <Eigen/Core>

#include "experiments/barron_pdes/torus_solution.h"
#include "models/two_layer_net.h"

namespace hadamard_ntk::experiments::deep_ritz {

/// Sets the outer weights of the net, whose inputs are those of torus_inputs.h; returns the energy on the points x, n x
/// d.
double FitOuterWeights(models::TwoLayerNet<double>& net, const barron_pdes::TorusSolution& torus,
                       const Eigen::MatrixXd& x);

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_RANDOM_FEATURES_H_
