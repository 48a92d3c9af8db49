/// Where a dense layer of fan-in m keeps its factor sqrt(2/m).
///   kNtk       outside: h = sqrt(2/m) W a + b_std beta, entries of W and beta N(0, 1)    [JacGabHon2018]
///   kStandard  inside:  h = W a + beta, W_ij ~ N(0, 2/m), beta_i ~ N(0, b_std^2)         [HeEtAl2015]
/// From one seed both give the same function at first; gradients, and so training, differ.
#ifndef HADAMARD_NTK_MODELS_PARAMETERIZATION_H_
#define HADAMARD_NTK_MODELS_PARAMETERIZATION_H_

namespace hadamard_ntk::models {

enum class Parameterization { kNtk, kStandard };

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_PARAMETERIZATION_H_
