/// The compiler's vector flags (-march, -mavx2, ...) fix the size of a register, and with it the layout of strips
/// (lanes.h, strip_product.h); and they fix how Eigen aligns, allocates and frees the memory of its matrices.  Neither
/// is part of a function's name, so two files compiled with different flags would link and exchange wrong numbers in
/// silence.  Here they are made part of names, twice:
///
///   * Every file that includes this header asks the linker for one symbol, whose name tells its flags.  The library
///     defines the one that tells its own.  So a program of two kinds of files does not link; its error ends in
///       undefined reference to `...::VectorFlags<64, 64>::library_was_compiled_with_others'
///     Then give the flags to the whole program, library and all: in Bazel as `build --copt=-march=native` in .bazelrc
///     (or on the command line), not as `copts` of a target.
///   * What is written for registers lives in an inline namespace that tells their size.  So the copies of a template
///     in two files that never meet in one link, such as two plugins, are not taken for each other either.
///
/// The first alone would not keep plugins apart; the second alone says nothing about Eigen's types.  Headers that use
/// neither registers nor Eigen (kernels of one pair of inputs, say) may be compiled with any flags.
/// Cost: a pointer in every object file; nothing at run time.
#ifndef HADAMARD_NTK_LINALG_VECTOR_FLAGS_H_
#define HADAMARD_NTK_LINALG_VECTOR_FLAGS_H_

#include <Eigen/Core>

#if defined(__AVX512F__)
#define HADAMARD_NTK_REGISTERS registers_of_64_bytes
#elif defined(__AVX__)
#define HADAMARD_NTK_REGISTERS registers_of_32_bytes
#else
#define HADAMARD_NTK_REGISTERS registers_of_16_bytes
#endif

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// The size of the widest vector register.
#if defined(__AVX512F__)
inline constexpr int kLaneBytes = 64;
#elif defined(__AVX__)
inline constexpr int kLaneBytes = 32;
#else
inline constexpr int kLaneBytes = 16;
#endif

/// Of a register, and of what Eigen allocates.
template <int register_bytes, int eigen_alignment>
struct VectorFlags {
  static const char library_was_compiled_with_others;
};

/// `retain`: not even a linker that drops unused sections drops the question.
[[gnu::used, gnu::retain]] static const char* const kVectorFlagsOfThisFile =
    &VectorFlags<kLaneBytes, EIGEN_DEFAULT_ALIGN_BYTES>::library_was_compiled_with_others;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_VECTOR_FLAGS_H_
