/// A rotation-invariant kernel K(x, z) = K(|x|, |z|, angle) for x ~ N(0, I_d), whose radius spectral/ does not know
/// unless K is homogeneous, and the homogeneous targets h(x) = |x|^m s(x / |x|).
///
/// With kappa_l(r, s) the Mercer eigenvalues of K(r, s, .) on S^{d-1}, the operator f -> E_z[K(x, z) f(z)] leaves
/// {R(|x|) Y_l(x / |x|)} to itself for every l: its eigenvalues there are those of R -> E_s[kappa_l(r, s) R(s)], each
/// F(d-1, l) times.  The radius by the n-point Gauss-Laguerre rule of rho = r^2 / 2 ~ Gamma(d / 2), eigenvalues of
/// (w_i w_j)^{1/2} kappa_l(r_i, r_j); kappa_l by Gauss-Legendre in the angle (spectral/theta_quadrature.h).
/// The target's power there: E_l = |P_l h|^2 over the harmonics of degree l, times the squared cosine between r^m and
/// the eigenfunction.  So `spectral`'s learning curve serves normal data, target included.
///
/// Error: exact up to rounding where K is a polynomial of degree < n in r^2; eigenvalues below 1e-13 of the largest of
/// their l, or below the rounding of the quadrature, are taken as 0 (normal_spectrum_test).
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_NORMAL_SPECTRUM_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_NORMAL_SPECTRUM_H_

#include <functional>
#include <vector>

#include "experiments/shared/names.h"
#include "spectral/learning_curve.h"

namespace hadamard_ntk::experiments::kernel_plateaus {

/// E_0, ..., E_m of h from its energies by total Hermite degree (gaussian::DegreeEnergies), e_0, ..., e_m: |x|^m Y_l
/// has the part w_i of its energy at degree l + 2 i, w_i ~ 1 / (((m - l)/2 - i)!^2 i! Gamma(l + d/2 + i)), the squares
/// of rho^{(m-l)/2}'s coefficients in Laguerre polynomials [AbrSte1964, 22.3.9]; a triangular system.  Throws
/// std::domain_error if no homogeneous h has such energies (an E_l < 0, or e_j at the wrong parity).
std::vector<double> HarmonicEnergies(const std::vector<double>& degree_energies, int d);

/// Without ridge and noise; degrees l up to max(m, 24), all above as tail.  The target's power is divided by E h^2.
spectral::LearningProblem NormalProblem(const std::function<double(double, double, double)>& kernel, int d,
                                        const std::vector<double>& harmonic_energies);

}  // namespace hadamard_ntk::experiments::kernel_plateaus

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_NORMAL_SPECTRUM_H_
