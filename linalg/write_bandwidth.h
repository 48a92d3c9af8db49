/// How fast the machine's memory is written, for benchmarks of results that do not fit into a cache.
#ifndef HADAMARD_NTK_LINALG_WRITE_BANDWIDTH_H_
#define HADAMARD_NTK_LINALG_WRITE_BANDWIDTH_H_

#include <benchmark/benchmark.h>

namespace hadamard_ntk::linalg {

/// For benchmarks: the most bytes per second that all threads of this machine write together, past the cache, into 256
/// MiB that have been touched before.  The best of 5 trials, measured once.
double WriteBandwidth();

/// Reports GB/s, and of_bandwidth, the share of WriteBandwidth(), for iterations that write so many bytes.
void SetWrittenBytes(benchmark::State& state, double bytes);

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_WRITE_BANDWIDTH_H_
