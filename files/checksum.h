/// FNV-1a with 64 bits of the bytes [FowEtAl2019], which finds damage, not forgery; `hash` continues an earlier one.
#ifndef HADAMARD_NTK_FILES_CHECKSUM_H_
#define HADAMARD_NTK_FILES_CHECKSUM_H_

#include <cstdint>
#include <string_view>

namespace hadamard_ntk::files {

inline std::uint64_t Fnv1a(std::string_view bytes, std::uint64_t hash = 0xcbf29ce484222325) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_CHECKSUM_H_
