#include "experiments/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "experiments/interrupt.h"
#include "ntk/replacement_file.h"

namespace hadamard_ntk::experiments {
namespace {

namespace fs = std::filesystem;

/// what() is "cannot write PATH: No space left on device".
[[noreturn]] void Fail(const std::string& verb, const fs::path& path, int error) {
  throw std::system_error(error, std::generic_category(), "cannot " + verb + " " + path.string());
}

// A new file beside `path`, removed again unless it was renamed over it.
class Temporary {
 public:
  explicit Temporary(const fs::path& path) : path_(path) {
    static std::atomic<unsigned> counter{0};
    std::string name = ".";
    name += path.filename().string();
    for (const unsigned number : {static_cast<unsigned>(getpid()), counter++}) (name += '.') += std::to_string(number);
    name_ = path.parent_path() / (name + ".tmp");
  }
  ~Temporary() {
    if (exists_) unlink(name_.c_str());
  }
  Temporary(Temporary&& other) : path_(other.path_), name_(other.name_), exists_(other.exists_) {
    other.exists_ = false;
  }

  void Write(std::string_view contents) {
    // 0666 less the umask, like any file the user makes.
    ntk::Descriptor file(open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.get() < 0) Fail("write", path_, errno);
    exists_ = true;
    ntk::WriteAll(file, path_, contents);
    if (fsync(file.get()) != 0 || file.Close() != 0) Fail("write", path_, errno);
  }

  void Rename() {
    if (rename(name_.c_str(), path_.c_str()) != 0) Fail("replace", path_, errno);
    exists_ = false;
  }

 private:
  fs::path path_, name_;
  bool exists_ = false;
};

void SyncDirectory(const fs::path& directory) {
  ntk::Descriptor descriptor(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a directory (EINVAL); the files themselves are safe.
  if (descriptor.get() < 0 || (fsync(descriptor.get()) != 0 && errno != EINVAL)) Fail("sync", directory, errno);
}

}  // namespace

void ApplyAtomically(const fs::path& directory, const FileChanges& changes) {
  const UninterruptedSection section;
  const fs::path in = directory.empty() ? "." : directory;
  std::vector<Temporary> temporaries;
  for (const FileChanges::File& file : changes.write) {
    if (fs::is_directory(in / file.name)) Fail("replace", in / file.name, EISDIR);
    temporaries.emplace_back(in / file.name).Write(file.contents);
  }
  for (Temporary& temporary : temporaries) temporary.Rename();
  for (const std::string& name : changes.remove) {
    if (unlink((in / name).c_str()) != 0 && errno != ENOENT) Fail("remove", in / name, errno);
  }
  SyncDirectory(in);
}

void WriteFileAtomically(const fs::path& path, std::string_view contents) {
  ApplyAtomically(path.parent_path(), {.write = {{path.filename().string(), std::string(contents)}}});
}

fs::path MakeOutputDirectory(const fs::path& given) {
  fs::path directory = given;
  if (directory.is_relative()) {
    const char* called_from = std::getenv("BUILD_WORKING_DIRECTORY");
    directory = (called_from && *called_from ? fs::path(called_from) : fs::current_path()) / directory;
  }
  directory = directory.lexically_normal();
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) Fail("make the directory", directory, error.value());
  if (!fs::is_directory(directory)) Fail("make the directory", directory, ENOTDIR);
  const UninterruptedSection section;
  Temporary(directory / "writable").Write("x");
  return directory;
}

}  // namespace hadamard_ntk::experiments
