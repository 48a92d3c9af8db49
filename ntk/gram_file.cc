#include "ntk/gram_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "files/owned_file.h"
#include "files/replacement_file.h"

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;
using files::CannotWrite, files::Descriptor, files::Replacement;

/// What a state file holds.
struct State {
  std::uint64_t fingerprint;
  std::int64_t rows_done;
};

void WriteState(const fs::path& path, const State& state) {
  Replacement file(path);
  file.Write({reinterpret_cast<const char*>(&state), sizeof(state)});
  file.Commit();
}

/// The rows done that the state file tells, if the owner of the partial file wrote it, of these samples; else none.
std::int64_t ReadState(const fs::path& path, uid_t owner, std::uint64_t fingerprint) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status = {};
  State state = {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != owner) return 0;
  if (read(file.get(), &state, sizeof state) != static_cast<ssize_t>(sizeof state)) return 0;
  return state.fingerprint == fingerprint ? state.rows_done : 0;
}

}  // namespace

PartialNpy::PartialNpy(const fs::path& path, const files::NpyType& type, std::int64_t rows, std::int64_t columns,
                       std::uint64_t fingerprint)
    : path_(path), partial_(path.string() + ".partial"), state_(path.string() + ".partial.state") {
  const std::string header = files::FormatNpyHeader(type, rows, columns);
  fingerprint_ = files::Fnv1a(header, fingerprint);
  offset_ = header.size();
  bytes_ = offset_ + static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * type.size;
  files::RequireReplaceable(path_);
  file_ = files::OpenOwned(partial_);
  struct stat status = {};
  if (fstat(file_.get(), &status) != 0) CannotWrite(partial_, errno);
  if (static_cast<std::size_t>(status.st_size) == bytes_) {
    const std::int64_t rows_done = ReadState(state_, status.st_uid, fingerprint_);
    if (rows_done >= 0 && rows_done <= rows) rows_done_ = rows_done;
  }
  if (rows_done_ == 0) Begin(header);
  memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file_.get(), 0);
  if (memory_ == MAP_FAILED) CannotWrite(partial_, errno);
}

void PartialNpy::Begin(const std::string& header) {
  files::RemoveReplaced(state_);
  try {
    if (ftruncate(file_.get(), 0) != 0) CannotWrite(partial_, errno);
    // A full disk is an error here, not a signal in the middle.
    const int error = posix_fallocate(file_.get(), 0, static_cast<off_t>(bytes_));
    if (error != 0) CannotWrite(partial_, error);
    files::WriteAll(file_, partial_, header);
  } catch (const std::system_error&) {
    unlink(partial_.c_str());
    throw;
  }
}

PartialNpy::~PartialNpy() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

void PartialNpy::SetRowsDone(std::int64_t rows) {
  if (msync(memory_, bytes_, MS_SYNC) != 0) CannotWrite(partial_, errno);
  WriteState(state_, {fingerprint_, rows});
  rows_done_ = rows;
}

void PartialNpy::Finish() {
  munmap(memory_, bytes_);
  memory_ = nullptr;
  if (fsync(file_.get()) != 0) CannotWrite(partial_, errno);
  if (!files::IsNameOf(partial_, file_)) throw std::runtime_error(partial_.string() + " was replaced by another file");
  fs::rename(partial_, path_);
  files::RemoveReplaced(state_);
  files::SyncDirectory(path_.parent_path());
}

}  // namespace hadamard_ntk::ntk
