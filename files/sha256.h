/// The SHA-256 of `bytes` [FIPS180-4, 6.2] as 64 hexadecimal digits, as sha256sum prints it.
#ifndef HADAMARD_NTK_FILES_SHA256_H_
#define HADAMARD_NTK_FILES_SHA256_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace hadamard_ntk::files {

std::string Sha256(std::string_view bytes);

/// Of a file's bytes.  Throws std::runtime_error "cannot read PATH".
std::string Sha256OfFile(const std::filesystem::path& path);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_SHA256_H_
