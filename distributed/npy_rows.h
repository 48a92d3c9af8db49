/// Matrices of .npy files (files/npy_file.h) by ranks: each reads, or writes, its own rows.
#ifndef HADAMARD_NTK_DISTRIBUTED_NPY_ROWS_H_
#define HADAMARD_NTK_DISTRIBUTED_NPY_ROWS_H_

#include <cstddef>
#include <filesystem>

#include "distributed/row_blocks.h"
#include "files/npy_format.h"

namespace hadamard_ntk::distributed {

/// A file whose rows lie one after the other.
class NpyRows {
 public:
  /// Reads the header.  Throws files::NpyError naming the path: what files::ReadNpyHeader throws, no rows or columns,
  /// and Fortran order with more than one column.
  explicit NpyRows(const std::filesystem::path& path);

  const files::NpyHeader& header() const { return header_; }
  /// Rows first, ..., first + rows.rows() - 1, rounded to double.  Throws files::NpyError naming the path, and row and
  /// column of an entry that is not finite.
  void Read(std::ptrdiff_t first, Eigen::Ref<Rows> rows) const;

 private:
  [[noreturn]] void Fail(const std::string& what) const;

  std::filesystem::path path_;
  files::NpyHeader header_;
};

/// All rows, '<f8' in C order, through MPI-IO, whole or not at all: into a temporary file that takes the place of
/// `path` (files/replacement_file.h) when all ranks have written.  Together.  Throws what files::Replacement throws,
/// std::runtime_error "cannot write PATH: " and MPI's reason.
void WriteNpyRows(const std::filesystem::path& path, const RowBlocks& rows, const Eigen::Ref<const Rows>& mine);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_NPY_ROWS_H_
