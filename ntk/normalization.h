/// How the branches s phi(W_n x), W_n ~ N(0, 1), of a polynomial net of width m are scaled.
///
/// For the ReLU phi(u) = max(u, 0), of second moment 1/2 for u ~ N(0, 1):
///   kUnit                    s = sqrt(2): a branch has unit second moment
///   kRawActivation           s = 1: the kernel is [WuEtAl2022, eq. (2)] with w ~ N(0, I)
///   kRawActivationOverWidth  s = sqrt(2/m), as [WuEtAl2022, eq. (1)] is printed: the kernel vanishes with the width
#ifndef HADAMARD_NTK_NTK_NORMALIZATION_H_
#define HADAMARD_NTK_NTK_NORMALIZATION_H_

#include <string>

namespace hadamard_ntk::ntk {

enum class Normalization { kUnit, kRawActivation, kRawActivationOverWidth };

/// "unit", "raw" and "raw_over_width", and back.  Throws std::invalid_argument for any other name.
std::string NameOf(Normalization normalization);
Normalization NormalizationOf(const std::string& name);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NORMALIZATION_H_
