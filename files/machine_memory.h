/// How much memory there is, and how much was used.
#ifndef HADAMARD_NTK_FILES_MACHINE_MEMORY_H_
#define HADAMARD_NTK_FILES_MACHINE_MEMORY_H_

#include <cstdint>
#include <filesystem>
#include <string>

namespace hadamard_ntk::files {

/// Bytes that this process could still take without swapping: the least of
///   what the kernel says is available (/proc/meminfo),
///   limit - usage of its memory control group, of version 1 or 2, and of every one above; pages of files that the
///   kernel would give back count as free, the limit of its address space (ulimit -v) less what it has.
/// What cannot be read sets no bound.  The files are those below `root`: another one is for tests.
std::int64_t AvailableMemory(const std::filesystem::path& root = "/");

/// The most memory this process has had at once, in bytes (VmHWM); 0 if that cannot be read.
std::int64_t PeakMemory();

/// From now on PeakMemory() is the most since now; false, and nothing done, where the kernel does not allow it.
bool ForgetPeakMemory();

/// "980 kB", "1.5 GB": powers of ten, three digits.
std::string ByteText(double bytes);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_MACHINE_MEMORY_H_
