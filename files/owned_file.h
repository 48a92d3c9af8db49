/// A file that this process alone writes.
#ifndef HADAMARD_NTK_FILES_OWNED_FILE_H_
#define HADAMARD_NTK_FILES_OWNED_FILE_H_

#include <filesystem>
#include <stdexcept>

#include "files/open_file.h"

namespace hadamard_ntk::files {

/// what() begins with the path.
struct NotOwned : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Opens the file at `path` to read and write it, or makes it: for this process alone, which holds its lock as long as
/// the descriptor lives (where the file system has locks).
///
/// Throws NotOwned, and leaves the file as it is, if another process has it ("... is being written by another run"), or
/// if this user would not have made it: a symbolic link, a file of another user, a file with a second name (a hard
/// link), no regular file.  Throws std::system_error as CannotWrite.
Descriptor OpenOwned(const std::filesystem::path& path);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_OWNED_FILE_H_
