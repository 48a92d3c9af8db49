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

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refused(const fs::path& path, int error) {
  throw std::system_error(error, std::generic_category(), "cannot write " + path.string());
}

/// An open file, closed at the end.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : path_(path), number_(open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (number_ < 0) Refused(path_, errno);
  }
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  void Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = write(number_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) Refused(path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void Reserve(std::size_t bytes) {
    const int error = posix_fallocate(number_, 0, static_cast<off_t>(bytes));
    if (error != 0) Refused(path_, error);
  }
  void Sync() {
    if (fsync(number_) != 0) Refused(path_, errno);
  }

 private:
  const fs::path& path_;
  int number_;
};

/// What a state file holds.
struct State {
  std::uint64_t fingerprint;
  std::int64_t rows_done;
};

void WriteState(const fs::path& path, const State& state) {
  const fs::path fresh = path.string() + ".new";
  {
    Descriptor file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    file.Write({reinterpret_cast<const char*>(&state), sizeof(state)});
    file.Sync();
  }
  fs::rename(fresh, path);
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

std::uint64_t Fingerprint(std::string_view bytes, std::uint64_t hash) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

PartialNpy::PartialNpy(const fs::path& path, const NpyType& type, std::int64_t rows, std::int64_t columns,
                       std::uint64_t fingerprint)
    : path_(path), partial_(path.string() + ".partial"), state_(path.string() + ".partial.state") {
  const std::string header = FormatNpyHeader(type, rows, columns);
  fingerprint_ = Fingerprint(header, fingerprint);
  offset_ = header.size();
  bytes_ = offset_ + static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * type.size;
  std::error_code none;
  if (fs::file_size(partial_, none) == bytes_) {
    const State state = ReadState(state_, fingerprint_);
    if (state.rows_done >= 0 && state.rows_done <= rows) rows_done_ = state.rows_done;
  }
  Descriptor file(partial_, O_RDWR | O_CREAT | (rows_done_ == 0 ? O_TRUNC : 0));
  if (rows_done_ == 0) {
    fs::remove(state_);
    try {
      file.Reserve(bytes_);  // a full disk is an error here, not a signal in the middle
      file.Write(header);
    } catch (const std::system_error&) {
      fs::remove(partial_, none);
      throw;
    }
  }
  memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  if (memory_ == MAP_FAILED) Refused(partial_, errno);
}

PartialNpy::~PartialNpy() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

void PartialNpy::SetRowsDone(std::int64_t rows) {
  if (msync(memory_, bytes_, MS_SYNC) != 0) Refused(partial_, errno);
  WriteState(state_, {fingerprint_, rows});
  rows_done_ = rows;
}

void PartialNpy::Finish() {
  munmap(memory_, bytes_);
  memory_ = nullptr;
  Descriptor(partial_, O_RDWR).Sync();
  fs::rename(partial_, path_);
  fs::remove(state_);
}

}  // namespace hadamard_ntk::ntk
