#include "distributed/checkpoint.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>
#include <vector>

#include "distributed/npy_rows.h"
#include "files/checksum.h"
#include "files/quoted.h"
#include "files/replacement_file.h"

namespace hadamard_ntk::distributed {
namespace {

namespace fs = std::filesystem;
using Index = std::ptrdiff_t;

constexpr std::string_view kEnding = ".start.npy";

std::string_view Bytes(const double* numbers, Index count) {
  return {reinterpret_cast<const char*>(numbers), static_cast<std::size_t>(count) * sizeof(double)};
}

// The digits of a checkpoint beside `path`, if the file is one.
std::string Digits(const fs::path& path, const fs::path& file) {
  const std::string beginning = path.filename().string() + ".", name = file.filename().string();
  if (name.size() != beginning.size() + 16 + kEnding.size() || !name.starts_with(beginning) ||
      !name.ends_with(kEnding)) {
    return "";
  }
  const std::string digits = name.substr(beginning.size(), 16);
  return digits.find_first_not_of("0123456789abcdef") == digits.npos ? digits : "";
}

}  // namespace

std::uint64_t Fingerprint(const RowBlocks& rows, const Eigen::Map<const Rows>& x, const Eigen::Ref<const Rows>& y,
                          const std::string& system) {
  std::vector<std::uint64_t> blocks(static_cast<std::size_t>(rows.blocks()), 0);
  for (Index b = rows.first_block(); b < rows.end_block(); ++b) {
    const Index row = b * RowBlocks::kRows, count = rows.BlockRows(b);
    const std::uint64_t of_x = files::Fnv1a(Bytes(x.data() + row * x.cols(), count * x.cols()));
    const Rows block = rows.OfBlock(y, b);
    blocks[static_cast<std::size_t>(b)] = files::Fnv1a(Bytes(block.data(), block.size()), of_x);
  }
  MPI_Allreduce(MPI_IN_PLACE, blocks.data(), MpiCount(rows.blocks()), MPI_UINT64_T, MPI_BXOR, rows.ranks().get());
  const std::string shape = fmt::format("{} x {}, {}; {}", x.rows(), x.cols(), y.cols(), system);
  return files::Fnv1a({reinterpret_cast<const char*>(blocks.data()), blocks.size() * sizeof(std::uint64_t)},
                      files::Fnv1a(shape));
}

Checkpoint::Checkpoint(const RowBlocks& rows, const fs::path& path, std::uint64_t fingerprint, Eigen::Index columns)
    : rows_(rows),
      path_(path),
      file_(fmt::format("{}.{:016x}{}", path.string(), fingerprint, kEnding)),
      columns_(columns) {}

void Checkpoint::Write(const Rows& start) const { WriteNpyRows(file_, rows_, start); }

Rows Checkpoint::Read() const {
  Rows start(rows_.count(), 0);
  rows_.ranks().Together([&] {
    if (fs::exists(file_)) {
      const NpyRows file(file_);
      if (file.header().rows != rows_.rows() || file.header().cols != columns_) {
        throw std::invalid_argument(fmt::format("{}: must be {} x {}, got {} x {}; remove it, to begin anew",
                                                files::Printable(file_.string()), rows_.rows(), columns_,
                                                file.header().rows, file.header().cols));
      }
      start.resize(rows_.count(), columns_);
      file.Read(rows_.first_row(), start);
      return;
    }
    const fs::path directory = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
      if (Digits(path_, entry.path()).empty()) continue;
      throw std::invalid_argument(files::Printable(entry.path().string()) +
                                  " is of other data, another kernel or another ridge: " + file_.filename().string() +
                                  " would be of these");
    }
  });
  return start;
}

void Checkpoint::Remove() const {
  rows_.ranks().Together([&] {
    if (rows_.ranks().rank() == 0) files::RemoveReplaced(file_);
  });
}

}  // namespace hadamard_ntk::distributed
