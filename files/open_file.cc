#include "files/open_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>

namespace hadamard_ntk::files {
namespace {

[[noreturn]] void CannotOpen(int error) {
  throw Refused("cannot be opened: " + std::generic_category().message(error));
}

void RequireRegular(const struct stat& status) {
  if (const std::string why = WhyNotRegular(status); !why.empty()) throw Refused(why);
}

}  // namespace

std::string WhyNotRegular(const struct stat& status) {
  switch (status.st_mode & S_IFMT) {
    case S_IFREG:
      return "";
    case S_IFDIR:
      return "is a directory";
    case S_IFIFO:
      return "is not a regular file but a FIFO";
    case S_IFSOCK:
      return "is not a regular file but a socket";
    case S_IFLNK:
      return "is not a regular file but a symbolic link";
    default:
      return "is not a regular file but a device";
  }
}

Descriptor OpenToRead(const std::filesystem::path& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) CannotOpen(errno);
  RequireRegular(status);  // before it is opened: opening may be all that a device waits for
  Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (file.get() < 0 || fstat(file.get(), &status) != 0) CannotOpen(errno);
  RequireRegular(status);
  return file;
}

ssize_t ReadUpTo(const Descriptor& file, char* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = read(file.get(), to + done, size - done);
    if (n < 0 && errno != EINTR) return -1;
    if (n == 0) break;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return static_cast<ssize_t>(done);
}

bool IsNameOf(const std::filesystem::path& path, const Descriptor& file) {
  struct stat named = {}, opened = {};
  return lstat(path.c_str(), &named) == 0 && fstat(file.get(), &opened) == 0 && named.st_dev == opened.st_dev &&
         named.st_ino == opened.st_ino;
}

Lock TryLock(const Descriptor& file) {
  while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Lock::kBusy;
    if (errno != EINTR) return Lock::kUnsupported;
  }
  return Lock::kTaken;
}

}  // namespace hadamard_ntk::files
