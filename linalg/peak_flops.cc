#include "linalg/peak_flops.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "linalg/lanes.h"
#include "linalg/steady_seconds.h"

namespace hadamard_ntk::linalg {
namespace {

constexpr int kChains = 12;  // more than latency times units, and no more registers than AVX2 has

/// c := c a + b, `steps` times in every number of kChains registers.
template <class T>
void MultiplyAndAdd(int steps, T a, T b) {
  const Lane<T> factor = Lane<T>{} + a, summand = Lane<T>{} + b;
  Lane<T> chain[kChains];
  for (Lane<T>& first : chain) benchmark::DoNotOptimize(first = summand);  // or the chains would be one
  for (int i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (int c = 0; c < kChains; ++c) chain[c] = chain[c] * factor + summand;
  }
  for (Lane<T>& last : chain) benchmark::DoNotOptimize(last);
}

}  // namespace

template <class T>
double PeakFlopsOf(int threads) {
  constexpr int kTrials = 10;
  constexpr double kFlops = 2.0 * kLanes<T> * kChains;
  constexpr int kSteps = static_cast<int>(1.5e9 / kFlops);
  double best = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double began = SteadySeconds();
    oneapi::tbb::parallel_for(
        0, threads, [&](int) { MultiplyAndAdd<T>(kSteps, T(.5), T(1)); }, oneapi::tbb::simple_partitioner());
    const double seconds = SteadySeconds() - began;
    best = std::max(best, threads * kSteps * kFlops / seconds);
  }
  return best;
}

template <class T>
double PeakFlops() {
  static const double peak = PeakFlopsOf<T>(oneapi::tbb::this_task_arena::max_concurrency());
  return peak;
}

template double PeakFlopsOf<float>(int threads);
template double PeakFlopsOf<double>(int threads);
template double PeakFlops<float>();
template double PeakFlops<double>();

}  // namespace hadamard_ntk::linalg
