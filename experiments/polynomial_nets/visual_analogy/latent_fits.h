/// How much of the latents of a net is a polynomial of a feature's value.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_LATENT_FITS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_LATENT_FITS_H_

#include <Eigen/Core>
#include <array>
#include <cstddef>

#include "experiments/polynomial_nets/visual_analogy/analogy_training.h"

namespace hadamard_ntk::experiments::visual_analogy {

inline constexpr std::size_t kDegrees = 4;

/// R^2 of the least-squares polynomials of degree 1, ..., 4 in t, for the columns of y, an entry of t each, together:
/// 1 - sum of squares that are left / sum of squares about the columns' means; 1 for constant columns.
/// Error: 1e-12, for at most 100 points (latent_fits_test).
std::array<double, kDegrees> RSquared(const Eigen::VectorXd& t, const Eigen::MatrixXd& y);

/// Of the latents along the 42 levels of a feature, by its value, with the others at level 20.
std::array<double, kDegrees> FitLatents(const Net& net, int side, std::size_t feature);

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_LATENT_FITS_H_
