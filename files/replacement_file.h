/// Whole files or none: a new file takes the place of an old one by a rename.
#ifndef HADAMARD_NTK_FILES_REPLACEMENT_FILE_H_
#define HADAMARD_NTK_FILES_REPLACEMENT_FILE_H_

#include <filesystem>
#include <string_view>

#include "files/open_file.h"

namespace hadamard_ntk::files {

/// Throws std::system_error "cannot write PATH: " and the reason.
[[noreturn]] void CannotWrite(const std::filesystem::path& path, int error);

/// Writes all of the bytes to the open file.  `path` is for the error, that of CannotWrite.
void WriteAll(const Descriptor& file, const std::filesystem::path& path, std::string_view bytes);

/// What was renamed or removed in the directory (empty: the working directory) stays so after a power failure.
/// Errors as CannotWrite.
void SyncDirectory(const std::filesystem::path& directory);

/// There is nothing at `path`, or a regular file, or a symbolic link that leads to no directory: what a rename may
/// replace.  Throws std::system_error as CannotWrite for a directory, std::runtime_error "cannot write PATH: is not a
/// regular file but a FIFO" for that and its kin: who waits at it would wait for ever.
void RequireReplaceable(const std::filesystem::path& path);

/// A new file beside `path`, which takes its place when it is committed and is removed otherwise: whoever looks, also
/// after a crash or a power failure, finds the earlier file or all of the new one.  A symbolic link at `path` is
/// replaced, not followed.  Errors as CannotWrite and RequireReplaceable.
///
/// Its name is ".NAME.R.tmp" with 16 random hexadecimal digits R, and it is locked as long as its owner lives: the
/// locks of processes that were killed are gone, and the next Replacement of `path` removes what they left.  Two at
/// once, of one process or of two, do not meet: the last rename counts.
class Replacement {
 public:
  explicit Replacement(const std::filesystem::path& path);
  ~Replacement();
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  void Write(std::string_view bytes) { WriteAll(file_, path_, bytes); }

  /// The three steps of Commit, for several files at once: space can run out in the first only.
  void Sync();
  void Rename();
  void Commit();

  const Descriptor& file() const { return file_; }

 private:
  std::filesystem::path path_, name_;
  Descriptor file_;
  bool exists_ = false;
};

/// Removes the file at `path`, if there is one, and what killed processes of this user left of Replacements of it,
/// which no later Replacement would.  Throws std::system_error "cannot remove PATH: ...".
void RemoveReplaced(const std::filesystem::path& path);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_REPLACEMENT_FILE_H_
