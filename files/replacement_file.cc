#include "files/replacement_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDigits = "0123456789abcdef", kEnding = ".tmp";
constexpr std::size_t kRandomDigits = 16;

// What the names of all temporaries of `path` begin with.  They must not be longer than a name can be.
std::string Beginning(const fs::path& path) {
  constexpr std::size_t kMostOfName = 200;
  std::string beginning = ".";
  (beginning += path.filename().string().substr(0, kMostOfName)) += '.';
  return beginning;
}

fs::path NameBeside(const fs::path& path) {
  std::random_device random;
  std::string name = Beginning(path);
  for (std::size_t i = 0; i < kRandomDigits; ++i) name += kDigits[random() % kDigits.size()];
  return path.parent_path() / name.append(kEnding);
}

bool IsTemporary(std::string_view name, std::string_view beginning) {
  return name.size() == beginning.size() + kRandomDigits + kEnding.size() && name.starts_with(beginning) &&
         name.ends_with(kEnding) &&
         name.substr(beginning.size(), kRandomDigits).find_first_not_of(kDigits) == name.npos;
}

uid_t OwnerOf(const Descriptor& file) {
  struct stat status = {};
  return fstat(file.get(), &status) == 0 ? status.st_uid : static_cast<uid_t>(-1);
}

// Removes the temporaries of `path` that this user left when a process was killed: nobody holds their locks.  What
// cannot be removed is in nobody's way.
void RemoveAbandoned(const fs::path& path, uid_t user) {
  const std::string beginning = Beginning(path);
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code none;
  for (fs::directory_iterator at(directory, none), end; at != end; at.increment(none)) {
    if (!IsTemporary(at->path().filename().native(), beginning)) continue;
    const Descriptor file(open(at->path().c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status = {};
    if (file.get() < 0 || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (status.st_uid == user && TryLock(file) == Lock::kTaken) unlink(at->path().c_str());
  }
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

void RequireReplaceable(const fs::path& path) {
  std::error_code none;
  if (fs::is_directory(path, none)) CannotWrite(path, EISDIR);
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode) || S_ISLNK(status.st_mode)) return;
  throw std::runtime_error("cannot write " + path.string() + ": " + WhyNotRegular(status));
}

// Permissions 0666 less the umask, like any file the user makes.
Replacement::Replacement(const fs::path& path) : path_(path) {
  RequireReplaceable(path_);
  for (;;) {
    name_ = NameBeside(path_);
    file_ = Descriptor(open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file_.get() >= 0) {
      // Until it was locked, another process could take it for abandoned, and remove it.
      if (TryLock(file_) != Lock::kBusy && fs::exists(fs::symlink_status(name_))) break;
    } else if (errno != EEXIST) {
      CannotWrite(path_, errno);
    }
  }
  exists_ = true;
  RemoveAbandoned(path_, OwnerOf(file_));
}

Replacement::~Replacement() {
  if (exists_) unlink(name_.c_str());
}

void Replacement::Sync() {
  if (fsync(file_.get()) != 0) CannotWrite(path_, errno);
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

void RemoveReplaced(const fs::path& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    throw std::system_error(errno, std::generic_category(), "cannot remove " + path.string());
  }
  RemoveAbandoned(path, geteuid());
}

}  // namespace hadamard_ntk::files
