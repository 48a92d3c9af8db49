/// The widest vector register the code is compiled for (vector_flags.h), as a value: Lane<T> holds kLanes<T> numbers
/// and has + - * < and ?: by lane.  Memory need not be aligned; that of a LaneVector is, which is faster.
#ifndef HADAMARD_NTK_LINALG_LANES_H_
#define HADAMARD_NTK_LINALG_LANES_H_

#include <oneapi/tbb/cache_aligned_allocator.h>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "linalg/vector_flags.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
inline constexpr int kLanes = kLaneBytes / static_cast<int>(sizeof(T));

template <class T>
struct LaneOf {
  typedef T Type __attribute__((vector_size(kLaneBytes)));
};
template <class T>
using Lane = typename LaneOf<T>::Type;

template <class T>
using LaneVector = std::vector<T, tbb::cache_aligned_allocator<T>>;

template <class T>
inline Lane<T> Load(const T* from) {
  Lane<T> lane;
  std::memcpy(&lane, from, sizeof(lane));
  return lane;
}

template <class T>
inline void Store(const Lane<T>& lane, T* to) {
  std::memcpy(to, &lane, sizeof(lane));
}

/// kLanes<T> numbers of another type, converted on the way.  Of bytes and floats one or two instructions; what gcc 12
/// makes of the conversion in general are a dozen.
template <class T, class From>
inline Lane<T> LoadAs(const From* from) {
  [[maybe_unused]] constexpr bool kDouble = std::same_as<T, double>, kBytes = std::same_as<From, std::uint8_t>;
#if defined(__AVX512F__)
  if constexpr (kBytes && kDouble) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
    return reinterpret_cast<Lane<T>>(_mm512_cvtepi32_pd(_mm256_cvtepu8_epi32(bytes)));
  } else if constexpr (kBytes) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    return reinterpret_cast<Lane<T>>(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes)));
  } else if constexpr (std::same_as<From, float> && kDouble) {
    return reinterpret_cast<Lane<T>>(_mm512_cvtps_pd(_mm256_loadu_ps(from)));
  }
#endif
  typedef From Numbers __attribute__((vector_size(kLanes<T> * sizeof(From))));
  Numbers numbers;
  std::memcpy(&numbers, from, sizeof(numbers));
  return __builtin_convertvector(numbers, Lane<T>);
}

/// The kLanes<T> numbers that begin with number `from` of a and b, one after the other, 0 <= from <= kLanes<T>.
template <class T, int from>
inline Lane<T> Joined(const Lane<T>& a, const Lane<T>& b) {
  return [&]<int... i>(std::integer_sequence<int, i...>) { return __builtin_shufflevector(a, b, (from + i)...); }
  (std::make_integer_sequence<int, kLanes<T>>());
}

/// One instruction, which a compiler takes out of a loop; what it makes of a loop over the lanes it does not.
template <class T>
inline Lane<T> SquareRoot(const Lane<T>& lane) {
  constexpr bool kDouble = std::same_as<T, double>;
#if defined(__AVX512F__)
  if constexpr (kDouble) return reinterpret_cast<Lane<T>>(_mm512_sqrt_pd(reinterpret_cast<__m512d>(lane)));
  return reinterpret_cast<Lane<T>>(_mm512_sqrt_ps(reinterpret_cast<__m512>(lane)));
#elif defined(__AVX__)
  if constexpr (kDouble) return reinterpret_cast<Lane<T>>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(lane)));
  return reinterpret_cast<Lane<T>>(_mm256_sqrt_ps(reinterpret_cast<__m256>(lane)));
#elif defined(__SSE2__)
  if constexpr (kDouble) return reinterpret_cast<Lane<T>>(_mm_sqrt_pd(reinterpret_cast<__m128d>(lane)));
  return reinterpret_cast<Lane<T>>(_mm_sqrt_ps(reinterpret_cast<__m128>(lane)));
#else
  Lane<T> root;
  for (int i = 0; i < kLanes<T>; ++i) root[i] = std::sqrt(lane[i]);
  return root;
#endif
}

/// The sum of n numbers, n = 1, 2, 4, 8, ...: by halves, numbers n/2 apart first.
template <int n, class T>
inline T SumByHalves(const T* numbers) {
  if constexpr (n == 1) {
    return *numbers;
  } else {
    typedef T Half __attribute__((vector_size(n / 2 * sizeof(T))));
    Half lower, upper;
    std::memcpy(&lower, numbers, sizeof(lower));
    std::memcpy(&upper, numbers + n / 2, sizeof(upper));
    lower += upper;
    T sums[n / 2];
    std::memcpy(sums, &lower, sizeof(lower));
    return SumByHalves<n / 2>(sums);
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_LANES_H_
