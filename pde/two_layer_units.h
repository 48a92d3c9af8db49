/// Two-layer nets of k cosine units for a trigonometric sum on the torus [0, 2 pi)^d [Barron1993],
///   f = sum_j A_j cos(w_j.x + phi_j),  A_j > 0, w_j != 0 in Z^d, w_i != +-w_j,     S = sum_j A_j <= |f|_B = C.
///
/// Drawn: f_k is the mean of k units A_j/p_j cos(w_j.x + phi_j), independent, j with probability p_j, the rest of the
/// probability to the unit 0, so that E f_k = f if all p_j > 0.  In the mean square over the torus the cosines are
/// orthogonal, each of size 1/2: with c_j draws of j
///   |f - f_k|^2 = sum_j A_j^2 (1 - c_j/(k p_j))^2 / 2,    E |f - f_k|^2 = (sum_j A_j^2/p_j - sum_j A_j^2) / 2k,
/// no quadrature.  BarronLaw, p_j = A_j/S, makes the latter least, (S^2 - sum A^2)/2k <= C^2/k.  UniformLaw takes all
/// w != 0 with |w|_inf <= W, one of +-w, alike: ((2W + 1)^d - 1)/2 in place of S^2 / sum A^2.
/// Fitted: least squares in the outputs of drawn units leaves sum of A_j^2/2 over those not drawn; greedily chosen
/// units (orthogonal matching pursuit on all w) are those with the largest A_j.
///
/// Error of all: counted, 8 (J + k) eps relative to its terms (two_layer_units_test).  Throws std::invalid_argument for
/// a sum that is not real or has a constant (naming the frequency), no units, a law that does not fit, and W below the
/// bandwidth of f.
#ifndef HADAMARD_NTK_PDE_TWO_LAYER_UNITS_H_
#define HADAMARD_NTK_PDE_TWO_LAYER_UNITS_H_

#include <Eigen/Core>
#include <span>
#include <vector>

#include "linalg/vector_flags.h"
#include "pde/barron_norm.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

/// Ordered by falling amplitude.
struct CosineSum {
  Eigen::MatrixXd frequencies;  ///< J x d
  Eigen::VectorXd amplitudes, phases;

  explicit CosineSum(const TrigonometricSum& f);

  Eigen::Index size() const { return amplitudes.size(); }
  double BarronNorm() const;
  double SquaredNorm() const { return amplitudes.squaredNorm() / 2; }
  /// At the rows of X, n x d; gradients n x d if asked for.
  Eigen::VectorXd At(const Eigen::MatrixXd& x, Eigen::MatrixXd* gradients = nullptr) const;
};

/// p_j for every term of a sum; what is left belongs to the unit 0.
Eigen::VectorXd BarronLaw(const CosineSum& f);
Eigen::VectorXd UniformLaw(const CosineSum& f, int bandwidth);

/// One unit for each uniform number in (0, 1): its term, or f.size() for the unit 0.
std::vector<Eigen::Index> DrawUnits(const Eigen::VectorXd& law, std::span<const double> uniforms);

/// |f - f_k|^2 and its mean.
double SquaredError(const CosineSum& f, const Eigen::VectorXd& law, std::span<const Eigen::Index> units);
double MeanSquaredError(const CosineSum& f, const Eigen::VectorXd& law, Eigen::Index k);
double LeastSquaresError(const CosineSum& f, std::span<const Eigen::Index> units);
double GreedyError(const CosineSum& f, Eigen::Index k);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_TWO_LAYER_UNITS_H_
