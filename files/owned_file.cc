#include "files/owned_file.h"

#include <fcntl.h>

#include <cerrno>
#include <string>

#include "files/replacement_file.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

// Whether the user's files in this directory have this owner.  On some file systems it is not the user.
bool IsOurs(uid_t owner, const fs::path& path) {
  if (owner == geteuid()) return true;
  const Replacement ours(path);
  struct stat status = {};
  return fstat(ours.file().get(), &status) == 0 && status.st_uid == owner;
}

std::string WhyNotOurs(const Descriptor& file, const fs::path& path) {
  struct stat status = {};
  if (fstat(file.get(), &status) != 0) CannotWrite(path, errno);
  if (!S_ISREG(status.st_mode)) return WhyNotRegular(status);
  if (status.st_nlink > 1) return "has a second name (a hard link)";
  return IsOurs(status.st_uid, path) ? "" : "belongs to another user";
}

}  // namespace

Descriptor OpenOwned(const fs::path& path) {
  const auto refuse = [&](const std::string& why) { throw NotOwned(path.string() + " " + why); };
  // Again if another process has just renamed or removed the file that was opened.
  constexpr int kTries = 100;
  for (int tries = 0; tries < kTries; ++tries) {
    struct stat status = {};
    if (lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) refuse(WhyNotRegular(status));
    Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
    if (file.get() < 0) CannotWrite(path, errno);
    if (TryLock(file) == Lock::kBusy) break;
    if (!IsNameOf(path, file)) continue;
    if (const std::string why = WhyNotOurs(file, path); !why.empty()) refuse(why);
    return file;
  }
  refuse("is being written by another run");
  return Descriptor();
}

}  // namespace hadamard_ntk::files
