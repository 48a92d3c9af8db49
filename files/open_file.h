/// Opening a regular file, with the reason where it is none.
#ifndef HADAMARD_NTK_FILES_OPEN_FILE_H_
#define HADAMARD_NTK_FILES_OPEN_FILE_H_

#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

namespace hadamard_ntk::files {

/// An open file's number, closed at the end; -1 for none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// what() is why a file is refused, to be said after its name: "is a directory", "cannot be opened: Permission denied".
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// "is a directory", "is not a regular file but a FIFO"; empty for a regular file.
std::string WhyNotRegular(const struct stat& status);

/// Opens a file to read it.  Only regular files: a FIFO would wait for its writer, a device may do anything.  Throws
/// Refused, at once.
Descriptor OpenToRead(const std::filesystem::path& path);

/// Reads `size` bytes from where the file is, fewer only if it ends.  Returns how many, or -1, with the reason in
/// errno.
ssize_t ReadUpTo(const Descriptor& file, char* to, std::size_t size);

/// Whether `path` itself, not what a link there leads to, is a name of the open file.
bool IsNameOf(const std::filesystem::path& path, const Descriptor& file);

/// Of a file, or directory, that is open in one place: a lock ends with its owner, however that ends.
enum class Lock { kTaken, kBusy, kUnsupported };

/// Tries to take it (flock), without waiting.  Some file systems have no locks.
Lock TryLock(const Descriptor& file);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_OPEN_FILE_H_
