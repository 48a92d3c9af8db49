#include "linalg/memory_bandwidth.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cstddef>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "linalg/steady_seconds.h"
#include "linalg/streaming_copy.h"

namespace hadamard_ntk::linalg {
namespace {

constexpr std::ptrdiff_t kPart = std::ptrdiff_t{1} << 17;  // numbers, a MiB
constexpr std::ptrdiff_t kPiece = 512;                     // what is streamed at once; in the first cache

LaneVector<double> TouchedArray(int parts) {
  LaneVector<double> array;
  array.reserve(parts * kPart);
  PreferHugePages(array.data(), parts * kPart * sizeof(double));
  array.resize(parts * kPart, 1.0);
  return array;
}

// Bytes per second of the best trial, where stream(i) moves so many bytes of each number from i to i + kPiece.
template <class Partitioner, class Stream>
double BestRate(int parts, double bytes, const Stream& stream) {
  constexpr int kTrials = 5;
  double best = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double began = SteadySeconds();
    oneapi::tbb::parallel_for(
        0, parts,
        [&](int part) {
          for (std::ptrdiff_t i = part * kPart; i < (part + 1) * kPart; i += kPiece) stream(i);
          StreamingFence();
        },
        Partitioner());
    const double seconds = SteadySeconds() - began;
    best = std::max(best, bytes * static_cast<double>(parts * kPart) / seconds);
  }
  return best;
}

double MeasureWrites() {
  constexpr int kParts = 256;
  LaneVector<double> memory = TouchedArray(kParts);
  const LaneVector<double> from(kPiece, 1.0);
  return BestRate<oneapi::tbb::simple_partitioner>(
      kParts, sizeof(double), [&](std::ptrdiff_t i) { StreamingCopy(from.data(), kPiece, memory.data() + i); });
}

double MeasureTriad() {
  constexpr int kParts = 128;
  LaneVector<double> a = TouchedArray(kParts);
  const LaneVector<double> b = TouchedArray(kParts), c = TouchedArray(kParts);
  return BestRate<oneapi::tbb::static_partitioner>(kParts, 3 * sizeof(double), [&](std::ptrdiff_t i) {
    alignas(kLaneBytes) double piece[kPiece];
    for (std::ptrdiff_t j = 0; j < kPiece; j += kLanes<double>) {
      Store<double>(Load(b.data() + i + j) + 0.5 * Load(c.data() + i + j), piece + j);
    }
    StreamingCopy(piece, kPiece, a.data() + i);
  });
}

void SetBytes(benchmark::State& state, double bytes, const char* share, double bandwidth) {
  const double total = bytes * static_cast<double>(state.iterations());
  state.counters["GB/s"] = benchmark::Counter(1e-9 * total, benchmark::Counter::kIsRate);
  state.counters[share] = benchmark::Counter(total / bandwidth, benchmark::Counter::kIsRate);
}

}  // namespace

double WriteBandwidth() {
  static const double bandwidth = MeasureWrites();
  return bandwidth;
}

double TriadBandwidth() {
  static const double bandwidth = MeasureTriad();
  return bandwidth;
}

void SetWrittenBytes(benchmark::State& state, double bytes) {
  SetBytes(state, bytes, "of_bandwidth", WriteBandwidth());
}

void SetMovedBytes(benchmark::State& state, double bytes) { SetBytes(state, bytes, "of_triad", TriadBandwidth()); }

}  // namespace hadamard_ntk::linalg
