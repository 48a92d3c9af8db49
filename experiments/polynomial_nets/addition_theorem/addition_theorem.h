/// Is sum_j Y_{k,j}(x) Y_{k,j}(x') = F(d, k) G_k(<x, x'>)?  Lemma 1 of [WuEtAl2022], for Y orthonormal with respect to
/// the uniform probability measure on S^d, and for both polynomials G_k^{((d-1)/2)} that the text allows: the printed
/// weight fixes G_k only up to a factor.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_ADDITION_THEOREM_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_ADDITION_THEOREM_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

/// The left side comes from two roads: real spherical harmonics by the recursion over the dimension
/// (spectral/spherical_harmonics.h), and for small k harmonic polynomials by their definition
/// (harmonic_polynomials.h), which know nothing of Gegenbauer polynomials.
///
/// Main table, one row per d, k and pair of points: d, k, multiplicity F(d, k), theta (the pair's angle), sum_over_f,
/// definition_sum_over_f (missing for larger k), g_unit (the polynomial with value 1 at 1), g_classical (C_k^lambda),
/// tolerance (of sum_over_f - g_unit; counted roundings).
Experiment AdditionTheorem();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_ADDITION_THEOREM_ADDITION_THEOREM_H_
