#include "ntk/npy_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "files/open_file.h"
#include "files/replacement_file.h"

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;
using Eigen::Index;

static_assert(std::endian::native == std::endian::little, "WriteNpy writes numbers as they lie in memory");

constexpr std::size_t kPiece = 1 << 21;  // bytes read or written at once

template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A .npy file to be read from its beginning to its end.
class Source {
 public:
  explicit Source(const fs::path& path) : path_(path) {
    try {
      file_ = files::OpenToRead(path);
    } catch (const files::Refused& error) {
      Fail(error.what());
    }
    struct stat status = {};
    if (fstat(file_.get(), &status) != 0) Fail(std::strerror(errno));
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
  files::Descriptor file_;
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
    source.Fail("entry " + (std::ostringstream() << exact).str() + " in row " + std::to_string(row) + ", column " +
                std::to_string(col) + " (from 0) is beyond the range of float");
  }
}

// --- writing ------------------------------------------------------------------------

std::string_view Bytes(const void* from, std::size_t size) { return {static_cast<const char*>(from), size}; }

template <class T>
void Write(const fs::path& path, const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>& matrix) {
  files::Replacement file(path);
  file.Write(FormatNpyHeader(NpyTypeOf<T>(), matrix.rows(), matrix.cols()));
  const Index row_bytes = std::max<Index>(1, matrix.cols() * static_cast<Index>(sizeof(T)));
  const Index rows_at_once = std::max<Index>(1, static_cast<Index>(kPiece) / row_bytes);
  RowMajorMatrix<T> rows;
  for (Index i = 0; i < matrix.rows(); i += rows_at_once) {
    rows = matrix.middleRows(i, std::min(rows_at_once, matrix.rows() - i));
    file.Write(Bytes(rows.data(), static_cast<std::size_t>(rows.size()) * sizeof(T)));
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
  files::Replacement file(path);
  file.Write(FormatNpyHeader(kNpyInt64, static_cast<std::int64_t>(labels.size())));
  file.Write(Bytes(labels.data(), labels.size_bytes()));
  file.Commit();
}

}  // namespace hadamard_ntk::ntk
