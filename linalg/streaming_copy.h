/// Writes past the cache, for results too large to stay in it: a plain store first reads the line it is going to fill.
#ifndef HADAMARD_NTK_LINALG_STREAMING_COPY_H_
#define HADAMARD_NTK_LINALG_STREAMING_COPY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "linalg/lanes.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// From about this size on a result is written faster past the cache, even if it is read right after.
inline constexpr std::size_t kStreamingBytes = std::size_t{4} << 20;

namespace streaming_internal {

inline constexpr std::size_t kLineBytes = 64;

/// Stores a register at an aligned place.
template <class T>
inline void Stream(const Lane<T>& lane, T* to) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), reinterpret_cast<__m512i>(lane));
#elif defined(__AVX__)
  _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(lane));
#elif defined(__SSE2__)
  _mm_stream_si128(reinterpret_cast<__m128i*>(to), reinterpret_cast<__m128i>(lane));
#else
  Store<T>(lane, to);
#endif
}

}  // namespace streaming_internal

/// Copies n numbers, aligned to their size; whole cache lines of `to` are written past the cache.  Other threads may
/// read them after StreamingFence() and a synchronisation.
template <class T>
inline void StreamingCopy(const T* from, std::ptrdiff_t n, T* to) {
  constexpr std::ptrdiff_t kLine = streaming_internal::kLineBytes / sizeof(T);
  const auto past_line = static_cast<std::ptrdiff_t>(reinterpret_cast<std::uintptr_t>(to) / sizeof(T)) % kLine;
  std::ptrdiff_t i = std::min(n, (kLine - past_line) % kLine);
  std::copy_n(from, i, to);
  for (; i + kLine <= n; i += kLine) {
    for (std::ptrdiff_t k = i; k < i + kLine; k += kLanes<T>) streaming_internal::Stream<T>(Load(from + k), to + k);
  }
  std::copy_n(from + i, n - i, to + i);
}

/// Orders the streaming writes of this thread before its writes that follow.
inline void StreamingFence() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STREAMING_COPY_H_
