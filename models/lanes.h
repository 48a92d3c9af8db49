/// The widest vector register the code is compiled for, as a value: Lane<T> holds kLanes<T> numbers and has + - * < and
/// ?: by lane.  Memory need not be aligned; that of a LaneVector is, which is faster.
#ifndef HADAMARD_NTK_MODELS_LANES_H_
#define HADAMARD_NTK_MODELS_LANES_H_

#include <oneapi/tbb/cache_aligned_allocator.h>

#include <cstring>
#include <vector>

namespace hadamard_ntk::models {

#if defined(__AVX512F__)
inline constexpr int kLaneBytes = 64;
#elif defined(__AVX__)
inline constexpr int kLaneBytes = 32;
#else
inline constexpr int kLaneBytes = 16;
#endif

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

/// By halves: ((0 + n/2) + ...) ...
template <class T>
inline T Sum(const Lane<T>& lane) {
  T sums[kLanes<T>];
  Store<T>(lane, sums);
  for (int half = kLanes<T> / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LANES_H_
