/// How the empirical NTK of a finite polynomial net scatters around its limit, exactly.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_NTK_FLUCTUATIONS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_NTK_FLUCTUATIONS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hadamard_ntk::experiments::kernel_convergence {

/// How the empirical NTK of a finite polynomial net of degree N and width m scatters around its limit, at two points of
/// the unit sphere at the angle theta, in the normalisation raw (branches relu(W_n x)).
///
/// The m hidden units are independent; one of them contributes (2/m) U,
///   U = prod_n a_n + <x,z> c^2 sum_n b_n prod_{l != n} a_l,
///   a = relu(u) relu(u'), b = relu'(u) relu'(u'), c ~ N(0, 1),
/// so the mean is K and the variance exactly V / m, V = 4 Var(U), of ntk/finite_width.h.  As a^i b^j = a^i for i > 0
/// and b^j = b, the higher moments are elementary, too:
///   E[U^p] = sum_k p! / (p-k)! (2k-1)!! <x,z>^k [t^k] (sum_j mu_{p-j} t^j / j!)^N,
/// mu_0 = E[b], mu_i = E[a^i] the arc-cosine kernels of degree i [ChoSaul2009, sec. 2] over 2 pi.

/// sqrt(m) times the standard deviation of the empirical NTK: sqrt(V).  theta in [0, pi], degree >= 1.
double UnitDeviation(int degree, double theta);

/// E[U^p].  Throws std::domain_error for p not in 1..4.
double MomentOfUnit(int p, int degree, double theta);

/// The fourth cumulant of U over Var(U)^2, at theta < pi.  That of the empirical NTK is an m-th of it.
double ExcessKurtosis(int degree, double theta);

/// Standard deviation of the sample variance (the one over draws - 1) of independent draws, over the variance:
/// sqrt(excess / draws + 2 / (draws - 1)), exactly, for draws >= 2 of that excess kurtosis.
double VarianceError(double excess_kurtosis, int draws);

/// (E[a^4] / E[a^2]^2)^N, about the kurtosis of U, at theta = 0 (70/3) or pi/2 (36); the latter bounds it between.  A
/// width well below it has not seen the tail of U, and quantiles do not scale like m^-1/2 yet.
double FourthMomentRatio(int degree, double theta);

/// Errors as they would be if the hidden units were Gaussian of their true variance: [width][draw], of the mean over
/// the first m units, widths increasing, so that neighbouring widths share units as in a net that grows.  They fall
/// like m^-1/2 exactly: planted, for positive controls.
std::vector<std::vector<double>> GaussianErrors(std::span<const double> widths, int draws, double unit_deviation,
                                                std::uint64_t seed);

/// The right-hand side of Theorem 2 [WuEtAl2022], 4 N rho e sqrt(log(2N/delta) / m); none where its condition
/// m >= 2^{4N-2} log^{2N-1}(2N/delta) fails.
std::optional<double> Theorem2Bound(int degree, double width, double delta);

/// Theorem 1's kernel with the factor N of its first term left out: a wrong product rule, for negative controls.
double KernelWithoutDegreeFactor(int degree, double theta);

}  // namespace hadamard_ntk::experiments::kernel_convergence

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_KERNEL_CONVERGENCE_NTK_FLUCTUATIONS_H_
