/// Moments of p(x) = sum_i +-d^{-1/2} h_k(x_i), and |P_j g(p)|^2, by Gauss-Hermite quadrature: the road that knows no
/// product formula of Hermite polynomials.
///
/// For |rho| = 1, complex, y_i = rho x_i + sqrt(1 - rho^2) z_i makes E[f(x) f(y)] = sum_j rho^j |P_j f|^2 as for real
/// rho, since both sides are polynomials in rho.  One coordinate's E[h_k(x)^a h_k(y)^b] is an integral over the plane
/// of (x, z); the sum's follow (gaussian/joint_moments.h), and the inverse Fourier transform over kq + 1 roots of unity
/// gives the |P_j f|^2.
///
/// Error, computed in long double: <= 1e-13 of E g(p)^2 for k <= 4, q <= 4 (feature_quadrature_test).
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_FEATURE_QUADRATURE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_FEATURE_QUADRATURE_H_

#include <complex>
#include <vector>

#include "experiments/shared/names.h"
#include "gaussian/hierarchical_polynomial.h"
#include "gaussian/joint_moments.h"

namespace hadamard_ntk::experiments::hermite_projections {

class FeatureQuadrature {
 public:
  /// For g of degree <= q.
  FeatureQuadrature(const gaussian::SpreadFeature& p, int q);

  /// E p^j, 0 <= j <= 2 q.
  double Moment(int j) const;
  /// |P_0 g(p)|^2, ..., |P_{kq} g(p)|^2, of g_0, ..., g_q or fewer.
  std::vector<double> Energies(const std::vector<double>& g) const;

 private:
  using Complex = std::complex<long double>;

  int q_;
  std::vector<gaussian::JointMoments<Complex>> moments_;  ///< at rho = e^{2 pi i l / (kq + 1)}
};

}  // namespace hadamard_ntk::experiments::hermite_projections

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_FEATURE_QUADRATURE_H_
