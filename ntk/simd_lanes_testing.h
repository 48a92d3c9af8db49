/// The vectors of std::experimental as a Scalar (scalar.h): as wide as registers are, or, compiled by clang with
/// AVX-512, of one number, since the masks of libstdc++ 12 are wrong there (where() changes no lane).
#ifndef HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_
#define HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_

#include <experimental/simd>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

#if defined(__clang__) && defined(__AVX512F__)
using SimdAbi = std::experimental::simd_abi::scalar;
#else
using SimdAbi = std::experimental::simd_abi::native<double>;
#endif
using Lanes = std::experimental::simd<double, SimdAbi>;
using FloatLanes = std::experimental::rebind_simd_t<float, Lanes>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_
