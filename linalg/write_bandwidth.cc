#include "linalg/write_bandwidth.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "linalg/streaming_copy.h"

namespace hadamard_ntk::linalg {
namespace {

double Measure() {
  constexpr int kTrials = 5, kParts = 256;
  constexpr std::ptrdiff_t kPart = std::ptrdiff_t{1} << 17;  // numbers, a MiB
  LaneVector<double> memory;
  memory.reserve(kParts * kPart);
  PreferHugePages(memory.data(), kParts * kPart * sizeof(double));
  memory.resize(kParts * kPart);
  const LaneVector<double> from(4096, 1.0);  // in the first cache
  double best = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto began = std::chrono::steady_clock::now();
    oneapi::tbb::parallel_for(
        0, kParts,
        [&](int part) {
          const auto size = static_cast<std::ptrdiff_t>(from.size());
          for (std::ptrdiff_t i = 0; i < kPart; i += size) {
            StreamingCopy(from.data(), size, memory.data() + part * kPart + i);
          }
          StreamingFence();
        },
        oneapi::tbb::simple_partitioner());
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    best = std::max(best, static_cast<double>(memory.size() * sizeof(double)) / seconds.count());
  }
  return best;
}

}  // namespace

double WriteBandwidth() {
  static const double bandwidth = Measure();
  return bandwidth;
}

void SetWrittenBytes(benchmark::State& state, double bytes) {
  const double total = bytes * static_cast<double>(state.iterations());
  state.counters["GB/s"] = benchmark::Counter(1e-9 * total, benchmark::Counter::kIsRate);
  state.counters["of_bandwidth"] = benchmark::Counter(total / WriteBandwidth(), benchmark::Counter::kIsRate);
}

}  // namespace hadamard_ntk::linalg
