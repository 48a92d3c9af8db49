/// Files of numbers that a command line names: .npy (files/npy_file.h), a member of .npz (files/zip_archive.h), named
/// data.npz:member unless it is the only one, and text .csv, .tsv, .txt (files/csv_matrix.h), told apart by their
/// endings, whatever their case; .npz and .safetensors whole, as named arrays; results also as .json.  "-" is standard
/// input, whose first bytes tell which it is.
///
/// A relative name is meant from the directory the user called from, which under `bazel run` is not the working
/// directory but $BUILD_WORKING_DIRECTORY.
/// What is wrong with a file throws std::invalid_argument, one line "--x: data/train.csv: line 3, column 2: ..."; a
/// name with another ending, or an output that cannot be written, FlagError (referee/program/flags.h), which is one,
/// too.
#ifndef HADAMARD_NTK_TOOLS_PROGRAM_MATRIX_FILE_H_
#define HADAMARD_NTK_TOOLS_PROGRAM_MATRIX_FILE_H_

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "files/csv_matrix.h"
#include "files/npy_format.h"
#include "files/zip_archive.h"
#include "referee/program/json.h"

namespace hadamard_ntk::tools {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

enum class FileFormat { kNpy, kNpz, kCsv, kJson, kSafetensors };

/// A file to be read, the value of a flag.  It exists, and arrays have the header and the size of one.
class InputFile {
 public:
  /// `format` is for text.  Standard input and .npz are read here.
  InputFile(std::string flag, const std::string& given, const files::CsvFormat& format = {});

  /// Named arrays, .npz or .safetensors (files/safetensors.h), which is read here; its bytes.
  static InputFile OfArrays(std::string flag, const std::string& given);
  const std::string& bytes() const { return *held_; }

  /// A file of another kind, which is not read here.
  static InputFile OfBytes(std::string flag, const std::string& given);

  FileFormat format() const { return format_; }
  /// Of an array.
  const files::NpyHeader& header() const { return header_; }

  /// A bound on the memory of the matrix, with entries of that size, and of what is needed to read it.  In double: what
  /// a sparse file claims overflows integers.
  double BytesToRead(std::size_t entry_size) const;

  /// T = float or double.  At least one row and column, and all entries finite; else the message names the row and
  /// column, or the indices in an array of more axes, from 0; for text the line and column from 1.  Tells `notes` in a
  /// line what was read: the shape, and of text the titles, the columns, and how many lines are comments.
  template <class T>
  Matrix<T> Read(std::ostream& notes) const;

  /// Labels 0, ..., classes - 1, one in each row.
  std::vector<std::int64_t> ReadLabels(int classes, std::ostream& notes) const;

  /// The entry of a row, which must be a label 0, ..., classes - 1.
  std::int64_t LabelIn(std::int64_t row, double value, int classes) const;

  /// SHA-256 of its bytes, in hexadecimal digits; of the archive if it is a member of one.
  std::string Sha256() const;

  const std::string& flag() const { return flag_; }
  /// As the user wrote it.
  const std::string& name() const { return name_; }
  const std::filesystem::path& path() const { return path_; }
  bool is_text() const { return format_ == FileFormat::kCsv; }

  /// Throws std::invalid_argument "--x: data/train.csv: what".
  [[noreturn]] void Fail(const std::string& what) const;

 private:
  InputFile() = default;
  // Finds the file of that path, or fails.
  void Locate(const std::string& path);
  std::string PlaceOf(Eigen::Index row, Eigen::Index column) const;
  // What use() returns; its errors by Fail.
  template <class Use>
  auto Named(const Use& use) const;
  void ReadStandardInput();
  void FindMember(std::string name);
  template <class T>
  Matrix<T> ReadArray(std::string* what) const;
  template <class T>
  Matrix<T> ReadText(std::string* what) const;
  std::string Contents() const;
  std::string MemberContents(std::size_t most) const;

  std::string flag_, name_;
  std::filesystem::path path_;
  FileFormat format_ = FileFormat::kNpy;
  files::CsvFormat csv_;
  std::shared_ptr<const std::string> held_;  // the bytes of standard input or of an archive
  files::ZipMember member_;
  files::NpyHeader header_;  // of an array
  double file_bytes_ = 0;
};

/// A file to be written, the value of a flag; --out.  Its directory exists and can be written to: asked before the work
/// begins.
class OutputFile {
 public:
  OutputFile(std::string flag, const std::string& given);

  FileFormat format() const { return format_; }
  const std::string& name() const { return name_; }
  const std::filesystem::path& path() const { return path_; }

  /// A bound on the bytes that Write needs beside the matrix.
  double BytesToWrite(std::int64_t rows, std::int64_t cols, std::size_t entry_size) const;

  /// Replaces the file, all or nothing (referee/program/atomic_file.h).  Titles are for the columns of .csv, `head` is
  /// what a .json begins with, before "rows", "cols" and "values", a list of rows. Throws std::system_error naming the
  /// file and the reason.
  /// `shape` is that of an array of more axes in .npy (files/npy_file.h), and "shape" in .json.
  void Write(const std::vector<std::string>& titles, const referee::Json& head, const Matrix<float>& matrix,
             const std::vector<std::int64_t>& shape = {}) const;
  void Write(const std::vector<std::string>& titles, const referee::Json& head, const Matrix<double>& matrix,
             const std::vector<std::int64_t>& shape = {}) const;
  /// Integers, of rank 1 in .npy, of one column in .csv, a list in .json.
  void Write(const std::string& title, const referee::Json& head, const std::vector<std::int64_t>& labels) const;
  /// Text of any kind.
  void WriteText(std::string text) const;

 private:
  template <class T>
  void WriteMatrix(const std::vector<std::string>& titles, const referee::Json& head, const Matrix<T>& matrix,
                   const std::vector<std::int64_t>& shape) const;

  std::string flag_, name_;
  std::filesystem::path path_;
  FileFormat format_;
};

/// "3 x 4".
std::string ShapeText(std::int64_t rows, std::int64_t cols);

/// "z0", "z1", ...
std::vector<std::string> NumberedTitles(const std::string& letter, std::int64_t count);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_PROGRAM_MATRIX_FILE_H_
