#include "ntk/npy_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;
using Eigen::Index;

static_assert(std::endian::native == std::endian::little, "WriteNpy writes numbers as they lie in memory");

constexpr std::size_t kPiece = 1 << 21;  // bytes read or written at once

template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

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

// A .npy file to be read from its beginning to its end.
class Source {
 public:
  explicit Source(const fs::path& path) : path_(path), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status = {};
    if (file_.get() < 0 || fstat(file_.get(), &status) != 0) Fail(std::strerror(errno));
    if (S_ISDIR(status.st_mode)) Fail("is a directory");
    if (!S_ISREG(status.st_mode)) Fail("is not a regular file");
    std::string beginning(std::min(kMaxNpyHeader, static_cast<std::size_t>(status.st_size)), '\0');
    Read(beginning.data(), beginning.size());
    try {
      header_ = ParseNpyHeader(beginning);
    } catch (const NpyError& error) {
      Fail(error.what());
    }
    if (header_.file_bytes() != status.st_size) {
      Fail((header_.file_bytes() > status.st_size ? "is cut off: " : "is too long: ") + std::to_string(header_.rows) +
           " x " + std::to_string(header_.cols) + " entries " + header_.type.Text() + " need " +
           std::to_string(header_.data_bytes()) + " bytes, and " +
           std::to_string(status.st_size - header_.data_offset) + " follow the header");
    }
    if (lseek(file_.get(), header_.data_offset, SEEK_SET) < 0) Fail(std::strerror(errno));
  }

  const NpyHeader& header() const { return header_; }

  /// The next bytes.
  void Read(char* to, std::size_t size) {
    while (size > 0) {
      const ssize_t n = read(file_.get(), to, size);
      if (n == 0) Fail("became shorter while it was read");
      if (n < 0 && errno != EINTR) Fail(std::strerror(errno));
      if (n > 0) {
        to += n;
        size -= static_cast<std::size_t>(n);
      }
    }
  }

  [[noreturn]] void Fail(const std::string& what) const { throw NpyError(path_.string() + ": " + what); }

 private:
  fs::path path_;
  Descriptor file_;
  NpyHeader header_;
};

// The next `count` entries; the first of them is the file's entry number `first`.
template <class T>
void ReadEntries(Source& source, Index first, Index count, std::vector<char>& bytes, T* values) {
  const NpyHeader& header = source.header();
  const auto size = static_cast<std::size_t>(header.type.size);
  bytes.resize(static_cast<std::size_t>(count) * size);
  source.Read(bytes.data(), bytes.size());
  DecodeNpy(header.type, bytes.data(), static_cast<std::size_t>(count), values);
  if (sizeof(T) >= size || header.type.kind != NpyType::Kind::kFloat) return;
  for (Index i = 0; i < count; ++i) {
    double exact = 0;
    if (!std::isinf(values[i])) continue;
    DecodeNpy(header.type, bytes.data() + static_cast<std::size_t>(i) * size, 1, &exact);
    if (std::isinf(exact)) continue;
    const Index at = first + i;
    const Index row = header.fortran_order ? at % header.rows : at / header.cols;
    const Index col = header.fortran_order ? at / header.rows : at % header.cols;
    source.Fail("entry " + std::to_string(exact) + " in row " + std::to_string(row) + ", column " +
                std::to_string(col) + " (from 0) is beyond the range of float");
  }
}

// --- writing ------------------------------------------------------------------------

[[noreturn]] void CannotWrite(const fs::path& path, int error) {
  throw std::system_error(error, std::generic_category(), "cannot write " + path.string());
}

// A new file beside `path`, removed again unless it was renamed over it.
class Replacement {
 public:
  explicit Replacement(const fs::path& path)
      : path_(path),
        name_(NameBeside(path)),
        file_(open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
    if (file_.get() < 0) CannotWrite(path_, errno);
    exists_ = true;
  }
  ~Replacement() {
    if (exists_) unlink(name_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  void Write(const char* from, std::size_t size) {
    while (size > 0) {
      const ssize_t n = write(file_.get(), from, size);
      if (n < 0 && errno != EINTR) CannotWrite(path_, errno);
      if (n > 0) {
        from += n;
        size -= static_cast<std::size_t>(n);
      }
    }
  }
  void Write(std::string_view bytes) { Write(bytes.data(), bytes.size()); }

  void Commit() {
    if (fs::is_directory(path_)) CannotWrite(path_, EISDIR);
    if (fsync(file_.get()) != 0 || file_.Close() != 0) CannotWrite(path_, errno);
    if (rename(name_.c_str(), path_.c_str()) != 0) CannotWrite(path_, errno);
    exists_ = false;
    Descriptor directory(open(Directory(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync a directory (EINVAL); the file itself is safe.
    if (directory.get() < 0 || (fsync(directory.get()) != 0 && errno != EINVAL)) CannotWrite(path_, errno);
  }

 private:
  static fs::path Directory(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : "."; }
  static fs::path NameBeside(const fs::path& path) {
    static std::atomic<unsigned> counter{0};
    std::string name = ".";
    name += path.filename().string();
    for (const unsigned number : {static_cast<unsigned>(getpid()), counter++}) (name += '.') += std::to_string(number);
    return Directory(path) / (name + ".tmp");
  }

  fs::path path_, name_;
  Descriptor file_;
  bool exists_ = false;
};

template <class T>
void Write(const fs::path& path, const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>& matrix) {
  Replacement file(path);
  file.Write(FormatNpyHeader(NpyTypeOf<T>(), matrix.rows(), matrix.cols()));
  const Index row_bytes = std::max<Index>(1, matrix.cols() * static_cast<Index>(sizeof(T)));
  const Index rows_at_once = std::max<Index>(1, static_cast<Index>(kPiece) / row_bytes);
  RowMajorMatrix<T> rows;
  for (Index i = 0; i < matrix.rows(); i += rows_at_once) {
    rows = matrix.middleRows(i, std::min(rows_at_once, matrix.rows() - i));
    file.Write(reinterpret_cast<const char*>(rows.data()), static_cast<std::size_t>(rows.size()) * sizeof(T));
  }
  file.Commit();
}

}  // namespace

NpyHeader ReadNpyHeader(const fs::path& path) { return Source(path).header(); }

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> ReadNpy(const fs::path& path) {
  Source source(path);
  const NpyHeader& header = source.header();
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> matrix(header.rows, header.cols);
  std::vector<char> bytes;
  const Index entries_at_once = static_cast<Index>(kPiece) / header.type.size;
  if (header.fortran_order || header.cols <= 1) {
    for (Index i = 0; i < matrix.size(); i += entries_at_once) {
      ReadEntries(source, i, std::min(entries_at_once, matrix.size() - i), bytes, matrix.data() + i);
    }
    return matrix;
  }
  const Index rows_at_once = std::max<Index>(1, entries_at_once / header.cols);
  RowMajorMatrix<T> rows;
  for (Index i = 0; i < header.rows; i += rows_at_once) {
    rows.resize(std::min(rows_at_once, header.rows - i), header.cols);
    ReadEntries(source, i * header.cols, rows.size(), bytes, rows.data());
    matrix.middleRows(i, rows.rows()) = rows;
  }
  return matrix;
}

template Eigen::MatrixXf ReadNpy<float>(const fs::path&);
template Eigen::MatrixXd ReadNpy<double>(const fs::path&);

void WriteNpy(const fs::path& path, const Eigen::Ref<const Eigen::MatrixXf>& matrix) { Write<float>(path, matrix); }
void WriteNpy(const fs::path& path, const Eigen::Ref<const Eigen::MatrixXd>& matrix) { Write<double>(path, matrix); }

void WriteNpy(const fs::path& path, std::span<const std::int64_t> labels) {
  Replacement file(path);
  file.Write(FormatNpyHeader(kNpyInt64, static_cast<std::int64_t>(labels.size())));
  file.Write(reinterpret_cast<const char*>(labels.data()), labels.size_bytes());
  file.Commit();
}

}  // namespace hadamard_ntk::ntk
