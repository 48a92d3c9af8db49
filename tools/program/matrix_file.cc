#include "tools/program/matrix_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "files/machine_memory.h"
#include "files/npy_file.h"
#include "files/quoted.h"
#include "files/sha256.h"
#include "files/user_path.h"
#include "referee/program/atomic_file.h"
#include "referee/program/flags.h"
#include "referee/program/interrupt.h"

namespace hadamard_ntk::tools {
namespace {

namespace fs = std::filesystem;
using files::AvailableMemory, files::ByteText, files::FromWhereTheUserCalled;
using referee::FlagError;
using referee::Json;

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

FileFormat InputFormatOf(const std::string& flag, const std::string& given) {
  const std::string ending = LowerCase(fs::path(given).extension().string());
  if (ending == ".npz" || LowerCase(given).find(".npz:") != given.npos) return FileFormat::kNpz;
  if (ending == ".npy") return FileFormat::kNpy;
  if (ending == ".csv" || ending == ".tsv" || ending == ".txt" || given == "-") return FileFormat::kCsv;
  throw FlagError(flag, "must name a .npy, .npz, .csv, .tsv or .txt file, or be - for standard input", given);
}

FileFormat OutputFormatOf(const std::string& flag, const std::string& given) {
  const std::string ending = LowerCase(fs::path(given).extension().string());
  if (ending == ".npy") return FileFormat::kNpy;
  if (ending == ".csv") return FileFormat::kCsv;
  if (ending == ".json") return FileFormat::kJson;
  throw FlagError(flag, "must name a .npy, .csv or .json file", given);
}

// The messages of files/npy_file.h begin with the path.
std::string WithoutPath(const std::string& what, const fs::path& path) {
  const std::string prefix = files::Printable(path.string()) + ": ";
  return what.rfind(prefix, 0) == 0 ? what.substr(prefix.size()) : what;
}

template <class T>
std::string JsonText(T value) {
  return std::isfinite(value) ? fmt::to_string(value) : referee::Writable(value).dump();
}

// The object `head` with one more key at its end, whose value is given as text.
std::string WithValues(const Json& head, const std::string& values) {
  std::string text = referee::ToText(head);
  text.erase(text.find_last_of('}'));
  text.erase(text.find_last_not_of(" \n") + 1);
  return text + (head.empty() ? "\n" : ",\n") + "  \"values\": " + values + "\n}\n";
}

}  // namespace

// --- reading ------------------------------------------------------------------------

template <class Use>
auto InputFile::Named(const Use& use) const {
  try {
    return use();
  } catch (const files::NpyError& error) {
    Fail(WithoutPath(error.what(), path_));
  } catch (const std::invalid_argument& error) {
    Fail(error.what());
  }
}

InputFile::InputFile(std::string flag, const std::string& given, const files::CsvFormat& format)
    : flag_(std::move(flag)), name_(given), format_(InputFormatOf(flag_, given)), csv_(format) {
  std::string path = given, member;
  if (format_ == FileFormat::kNpz) {
    const std::size_t colon = LowerCase(given).find(".npz:");
    if (colon != given.npos) {
      path = given.substr(0, colon + 4);
      member = given.substr(colon + 5);
    }
  }
  if (given == "-") {
    ReadStandardInput();
  } else {
    Locate(path);
  }
  Named([&] {
    if (format_ == FileFormat::kNpz) {
      if (!held_) held_ = std::make_shared<const std::string>(Contents());
      FindMember(member);
    } else if (format_ == FileFormat::kNpy) {
      header_ = held_ ? files::ParseNpyHeader(std::string_view(*held_).substr(0, files::kMaxNpyHeader))
                      : files::ReadNpyHeader(path_);
    }
  });
}

InputFile InputFile::OfArrays(std::string flag, const std::string& given) {
  const std::string ending = LowerCase(fs::path(given).extension().string());
  if (ending != ".npz" && ending != ".safetensors") {
    throw FlagError(flag, "must name a .npz or .safetensors file", given);
  }
  InputFile file;
  file.flag_ = std::move(flag);
  file.name_ = given;
  file.format_ = ending == ".npz" ? FileFormat::kNpz : FileFormat::kSafetensors;
  file.Locate(given);
  file.Named([&] { file.held_ = std::make_shared<const std::string>(file.Contents()); });
  return file;
}

InputFile InputFile::OfBytes(std::string flag, const std::string& given) {
  InputFile file;
  file.flag_ = std::move(flag);
  file.name_ = given;
  file.Locate(given);
  return file;
}

void InputFile::Locate(const std::string& path) {
  path_ = FromWhereTheUserCalled(path);
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (fs::is_directory(status)) Fail("is a directory");
  if (!fs::exists(status)) Fail("there is no such file");
  if (!fs::is_regular_file(status)) Fail("is not a regular file");
  if (access(path_.c_str(), R_OK) != 0) Fail(std::strerror(errno));
  file_bytes_ = static_cast<double>(fs::file_size(path_));
}

void InputFile::ReadStandardInput() {
  static std::string read_by;
  if (!read_by.empty()) throw FlagError(flag_, "standard input can be read once, and " + read_by + " has read it", "-");
  read_by = flag_;
  const auto room = static_cast<std::size_t>(AvailableMemory());
  std::string contents;
  for (std::vector<char> piece(1 << 20); std::cin.good();) {
    std::cin.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    contents.append(piece.data(), static_cast<std::size_t>(std::cin.gcount()));
    if (contents.size() > room / 3) Fail("is too long for the memory, after " + ByteText(contents.size()));
  }
  if (std::cin.bad()) Fail("cannot be read");
  if (contents.rfind("\x93NUMPY", 0) == 0) format_ = FileFormat::kNpy;
  if (contents.rfind("PK\x03\x04", 0) == 0) format_ = FileFormat::kNpz;
  file_bytes_ = static_cast<double>(contents.size());
  held_ = std::make_shared<const std::string>(std::move(contents));
}

// The member of that name, with or without .npy at its end; without a name the only one.
void InputFile::FindMember(std::string name) {
  const std::vector<files::ZipMember> members = files::ZipMembers(*held_);
  std::string names;
  const files::ZipMember* found = name.empty() && members.size() == 1 ? &members[0] : nullptr;
  for (const files::ZipMember& member : members) {
    if (!name.empty() && (member.name == name || member.name == name + ".npy")) found = &member;
    const bool ending = member.name.size() > 4 && member.name.substr(member.name.size() - 4) == ".npy";
    names += (names.empty() ? "" : ", ") + member.name.substr(0, member.name.size() - (ending ? 4 : 0));
  }
  names = files::Printable(names, 200);
  if (!found) {
    throw std::invalid_argument(members.empty() ? "has no members"
                                : name.empty()  ? "has " + std::to_string(members.size()) + " members, " + names +
                                                     ": name one, as data.npz:member"
                                               : "has no member " + files::Quoted(name) + ", but " + names);
  }
  member_ = *found;
  header_ = files::ParseNpyHeader(MemberContents(files::kMaxNpyHeader));
}

std::string InputFile::MemberContents(std::size_t most) const { return files::ZipContents(*held_, member_, most); }

std::string InputFile::Contents() const {
  if (held_) return *held_;
  if (file_bytes_ > static_cast<double>(AvailableMemory()))
    Fail("is too long for the memory, " + ByteText(file_bytes_));
  std::ifstream stream(path_, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || stream.bad()) throw std::invalid_argument(std::strerror(errno));
  return contents;
}

void InputFile::Fail(const std::string& what) const {
  throw std::invalid_argument(flag_ + ": " + (name_ == "-" ? "standard input" : files::Printable(name_)) + ": " + what);
}

double InputFile::BytesToRead(std::size_t entry_size) const {
  // The text, and at most one number in two bytes of it, as a list that doubles, and as a matrix.
  if (format_ == FileFormat::kCsv) return file_bytes_ * 13;
  const double matrix =
      static_cast<double>(header_.rows) * static_cast<double>(header_.cols) * static_cast<double>(entry_size);
  return matrix + (held_ ? file_bytes_ + static_cast<double>(member_.bytes) : 0) + (1 << 22);
}

template <class T>
Matrix<T> InputFile::ReadArray(std::string* what) const {
  *what = header_.ShapeText() + " " + header_.type.Text();
  if (header_.shape.size() != 2) *what += ", as " + ShapeText(header_.rows, header_.cols);
  return !held_                        ? files::ReadNpy<T>(path_)
         : format_ == FileFormat::kNpy ? files::ParseNpy<T>(*held_)
                                       : files::ParseNpy<T>(MemberContents(std::string::npos));
}

template <class T>
Matrix<T> InputFile::ReadText(std::string* what) const {
  const files::CsvMatrix read = files::ParseCsv(held_ ? *held_ : Contents(), csv_);
  const auto columns = static_cast<std::size_t>(read.values.cols());
  *what = ShapeText(read.values.rows(), read.values.cols());
  if (columns < read.columns) *what += ", of " + std::to_string(read.columns) + " columns";
  std::string titles;
  for (const std::string& title : read.titles) titles += (titles.empty() ? "" : ", ") + title;
  *what += read.titles.empty()
               ? "; titles: none"
               : "; titles: line " + std::to_string(read.titles_line) + ": " + files::Printable(titles, 200);
  if (read.comments > 0) *what += "; lines of comment: " + std::to_string(read.comments);
  return read.values.cast<T>();
}

// "row 3, column 4", or "entry (3, 0, 4)".
std::string InputFile::PlaceOf(Eigen::Index row, Eigen::Index column) const {
  const std::size_t axes = header_.shape.size();
  if (axes < 3) return "row " + std::to_string(row) + ", column " + std::to_string(column);
  std::string place;
  for (std::size_t axis = axes - 1; axis > 0; --axis) {
    place = ", " + std::to_string(column % header_.shape[axis]) + place;
    column /= header_.shape[axis];
  }
  return "entry (" + std::to_string(row) + place + ")";
}

template <class T>
Matrix<T> InputFile::Read(std::ostream& notes) const {
  std::string what;
  const Matrix<T> matrix = Named([&] { return is_text() ? ReadText<T>(&what) : ReadArray<T>(&what); });
  if (matrix.size() == 0) Fail("has no entries, its shape is " + ShapeText(matrix.rows(), matrix.cols()));
  for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
    if (matrix.col(j).allFinite()) continue;
    Eigen::Index i = 0;
    while (std::isfinite(matrix(i, j))) ++i;
    Fail(PlaceOf(i, j) + " (from 0): " +
         (std::isnan(matrix(i, j)) ? "is not a number (NaN)" : "is infinite, or beyond the range of its type"));
  }
  notes << "read:   " << flag_ << " " << files::Printable(name_) << ": " << what << std::endl;
  return matrix;
}

template Matrix<float> InputFile::Read(std::ostream&) const;
template Matrix<double> InputFile::Read(std::ostream&) const;

std::vector<std::int64_t> InputFile::ReadLabels(int classes, std::ostream& notes) const {
  const Matrix<double> column = Read<double>(notes);
  if (column.cols() != 1) Fail("labels must have one column, and it has " + std::to_string(column.cols()));
  std::vector<std::int64_t> labels;
  for (Eigen::Index i = 0; i < column.rows(); ++i) labels.push_back(LabelIn(i, column(i, 0), classes));
  return labels;
}

std::int64_t InputFile::LabelIn(std::int64_t row, double value, int classes) const {
  if (!(value >= 0 && value < classes && value == std::floor(value))) {
    Fail("row " + std::to_string(row) + " (from 0): labels must be integers from 0 to " + std::to_string(classes - 1) +
         ", and this is " + fmt::to_string(value));
  }
  return static_cast<std::int64_t>(value);
}

std::string InputFile::Sha256() const {
  return Named([&] { return files::Sha256(held_ ? *held_ : Contents()); });
}

// --- writing ------------------------------------------------------------------------

OutputFile::OutputFile(std::string flag, const std::string& given)
    : flag_(std::move(flag)), name_(given), format_(OutputFormatOf(flag_, given)) {
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

double OutputFile::BytesToWrite(std::int64_t rows, std::int64_t cols, std::size_t entry_size) const {
  constexpr double kPieces = 1 << 22;
  const auto columns = static_cast<double>(cols);
  if (format_ == FileFormat::kNpy) return std::max(kPieces, columns * static_cast<double>(entry_size));
  // A text that doubles as it grows.
  return kPieces +
         static_cast<double>(rows) * columns * (entry_size == 4 ? 17 : 26) * (format_ == FileFormat::kJson ? 4 : 2);
}

template <class T>
void OutputFile::WriteMatrix(const std::vector<std::string>& titles, const Json& head, const Matrix<T>& matrix,
                             const std::vector<std::int64_t>& shape) const {
  if (format_ == FileFormat::kNpy) {
    const referee::UninterruptedSection section;
    files::WriteNpy(path_, matrix, shape);
    return;
  }
  if (format_ == FileFormat::kCsv) return WriteText(files::FormatCsv(titles, matrix));
  Json document = head;
  document["rows"] = matrix.rows();
  document["cols"] = matrix.cols();
  if (!shape.empty()) document["shape"] = shape;
  std::string values;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    values += i == 0 ? "[\n    [" : ",\n    [";
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
      (values += j == 0 ? "" : ", ") += JsonText(matrix(i, j));
    }
    values += "]";
  }
  WriteText(WithValues(document, values + "\n  ]"));
}

void OutputFile::Write(const std::vector<std::string>& titles, const Json& head, const Matrix<float>& matrix,
                       const std::vector<std::int64_t>& shape) const {
  WriteMatrix(titles, head, matrix, shape);
}
void OutputFile::Write(const std::vector<std::string>& titles, const Json& head, const Matrix<double>& matrix,
                       const std::vector<std::int64_t>& shape) const {
  WriteMatrix(titles, head, matrix, shape);
}

void OutputFile::Write(const std::string& title, const Json& head, const std::vector<std::int64_t>& labels) const {
  if (format_ == FileFormat::kNpy) {
    const referee::UninterruptedSection section;
    files::WriteNpy(path_, labels);
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
  referee::FileChanges changes;
  changes.write.push_back({path_.filename().string(), std::move(text)});
  referee::ApplyAtomically(path_.parent_path(), changes);
}

std::string ShapeText(std::int64_t rows, std::int64_t cols) { return files::ShapeText({rows, cols}); }

std::vector<std::string> NumberedTitles(const std::string& letter, std::int64_t count) {
  std::vector<std::string> titles;
  for (std::int64_t i = 0; i < count; ++i) titles.push_back(letter + std::to_string(i));
  return titles;
}

}  // namespace hadamard_ntk::tools
