#include "files/replacement_file.h"

#include <fcntl.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

// The path, if it is no directory: that is refused before anything is written.
const fs::path& NoDirectory(const fs::path& path) {
  std::error_code none;
  if (fs::is_directory(path, none)) CannotWrite(path, EISDIR);
  return path;
}

fs::path NameBeside(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  std::string name = ".";
  name += path.filename().string();
  for (const unsigned number : {static_cast<unsigned>(getpid()), counter++}) (name += '.') += std::to_string(number);
  return path.parent_path() / (name + ".tmp");
}

}  // namespace

void CannotWrite(const fs::path& path, int error) {
  throw std::system_error(error, std::generic_category(), "cannot write " + path.string());
}

void WriteAll(const Descriptor& file, const fs::path& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) CannotWrite(path, errno);
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void SyncDirectory(const fs::path& directory) {
  const fs::path name = directory.empty() ? "." : directory;
  const Descriptor descriptor(open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a directory (EINVAL); the files themselves are safe.
  if (descriptor.get() < 0 || (fsync(descriptor.get()) != 0 && errno != EINVAL)) CannotWrite(name, errno);
}

// Permissions 0666 less the umask, like any file the user makes.
Replacement::Replacement(const fs::path& path)
    : path_(NoDirectory(path)),
      name_(NameBeside(path)),
      file_(open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
  if (file_.get() < 0) CannotWrite(path_, errno);
  exists_ = true;
}

Replacement::~Replacement() {
  if (exists_) unlink(name_.c_str());
}

void Replacement::Sync() {
  if (fsync(file_.get()) != 0 || file_.Close() != 0) CannotWrite(path_, errno);
}

void Replacement::Rename() {
  if (rename(name_.c_str(), path_.c_str()) != 0) CannotWrite(path_, errno);
  exists_ = false;
}

void Replacement::Commit() {
  Sync();
  Rename();
  SyncDirectory(path_.parent_path());
}

}  // namespace hadamard_ntk::files
