/// The rank of a matrix of residues (residue.h), by elimination: exact, whatever the matrix.
///
/// Of a matrix of polynomials with integer coefficients, evaluated at a point of the field, the rank is at most the
/// generic rank over the rationals: a minor that is not zero there is no zero polynomial.  So it is a bound from below
/// that is certain, and at a random point it is the generic rank but with probability at most D / 2^61, D the degree of
/// its largest non-zero minor modulo p.
///
/// `matrix` has its rows one after the other.  Cost: rank * size products.
/// Throws std::invalid_argument unless its size is a multiple of `columns` >= 1.
#ifndef HADAMARD_NTK_LINALG_MODULAR_RANK_H_
#define HADAMARD_NTK_LINALG_MODULAR_RANK_H_

#include <cstddef>
#include <vector>

#include "linalg/residue.h"

namespace hadamard_ntk::linalg {

std::size_t ModularRank(std::vector<Residue> matrix, std::size_t columns);

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_MODULAR_RANK_H_
