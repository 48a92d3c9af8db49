#include "files/npy_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "files/open_file.h"
#include "files/quoted.h"
#include "files/replacement_file.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;
using Eigen::Index;

static_assert(std::endian::native == std::endian::little, "WriteNpy writes numbers as they lie in memory");

constexpr std::size_t kPiece = 1 << 21;  // bytes read or written at once

template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void RequireSize(const NpyHeader& header, std::int64_t bytes) {
  if (header.file_bytes() == bytes) return;
  throw NpyError((header.file_bytes() > bytes ? "is cut off: " : "is too long: ") + header.ShapeText() + " entries " +
                 header.type.Text() + " need " + std::to_string(header.data_bytes()) + " bytes, and " +
                 std::to_string(bytes - header.data_offset) + " follow the header");
}

// A .npy file to be read from its beginning to its end.
class Source {
 public:
  explicit Source(const fs::path& path) {
    try {
      file_ = files::OpenToRead(path);
    } catch (const files::Refused& error) {
      throw NpyError(error.what());
    }
    struct stat status = {};
    if (fstat(file_.get(), &status) != 0) throw NpyError(std::strerror(errno));
    std::string beginning(std::min(kMaxNpyHeader, static_cast<std::size_t>(status.st_size)), '\0');
    Read(beginning.data(), beginning.size());
    header_ = ParseNpyHeader(beginning);
    RequireSize(header_, status.st_size);
    if (lseek(file_.get(), header_.data_offset, SEEK_SET) < 0) throw NpyError(std::strerror(errno));
  }

  const NpyHeader& header() const { return header_; }

  /// The next bytes.
  void Read(char* to, std::size_t size) {
    const ssize_t n = files::ReadUpTo(file_, to, size);
    if (n < 0) throw NpyError(std::strerror(errno));
    if (static_cast<std::size_t>(n) < size) throw NpyError("became shorter while it was read");
  }

 private:
  files::Descriptor file_;
  NpyHeader header_;
};

// Makes a matrix of the entries that follow a header, read(to, size) being their next bytes.
template <class T, class Read>
class EntryReader {
 public:
  EntryReader(const NpyHeader& header, const Read& read) : header_(header), read_(read) {}

  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> Matrix() {
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> matrix(header_.rows, header_.cols);
    if (header_.fortran_order && header_.shape.size() > 2) {
      for (Index j = 0; j < header_.cols; ++j) Next(header_.rows, matrix.col(header_.ColumnInC(j)).data());
      return matrix;
    }
    if (header_.fortran_order || header_.cols <= 1) {
      Next(matrix.size(), matrix.data());
      return matrix;
    }
    const Index rows_at_once = std::max<Index>(1, EntriesAtOnce() / header_.cols);
    RowMajorMatrix<T> rows;
    for (Index i = 0; i < header_.rows; i += rows_at_once) {
      rows.resize(std::min(rows_at_once, header_.rows - i), header_.cols);
      Next(rows.size(), rows.data());
      matrix.middleRows(i, rows.rows()) = rows;
    }
    return matrix;
  }

 private:
  Index EntriesAtOnce() const { return static_cast<Index>(kPiece) / header_.type.size; }

  void Next(Index count, T* values) {
    const auto size = static_cast<std::size_t>(header_.type.size);
    for (Index done = 0; done < count;) {
      const Index piece = std::min(EntriesAtOnce(), count - done);
      bytes_.resize(static_cast<std::size_t>(piece) * size);
      read_(bytes_.data(), bytes_.size());
      DecodeNpy(header_.type, bytes_.data(), static_cast<std::size_t>(piece), values + done);
      if (sizeof(T) < size && header_.type.kind == NpyType::Kind::kFloat) RequireRange(piece, values + done);
      done += piece;
      at_ += piece;
    }
  }

  void RequireRange(Index count, const T* values) const {
    for (Index i = 0; i < count; ++i) {
      double exact = 0;
      if (!std::isinf(values[i])) continue;
      DecodeNpy(header_.type, bytes_.data() + i * header_.type.size, 1, &exact);
      if (std::isinf(exact)) continue;
      const Index at = at_ + i;
      const Index row = header_.fortran_order ? at % header_.rows : at / header_.cols;
      const Index col = header_.fortran_order ? header_.ColumnInC(at / header_.rows) : at % header_.cols;
      throw NpyError("entry " + (std::ostringstream() << exact).str() + " in row " + std::to_string(row) + ", column " +
                     std::to_string(col) + " (from 0) is beyond the range of float");
    }
  }

  const NpyHeader& header_;
  const Read& read_;
  std::vector<char> bytes_;
  Index at_ = 0;  // entries read
};

template <class T, class Read>
Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> ReadMatrix(const NpyHeader& header, const Read& read) {
  return EntryReader<T, Read>(header, read).Matrix();
}

// What use() returns, with the path before its errors.
template <class Use>
auto NamingPath(const fs::path& path, const Use& use) {
  try {
    return use();
  } catch (const NpyError& error) {
    throw NpyError(files::Printable(path.string()) + ": " + error.what());
  }
}

// --- writing ------------------------------------------------------------------------

std::string_view Bytes(const void* from, std::size_t size) { return {static_cast<const char*>(from), size}; }

template <class T>
void Write(const fs::path& path, const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>& matrix,
           std::vector<std::int64_t> shape) {
  if (shape.empty()) shape = {matrix.rows(), matrix.cols()};
  const std::string header = FormatNpyHeader(NpyTypeOf<T>(), shape);
  if (const NpyHeader said = ParseNpyHeader(header); said.rows != matrix.rows() || said.cols != matrix.cols()) {
    throw std::invalid_argument("WriteNpy: shape must be that of a matrix " + std::to_string(matrix.rows()) + " x " +
                                std::to_string(matrix.cols()) + ", got " + said.ShapeText());
  }
  files::Replacement file(path);
  file.Write(header);
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

NpyHeader ReadNpyHeader(const fs::path& path) {
  return NamingPath(path, [&] { return Source(path).header(); });
}

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> ReadNpy(const fs::path& path) {
  return NamingPath(path, [&] {
    Source source(path);
    return ReadMatrix<T>(source.header(), [&](char* to, std::size_t size) { source.Read(to, size); });
  });
}

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> ParseNpy(std::string_view bytes) {
  const NpyHeader header = ParseNpyHeader(bytes.substr(0, kMaxNpyHeader));
  RequireSize(header, static_cast<std::int64_t>(bytes.size()));
  bytes.remove_prefix(static_cast<std::size_t>(header.data_offset));
  return ReadMatrix<T>(header, [&](char* to, std::size_t size) {
    std::memcpy(to, bytes.data(), size);
    bytes.remove_prefix(size);
  });
}

template Eigen::MatrixXf ReadNpy<float>(const fs::path&);
template Eigen::MatrixXd ReadNpy<double>(const fs::path&);
template Eigen::MatrixXf ParseNpy<float>(std::string_view);
template Eigen::MatrixXd ParseNpy<double>(std::string_view);

void WriteNpy(const fs::path& path, const Eigen::Ref<const Eigen::MatrixXf>& matrix, std::vector<std::int64_t> shape) {
  Write<float>(path, matrix, std::move(shape));
}
void WriteNpy(const fs::path& path, const Eigen::Ref<const Eigen::MatrixXd>& matrix, std::vector<std::int64_t> shape) {
  Write<double>(path, matrix, std::move(shape));
}

void WriteNpy(const fs::path& path, std::span<const std::int64_t> labels) {
  files::Replacement file(path);
  file.Write(FormatNpyHeader(kNpyInt64, {static_cast<std::int64_t>(labels.size())}));
  file.Write(Bytes(labels.data(), labels.size_bytes()));
  file.Commit();
}

}  // namespace hadamard_ntk::files
