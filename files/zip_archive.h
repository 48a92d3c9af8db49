/// The members of a ZIP archive in memory, as NumPy's savez and savez_compressed write them (.npz): stored or deflated,
/// with the 64-bit lengths of ZIP64 where they are needed.  All members are in one file, none is encrypted.
///
/// Throws std::invalid_argument saying what is wrong: no archive or a damaged one, another compression, contents of
/// another length or checksum than the archive says.  Memory is taken for what a member can hold, whatever it claims.
#ifndef HADAMARD_NTK_FILES_ZIP_ARCHIVE_H_
#define HADAMARD_NTK_FILES_ZIP_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::files {

struct ZipMember {
  std::string name;
  int method = 0;  ///< 0: stored, 8: deflated
  std::uint32_t checksum = 0;
  std::uint64_t packed_bytes = 0, bytes = 0;
  std::uint64_t header_at = 0;
};

/// All members, in the order of the archive's directory.
std::vector<ZipMember> ZipMembers(std::string_view archive);

/// The contents of a member, or their first `most` bytes; what is cut off is not checked.
std::string ZipContents(std::string_view archive, const ZipMember& member,
                        std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_ZIP_ARCHIVE_H_
