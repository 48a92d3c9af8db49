/// The eigenvalues of the integral operator of a kernel on S^d in one falling row, each as often as its multiplicity
/// says: n times them is what the eigenvalues of a Gram matrix of n samples of the uniform measure tend to
/// [KolGin2000].
#ifndef HADAMARD_NTK_SPECTRAL_ORDERED_EIGENVALUES_H_
#define HADAMARD_NTK_SPECTRAL_ORDERED_EIGENVALUES_H_

#include <cstdint>
#include <vector>

#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

struct OrderedEigenvalue {
  int k;
  double mu;
};

/// The `count` largest.  Throws std::invalid_argument for count < 1; std::domain_error if the degrees to k_max have
/// fewer, or one above may have a larger one: mu_k F_k is at most the trace that is left above k_max.
std::vector<OrderedEigenvalue> LargestEigenvalues(const MercerSpectrum& spectrum, std::int64_t count);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_ORDERED_EIGENVALUES_H_
