#include "tools/matrix_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "experiments/atomic_file.h"
#include "experiments/flags.h"
#include "experiments/interrupt.h"
#include "experiments/sha256.h"
#include "ntk/npy_file.h"
#include "tools/csv_matrix.h"

namespace hadamard_ntk::tools {
namespace {

namespace fs = std::filesystem;
using experiments::FlagError;
using experiments::Json;

fs::path FromWhereTheUserCalled(const std::string& given) {
  const char* called_from = std::getenv("BUILD_WORKING_DIRECTORY");
  return called_from && *called_from ? fs::path(called_from) / given : fs::path(given);
}

FileFormat FormatOf(const std::string& flag, const std::string& given, bool output) {
  std::string ending = fs::path(given).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  if (ending == ".npy") return FileFormat::kNpy;
  if (ending == ".csv") return FileFormat::kCsv;
  if (output && ending == ".json") return FileFormat::kJson;
  throw FlagError(flag, output ? "must name a .npy, .csv or .json file" : "must name a .npy or .csv file", given);
}

std::string Contents(const InputFile& file, const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || stream.bad()) file.Fail(std::strerror(errno));
  return contents;
}

// The messages of ntk/npy_file.h begin with the path.
std::string WithoutPath(const ntk::NpyError& error, const fs::path& path) {
  const std::string what = error.what(), prefix = path.string() + ": ";
  return what.rfind(prefix, 0) == 0 ? what.substr(prefix.size()) : what;
}

std::string Shortest(double value, bool is_float) {
  char buffer[40];
  const auto result = is_float ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value))
                               : std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, result.ptr);
}

// The object `head` with one more key at its end, whose value is given as text.
std::string WithValues(const Json& head, const std::string& values) {
  std::string text = experiments::ToText(head);
  text.erase(text.find_last_of('}'));
  text.erase(text.find_last_not_of(" \n") + 1);
  return text + (head.empty() ? "\n" : ",\n") + "  \"values\": " + values + "\n}\n";
}

}  // namespace

// --- reading ------------------------------------------------------------------------

InputFile::InputFile(std::string flag, const std::string& given)
    : flag_(std::move(flag)), name_(given), format_(FormatOf(flag_, given, false)) {
  path_ = FromWhereTheUserCalled(given);
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (fs::is_directory(status)) Fail("is a directory");
  if (!fs::exists(status)) Fail("there is no such file");
  if (!fs::is_regular_file(status)) Fail("is not a regular file");
  if (access(path_.c_str(), R_OK) != 0) Fail(std::strerror(errno));
  file_bytes_ = static_cast<std::int64_t>(fs::file_size(path_));
  if (format_ != FileFormat::kNpy) return;
  try {
    const ntk::NpyHeader header = ntk::ReadNpyHeader(path_);
    entries_ = header.rows * header.cols;
  } catch (const ntk::NpyError& error) {
    Fail(WithoutPath(error, path_));
  }
}

void InputFile::Fail(const std::string& what) const { throw std::invalid_argument(flag_ + ": " + name_ + ": " + what); }

std::int64_t InputFile::BytesToRead(std::size_t entry_size) const {
  if (format_ == FileFormat::kNpy) return entries_ * static_cast<std::int64_t>(entry_size) + (std::int64_t{4} << 20);
  // The text, and at most one number in two bytes of it, as a list that doubles, and as a matrix.
  return file_bytes_ * 13;
}

template <class T>
Matrix<T> InputFile::Read() const {
  Matrix<T> matrix;
  if (format_ == FileFormat::kCsv) {
    Matrix<double> exact;
    try {
      exact = ParseCsv(Contents(*this, path_));
    } catch (const std::invalid_argument& error) {
      Fail(error.what());
    }
    matrix = exact.cast<T>();
  } else {
    try {
      matrix = ntk::ReadNpy<T>(path_);
    } catch (const ntk::NpyError& error) {
      Fail(WithoutPath(error, path_));
    }
  }
  if (matrix.size() == 0) {
    Fail("has no entries, its shape is " + std::to_string(matrix.rows()) + " x " + std::to_string(matrix.cols()));
  }
  for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
    if (matrix.col(j).allFinite()) continue;
    Eigen::Index i = 0;
    while (std::isfinite(matrix(i, j))) ++i;
    Fail("row " + std::to_string(i) + ", column " + std::to_string(j) + " (from 0): " +
         (std::isnan(matrix(i, j)) ? "is not a number (NaN)" : "is infinite, or beyond the range of its type"));
  }
  return matrix;
}

template Matrix<float> InputFile::Read() const;
template Matrix<double> InputFile::Read() const;

std::vector<std::int64_t> InputFile::ReadLabels(int classes) const {
  const Matrix<double> column = Read<double>();
  if (column.cols() != 1) Fail("labels must have one column, and it has " + std::to_string(column.cols()));
  std::vector<std::int64_t> labels;
  for (Eigen::Index i = 0; i < column.rows(); ++i) {
    const double value = column(i, 0);
    if (!(value >= 0 && value < classes && value == std::floor(value))) {
      Fail("row " + std::to_string(i) + " (from 0): labels must be integers from 0 to " + std::to_string(classes - 1) +
           ", and this is " + Shortest(value, false));
    }
    labels.push_back(static_cast<std::int64_t>(value));
  }
  return labels;
}

std::string InputFile::Sha256() const { return experiments::Sha256(Contents(*this, path_)); }

// --- writing ------------------------------------------------------------------------

OutputFile::OutputFile(std::string flag, const std::string& given)
    : flag_(std::move(flag)), name_(given), format_(FormatOf(flag_, given, true)) {
  path_ = FromWhereTheUserCalled(given);
  const fs::path directory = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  if (fs::is_directory(path_)) throw FlagError(flag_, "is a directory", given);
  const fs::file_status status = fs::symlink_status(path_);
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_symlink(status)) {
    throw FlagError(flag_, "is not a regular file", given);
  }
  if (!fs::is_directory(directory)) throw FlagError(flag_, "there is no directory for it", given);
  if (access(directory.c_str(), W_OK) != 0) {
    throw FlagError(flag_, std::string("its directory cannot be written to: ") + std::strerror(errno), given);
  }
}

std::int64_t OutputFile::BytesToWrite(std::int64_t rows, std::int64_t cols, std::size_t entry_size) const {
  constexpr std::int64_t kPieces = std::int64_t{4} << 20;
  if (format_ == FileFormat::kNpy) return std::max(kPieces, cols * static_cast<std::int64_t>(entry_size));
  // A text that doubles as it grows.
  return kPieces + rows * cols * (entry_size == 4 ? 17 : 26) * (format_ == FileFormat::kJson ? 4 : 2);
}

template <class T>
void OutputFile::WriteMatrix(const std::vector<std::string>& titles, const Json& head, const Matrix<T>& matrix) const {
  if (format_ == FileFormat::kNpy) {
    const experiments::UninterruptedSection section;
    ntk::WriteNpy(path_, matrix);
    return;
  }
  if (format_ == FileFormat::kCsv) return WriteText(FormatCsv(titles, matrix));
  Json document = head;
  document["rows"] = matrix.rows();
  document["cols"] = matrix.cols();
  std::string values;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    values += i == 0 ? "[\n    [" : ",\n    [";
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
      (values += j == 0 ? "" : ", ") += Shortest(static_cast<double>(matrix(i, j)), std::is_same_v<T, float>);
    }
    values += "]";
  }
  WriteText(WithValues(document, values + "\n  ]"));
}

void OutputFile::Write(const std::vector<std::string>& titles, const Json& head, const Matrix<float>& matrix) const {
  WriteMatrix(titles, head, matrix);
}
void OutputFile::Write(const std::vector<std::string>& titles, const Json& head, const Matrix<double>& matrix) const {
  WriteMatrix(titles, head, matrix);
}

void OutputFile::Write(const std::string& title, const Json& head, const std::vector<std::int64_t>& labels) const {
  if (format_ == FileFormat::kNpy) {
    const experiments::UninterruptedSection section;
    ntk::WriteNpy(path_, labels);
    return;
  }
  std::string text;
  const bool csv = format_ == FileFormat::kCsv;
  for (const std::int64_t label : labels) {
    text += (text.empty() || csv ? "" : ", ") + std::to_string(label) + (csv ? "\n" : "");
  }
  WriteText(csv ? title + "\n" + text : WithValues(head, "[" + text + "]"));
}

void OutputFile::WriteText(std::string text) const {
  experiments::FileChanges changes;
  changes.write.push_back({path_.filename().string(), std::move(text)});
  experiments::ApplyAtomically(path_.parent_path(), changes);
}

std::vector<std::string> NumberedTitles(const std::string& letter, std::int64_t count) {
  std::vector<std::string> titles;
  for (std::int64_t i = 0; i < count; ++i) titles.push_back(letter + std::to_string(i));
  return titles;
}

}  // namespace hadamard_ntk::tools
