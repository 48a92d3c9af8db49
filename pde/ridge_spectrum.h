/// The spectrum in d dimensions of a function of few directions, u(x) = v(w_1.x, ..., w_s.x) (pde/ridge_lattice.h):
///   f^(k_1 w_1 + ... + k_s w_s) = v^(k),   k in Z^s, |k_r| < n/2.
/// v by its values on the grid of n points per ridge, row-major.  Coefficients up to `negligible` times the largest are
/// left out; those at n/2, which stand for both signs, too.
///
/// Throws std::invalid_argument for no ridges, ridges of different dimensions, and another number of values than n^s.
#ifndef HADAMARD_NTK_PDE_RIDGE_SPECTRUM_H_
#define HADAMARD_NTK_PDE_RIDGE_SPECTRUM_H_

#include <Eigen/Core>
#include <vector>

#include "linalg/vector_flags.h"
#include "pde/barron_norm.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

TrigonometricSum RidgeSpectrum(const std::vector<Frequency>& ridges, int points, const Eigen::VectorXd& values,
                               double negligible = 1e-15);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_RIDGE_SPECTRUM_H_
