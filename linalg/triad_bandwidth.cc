#include "linalg/triad_bandwidth.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "linalg/streaming_copy.h"

namespace hadamard_ntk::linalg {
namespace {

double Measure() {
  constexpr int kTrials = 5, kParts = 128;
  constexpr std::ptrdiff_t kPart = std::ptrdiff_t{1} << 17,
                           kPiece = 512;  // numbers; a MiB, and what is streamed at once
  std::array<LaneVector<double>, 3> arrays;
  for (LaneVector<double>& array : arrays) {
    array.reserve(kParts * kPart);
    PreferHugePages(array.data(), kParts * kPart * sizeof(double));
    array.resize(kParts * kPart, 1.0);
  }
  double best = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto began = std::chrono::steady_clock::now();
    oneapi::tbb::parallel_for(
        0, kParts,
        [&](int part) {
          alignas(kLaneBytes) double piece[kPiece];
          for (std::ptrdiff_t at = part * kPart; at < (part + 1) * kPart; at += kPiece) {
            const double *const b = arrays[1].data() + at, *const c = arrays[2].data() + at;
            for (std::ptrdiff_t i = 0; i < kPiece; i += kLanes<double>) {
              Store<double>(Load(b + i) + 0.5 * Load(c + i), piece + i);
            }
            StreamingCopy(piece, kPiece, arrays[0].data() + at);
          }
          StreamingFence();
        },
        oneapi::tbb::static_partitioner());
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    best = std::max(best, 3 * kParts * kPart * sizeof(double) / seconds.count());
  }
  return best;
}

}  // namespace

double TriadBandwidth() {
  static const double bandwidth = Measure();
  return bandwidth;
}

void SetMovedBytes(benchmark::State& state, double bytes) {
  const double total = bytes * static_cast<double>(state.iterations());
  state.counters["GB/s"] = benchmark::Counter(1e-9 * total, benchmark::Counter::kIsRate);
  state.counters["of_triad"] = benchmark::Counter(total / TriadBandwidth(), benchmark::Counter::kIsRate);
}

}  // namespace hadamard_ntk::linalg
