#include "distributed/npy_rows.h"

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "files/npy_file.h"
#include "files/open_file.h"
#include "files/quoted.h"
#include "files/replacement_file.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::distributed {
namespace {

namespace fs = std::filesystem;
using Index = std::ptrdiff_t;

std::string ReasonOf(int code) {
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  return {text, static_cast<std::size_t>(length)};
}

// The name of an open file.
std::string NameOf(const files::Descriptor& file) {
  return fs::read_symlink("/proc/self/fd/" + std::to_string(file.get())).string();
}

}  // namespace

NpyRows::NpyRows(const fs::path& path) : path_(path), header_(files::ReadNpyHeader(path)) {
  if (header_.rows == 0 || header_.cols == 0) Fail("has no entries: " + header_.ShapeText());
  if (header_.fortran_order && header_.cols > 1) {
    Fail("is in Fortran order, whose rows are not contiguous: write it with numpy.ascontiguousarray");
  }
}

void NpyRows::Fail(const std::string& what) const {
  throw files::NpyError(files::Printable(path_.string()) + ": " + what);
}

void NpyRows::Read(Index first, Eigen::Ref<Rows> rows) const {
  std::optional<files::Descriptor> file;
  try {
    file = files::OpenToRead(path_);
  } catch (const files::Refused& error) {
    Fail(error.what());
  }
  const Index row_bytes = header_.cols * header_.type.size, at_once = std::max<Index>(1, (1 << 21) / row_bytes);
  if (lseek(file->get(), header_.data_offset + first * row_bytes, SEEK_SET) < 0) Fail(std::strerror(errno));
  std::vector<char> bytes;
  for (Index i = 0; i < rows.rows(); i += at_once) {
    const Index count = std::min(at_once, rows.rows() - i);
    bytes.resize(static_cast<std::size_t>(count * row_bytes));
    const ssize_t read = files::ReadUpTo(*file, bytes.data(), bytes.size());
    if (read < 0) Fail(std::strerror(errno));
    if (static_cast<std::size_t>(read) < bytes.size()) Fail("became shorter while it was read");
    files::DecodeNpy(header_.type, bytes.data(), static_cast<std::size_t>(count * header_.cols), &rows(i, 0));
  }
  for (Index i = 0; i < rows.rows(); ++i) {
    for (Index j = 0; j < rows.cols(); ++j) {
      if (std::isfinite(rows(i, j))) continue;
      Fail("entries must be finite, got " + ntk::Describe(rows(i, j)) + " in row " + std::to_string(first + i) +
           ", column " + std::to_string(j) + " (from 0)");
    }
  }
}

void WriteNpyRows(const fs::path& path, const RowBlocks& rows, const Eigen::Ref<const Rows>& mine) {
  const Communicator& ranks = rows.ranks();
  std::optional<files::Replacement> replacement;
  std::string name;
  const std::string header = files::FormatNpyHeader(files::kNpyFloat64, rows.rows(), mine.cols());
  ranks.Together([&] {
    if (ranks.rank() != 0) return;
    replacement.emplace(path);
    replacement->Write(header);
    name = NameOf(replacement->file());
  });
  name = ranks.OfRank(0, name);

  const auto require = [&](int code) {
    ranks.Together([&] {
      if (code != MPI_SUCCESS) throw std::runtime_error("cannot write " + path.string() + ": " + ReasonOf(code));
    });
  };
  MPI_File file = MPI_FILE_NULL;
  require(MPI_File_open(ranks.get(), name.c_str(), MPI_MODE_WRONLY, MPI_INFO_NULL, &file));
  const auto offset = static_cast<MPI_Offset>(header.size() + static_cast<std::size_t>(rows.first_row() * mine.cols()) *
                                                                  sizeof(double));
  MPI_Status status;
  const int written = MPI_File_write_at_all(file, offset, mine.data(), MpiCount(mine.size()), MPI_DOUBLE, &status);
  int count = 0;
  MPI_Get_count(&status, MPI_DOUBLE, &count);
  const int synced = MPI_File_sync(file), closed = MPI_File_close(&file);
  for (const int code : {written, synced, closed}) require(code);
  // A short write is no error to MPI.
  ranks.Together([&] {
    const auto size = static_cast<std::size_t>(rows.rows() * mine.cols()) * sizeof(double) + header.size();
    if (count != mine.size() || fs::file_size(name) != size) {
      throw std::runtime_error("cannot write " + path.string() + ": no room for all of it");
    }
  });
  ranks.Together([&] {
    if (replacement) replacement->Commit();
  });
}

}  // namespace hadamard_ntk::distributed
