/// ReLU units for a trigonometric sum f = sum_j A_j cos(t_j), t_j = w_j.x + phi_j, on the cube [0, 2 pi]^d, by Barron's
/// construction [Barron1993] with Taylor's remainder in place of a step: t_j runs over an interval [l, h] of length
/// 2 pi |w_j|_1, with m its middle,
///   cos t = cos m - sin(m) (t - m) - int_m^h cos(s) (t - s)_+ ds - int_l^m cos(s) (s - t)_+ ds.
/// The first two terms sum to an affine function of x.  The integrals are the mean of
///   a_j(s) (+-(t_j - s))_+,   a_j(s) = -T cos(s) / r(s),   r(s) the distance from s to the end of its half, h or l,
/// j drawn in proportion to A_j |w_j|_1^2, s with the density 4 r(s)/(h - l)^2, and
///   T = sum_j A_j (h - l)^2/4 = pi^2 sum_j A_j |w_j|_1^2.
/// No unit exceeds T, so the mean of k of them has E |f - f_k|^2 <= T^2/k: 1/k, with a constant that holds |w|_1^2
/// where that of cosine units (two_layer_units.h) holds 1.
///
/// Errors: rounding.  Throws std::invalid_argument where numbers do not come in pairs.
#ifndef HADAMARD_NTK_PDE_RELU_UNITS_H_
#define HADAMARD_NTK_PDE_RELU_UNITS_H_

#include <Eigen/Core>
#include <span>

#include "linalg/vector_flags.h"
#include "pde/two_layer_units.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

/// T.
double ReluVariation(const CosineSum& f);

/// b_0 + b.x: (b_0, b).
Eigen::VectorXd AffinePart(const CosineSum& f);

struct ReluUnits {
  Eigen::MatrixXd directions;     ///< k x d: +-w_j
  Eigen::VectorXd shifts, outer;  ///< unit: outer (directions.x + shift)_+

  /// Each unit without `outer` at the rows of X: n x k.
  Eigen::MatrixXd At(const Eigen::MatrixXd& x) const;
};

/// A unit for two uniform numbers in (0, 1).
ReluUnits DrawReluUnits(const CosineSum& f, std::span<const double> uniforms);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_RELU_UNITS_H_
