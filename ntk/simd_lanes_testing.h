/// The vectors of std::experimental as a Scalar (scalar.h): as wide as registers are, or, compiled by clang with
/// AVX-512, of one number, since the masks of libstdc++ 12 are wrong there (where() changes no lane).
#ifndef HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_
#define HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_

#include <experimental/simd>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

#if defined(__clang__) && defined(__AVX512F__)
template <class T>
using Simd = std::experimental::simd<T, std::experimental::simd_abi::scalar>;
#else
template <class T>
using Simd = std::experimental::native_simd<T>;
#endif
using Lanes = Simd<double>;
using FloatLanes = Simd<float>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_
