/// The vectors of std::experimental as a Scalar (scalar.h).
#ifndef HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_
#define HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_

#include <experimental/simd>

namespace hadamard_ntk::ntk {

using Lanes = std::experimental::native_simd<double>;
using FloatLanes = std::experimental::native_simd<float>;

/// Compiled by clang with AVX-512, libstdc++ 12's masks are wrong: where() changes no lane.
#if defined(__clang__) && defined(__AVX512F__)
inline constexpr bool kLanesWork = false;
#else
inline constexpr bool kLanesWork = true;
#endif
inline constexpr const char* kWhyNoLanes = "the masks of libstdc++'s lanes are wrong in this build";

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_SIMD_LANES_TESTING_H_
