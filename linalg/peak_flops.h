/// The peak of the machine, for benchmarks.
#ifndef HADAMARD_NTK_LINALG_PEAK_FLOPS_H_
#define HADAMARD_NTK_LINALG_PEAK_FLOPS_H_

#include <benchmark/benchmark.h>

namespace hadamard_ntk::linalg {

/// For benchmarks: the most multiplications and additions per second that all threads of this machine reach together,
/// fused and in registers (linalg/lanes.h): no kernel that reads its operands can exceed it on an equally quiet
/// machine. The best of 10 trials of about 10 ms, measured once.
template <class T>
double PeakFlops();

/// Of so many threads, measured now.
template <class T>
double PeakFlopsOf(int threads);

extern template double PeakFlopsOf<float>(int threads);
extern template double PeakFlopsOf<double>(int threads);
extern template double PeakFlops<float>();
extern template double PeakFlops<double>();

/// Reports GFLOP/s, and of_peak, the share of PeakFlops<T>(), for iterations of so many operations.
template <class T>
void SetFlops(benchmark::State& state, double flops) {
  const double total = flops * static_cast<double>(state.iterations());
  state.counters["GFLOP/s"] = benchmark::Counter(1e-9 * total, benchmark::Counter::kIsRate);
  state.counters["of_peak"] = benchmark::Counter(total / PeakFlops<T>(), benchmark::Counter::kIsRate);
}

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_PEAK_FLOPS_H_
