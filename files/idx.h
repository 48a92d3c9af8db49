/// IDX files, the format of MNIST [LecEtAl1998]: arrays of bytes, plain or gzip.
///   bytes 0, 1: zero;  2: the type, 8 for unsigned bytes, no other is read;  3: the number of axes, 1..4;
///   then the length of each axis, 4 bytes, most significant first;  then the entries, last axis fastest.
///
/// Memory: a file is unpacked once only to count, and its entries are given room when they are known to be as many as
/// the lengths say, and to fit into the memory that is available: what a file claims, or packs a thousand to one, costs
/// nothing.
///
/// Throws std::runtime_error that names the path, and what is wrong where: what is no regular file or cannot be read,
/// another magic number, more than 2^31 entries or than fit into memory, fewer or more bytes than the lengths say, a
/// damaged or truncated gzip stream, bytes after it that are not another one.
#ifndef HADAMARD_NTK_FILES_IDX_H_
#define HADAMARD_NTK_FILES_IDX_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "files/machine_memory.h"

namespace hadamard_ntk::files {

struct IdxArray {
  std::vector<std::ptrdiff_t> lengths;
  std::vector<std::uint8_t> entries;
};

/// Only the beginning of the file is read.
std::vector<std::ptrdiff_t> ReadIdxLengths(const std::filesystem::path& path);

/// `memory`: bytes that the entries may take.
IdxArray ReadIdx(const std::filesystem::path& path, std::int64_t memory = files::AvailableMemory());

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_IDX_H_
