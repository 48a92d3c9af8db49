/// How fast the machine's memory is written, and how fast it is read and written at once, for benchmarks of what does
/// not fit into a cache.
#ifndef HADAMARD_NTK_LINALG_MEMORY_BANDWIDTH_H_
#define HADAMARD_NTK_LINALG_MEMORY_BANDWIDTH_H_

#include <benchmark/benchmark.h>

namespace hadamard_ntk::linalg {

/// The most bytes per second that all threads of this machine write together, past the cache, into 256 MiB that have
/// been touched before.  The best of 5 trials, measured once.
double WriteBandwidth();

/// The most that they move together in a = b + s c, three arrays of 128 MiB that have been touched before, a written
/// past the cache: 24 bytes for each number.  The best of 5 trials, measured once.
double TriadBandwidth();

/// Reports GB/s, and of_bandwidth, the share of WriteBandwidth(), for iterations that write so many bytes.
void SetWrittenBytes(benchmark::State& state, double bytes);

/// Reports GB/s, and of_triad, the share of TriadBandwidth(), for iterations that read and write so many bytes.
void SetMovedBytes(benchmark::State& state, double bytes);

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_MEMORY_BANDWIDTH_H_
