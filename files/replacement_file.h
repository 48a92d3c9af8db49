#ifndef HADAMARD_NTK_FILES_REPLACEMENT_FILE_H_
#define HADAMARD_NTK_FILES_REPLACEMENT_FILE_H_

#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <utility>

namespace hadamard_ntk::files {

/// An open file's number, closed at the end; -1 for none.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int Close() { return fd_ < 0 ? 0 : close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

/// Throws std::system_error "cannot write PATH: " and the reason.
[[noreturn]] void CannotWrite(const std::filesystem::path& path, int error);

/// Writes all of the bytes to the open file.  `path` is for the error, that of CannotWrite.
void WriteAll(const Descriptor& file, const std::filesystem::path& path, std::string_view bytes);

/// What was renamed or removed in the directory (empty: the working directory) stays so after a power failure.
/// Errors as CannotWrite.
void SyncDirectory(const std::filesystem::path& directory);

/// A new file beside `path`, which takes its place when it is committed and is removed otherwise: whoever looks, also
/// after a crash or a power failure, finds the earlier file or all of the new one.  A symbolic link at `path` is
/// replaced, not followed; a directory is not.  Errors as CannotWrite.
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

 private:
  std::filesystem::path path_, name_;
  Descriptor file_;
  bool exists_ = false;
};

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_REPLACEMENT_FILE_H_
