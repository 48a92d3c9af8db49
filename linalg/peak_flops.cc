#include "linalg/peak_flops.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "linalg/steady_seconds.h"
#include "linalg/strip_product.h"

namespace hadamard_ntk::linalg {

template <class T>
double PeakFlopsOf(int threads) {
  constexpr int kRows = kStripRows<T>, kDepth = 64, kTrials = 5;
  constexpr double kFlops = 2.0 * kRows * kRows * kDepth;
  constexpr int kProducts = static_cast<int>(1.5e9 / kFlops);
  double best = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double began = SteadySeconds();
    oneapi::tbb::parallel_for(
        0, threads,
        [&](int) {
          const LaneVector<T> a(kRows * kDepth, T(1)), b(kRows * kDepth, T(1));
          LaneVector<T> c(kRows * kRows);
          for (int i = 0; i < kProducts; ++i) AddStripProduct(a.data(), b.data(), kDepth, c.data());
          benchmark::DoNotOptimize(c.data());
        },
        oneapi::tbb::simple_partitioner());
    const double seconds = SteadySeconds() - began;
    best = std::max(best, threads * kProducts * kFlops / seconds);
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
