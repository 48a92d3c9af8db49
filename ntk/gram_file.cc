#include "ntk/gram_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "files/replacement_file.h"

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;
using files::CannotWrite, files::Descriptor, files::Replacement, files::WriteAll;

/// Opens a file that is written to, or throws.
int OpenToWrite(const fs::path& path, int flags) {
  const int number = open(path.c_str(), flags | O_RDWR | O_CLOEXEC, 0666);
  if (number < 0) CannotWrite(path, errno);
  return number;
}

void Sync(const Descriptor& file, const fs::path& path) {
  if (fsync(file.get()) != 0) CannotWrite(path, errno);
}

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

/// No rows if there is none, or another.
State ReadState(const fs::path& path, std::uint64_t fingerprint) {
  State state{};
  std::array<char, sizeof(State)> bytes;
  std::ifstream in(path, std::ios::binary);
  if (in.read(bytes.data(), bytes.size())) std::memcpy(&state, bytes.data(), bytes.size());
  return state.fingerprint == fingerprint ? state : State{fingerprint, 0};
}

}  // namespace

PartialNpy::PartialNpy(const fs::path& path, const NpyType& type, std::int64_t rows, std::int64_t columns,
                       std::uint64_t fingerprint)
    : path_(path), partial_(path.string() + ".partial"), state_(path.string() + ".partial.state") {
  const std::string header = FormatNpyHeader(type, rows, columns);
  fingerprint_ = files::Fnv1a(header, fingerprint);
  offset_ = header.size();
  bytes_ = offset_ + static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * type.size;
  std::error_code none;
  if (fs::file_size(partial_, none) == bytes_) {
    const State state = ReadState(state_, fingerprint_);
    if (state.rows_done >= 0 && state.rows_done <= rows) rows_done_ = state.rows_done;
  }
  const Descriptor file(OpenToWrite(partial_, O_CREAT | (rows_done_ == 0 ? O_TRUNC : 0)));
  if (rows_done_ == 0) {
    fs::remove(state_);
    try {
      // A full disk is an error here, not a signal in the middle.
      const int error = posix_fallocate(file.get(), 0, static_cast<off_t>(bytes_));
      if (error != 0) CannotWrite(partial_, error);
      WriteAll(file, partial_, header);
    } catch (const std::system_error&) {
      fs::remove(partial_, none);
      throw;
    }
  }
  memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory_ == MAP_FAILED) CannotWrite(partial_, errno);
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
  Sync(Descriptor(OpenToWrite(partial_, 0)), partial_);
  fs::rename(partial_, path_);
  fs::remove(state_);
  files::SyncDirectory(path_.parent_path());
}

}  // namespace hadamard_ntk::ntk
