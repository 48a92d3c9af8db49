#include "tools/ntk/matrix_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

#include "files/files_testing.h"
#include "files/npy_file.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::tools {
namespace {

namespace fs = std::filesystem;
using referee::Json;

// Files are named as a user in a new empty directory names them.
class MatrixFileTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    setenv("BUILD_WORKING_DIRECTORY", directory_.c_str(), 1);
  }
  void TearDown() override { unsetenv("BUILD_WORKING_DIRECTORY"); }

  void Put(const std::string& name, const std::string& contents) const {
    std::ofstream(directory_ / name, std::ios::binary) << contents;
  }
  std::string Get(const std::string& name) const { return files::Contents(directory_ / name); }

  fs::path directory_;
};

template <class T = double>
Matrix<T> ReadMatrix(const std::string& name, const files::CsvFormat& format = {}) {
  std::ostringstream notes;
  return InputFile("--x", name, format).Read<T>(notes);
}

// The line that says what was read.
std::string NoteOf(const std::string& name, const files::CsvFormat& format = {}) {
  std::ostringstream notes;
  InputFile("--x", name, format).Read<double>(notes);
  return notes.str();
}

template <class T = double>
std::string ErrorOfReading(const std::string& name) {
  return MessageOf([&] { ReadMatrix<T>(name); });
}

TEST_F(MatrixFileTest, ReadsBothFormats) {
  const Matrix<double> m = (Matrix<double>(2, 3) << 1, 2, 3, 4, 5.5, -6).finished();
  files::WriteNpy(directory_ / "a.npy", m);
  Put("a.csv", "p,q,r\n1,2,3\n4,5.5,-6\n");
  Put("b.CSV", "1,2,3\n4,5.5,-6\n");
  std::ostringstream notes;
  for (const std::string name : {"a.npy", "a.csv", "b.CSV"}) {
    const InputFile file("--x", name);
    EXPECT_EQ(file.Read<double>(notes), m);
    EXPECT_EQ(file.Read<float>(notes), m.cast<float>());
    EXPECT_GE(file.BytesToRead(sizeof(double)), 6 * 8);
  }
  EXPECT_EQ(ReadMatrix((directory_ / "a.npy").string()), m);
  EXPECT_EQ(InputFile("--x", "a.csv").Sha256().size(), 64u);
  EXPECT_NE(InputFile("--x", "a.csv").Sha256(), InputFile("--x", "b.CSV").Sha256());
}

TEST_F(MatrixFileTest, NamesFlagFileRowAndColumn) {
  Matrix<double> m = Matrix<double>::Ones(3, 4);
  m(2, 1) = std::numeric_limits<double>::quiet_NaN();
  files::WriteNpy(directory_ / "nan.npy", m);
  EXPECT_EQ(ErrorOfReading("nan.npy"), "--x: nan.npy: row 2, column 1 (from 0): is not a number (NaN)");
  m(2, 1) = -std::numeric_limits<double>::infinity();
  files::WriteNpy(directory_ / "inf.npy", m);
  EXPECT_EQ(ErrorOfReading("inf.npy"),
            "--x: inf.npy: row 2, column 1 (from 0): is infinite, or beyond the range of its type");
  m(2, 1) = 1e300;
  files::WriteNpy(directory_ / "large.npy", m);
  EXPECT_EQ(ErrorOfReading("large.npy"), "no error");
  EXPECT_NE(ErrorOfReading<float>("large.npy").find("--x: large.npy: entry "), std::string::npos);
  Put("large.csv", "1,1e300\n");
  EXPECT_EQ(ErrorOfReading<float>("large.csv"),
            "--x: large.csv: row 0, column 1 (from 0): is infinite, or beyond the range of its type");
  Put("bad.csv", "1,2\n3,four\n");
  EXPECT_EQ(ErrorOfReading("bad.csv"), "--x: bad.csv: line 2, column 2: 'four' is not a number");
  const std::string whole = [&] {
    files::WriteNpy(directory_ / "cut.npy", m);
    return Get("cut.npy");
  }();
  Put("cut.npy", whole.substr(0, 200));
  EXPECT_EQ(ErrorOfReading("cut.npy"),
            "--x: cut.npy: is cut off: 3 x 4 entries <f8 need 96 bytes, and 72 follow the header");
  files::WriteNpy(directory_ / "empty.npy", Matrix<double>(0, 5));
  EXPECT_EQ(ErrorOfReading("empty.npy"), "--x: empty.npy: has no entries, its shape is 0 x 5");
  EXPECT_EQ(ErrorOfReading("none.npy"), "--x: none.npy: there is no such file");
  fs::create_directory(directory_ / "d.csv");
  EXPECT_EQ(ErrorOfReading("d.csv"), "--x: d.csv: is a directory");
  const std::string ending = "--x: must name a .npy, .npz, .csv, .tsv or .txt file, or be - for standard input";
  EXPECT_EQ(ErrorOfReading("a.json"), ending + " (got 'a.json')");
  EXPECT_EQ(ErrorOfReading(std::string("a\0.csv\x1b[2J", 10)), ending + " (got 'a\\x00.csv\\x1b[2J')");
  EXPECT_EQ(ErrorOfReading("\x1b[2J\n.csv"), "--x: \\x1b[2J\\x0a.csv: there is no such file");
  Put("nul.csv", std::string("1,2\n3,\0four\n", 13));
  EXPECT_EQ(ErrorOfReading("nul.csv"), "--x: nul.csv: line 2, column 2: '\\x00four' is not a number");
  Put("x.csv", "PK\x03\x04");
  EXPECT_EQ(ErrorOfReading("x.csv").rfind("--x: x.csv: is a ZIP archive", 0), 0u);
}

TEST_F(MatrixFileTest, SaysWhatItRead) {
  Put("a.csv", "# by hand\np,\"q\x1b\",r\n1,2,3\n4,5,6\n");
  EXPECT_EQ(NoteOf("a.csv", {.titles = true}),
            "read:   --x a.csv: 2 x 3; titles: line 2: p, q\\x1b, r; lines of comment: 1\n");
  EXPECT_EQ(NoteOf("a.csv", {.titles = true, .columns = {{3, 3}, {1, 1}}}),
            "read:   --x a.csv: 2 x 2, of 3 columns; titles: line 2: r, p; lines of comment: 1\n");
  Put("b.tsv", "1\t2\n");
  EXPECT_EQ(NoteOf("b.tsv", {.separator = '\t'}), "read:   --x b.tsv: 1 x 2; titles: none\n");
  files::WriteNpy(directory_ / "a.npy", Matrix<float>(Matrix<float>::Ones(4, 2)));
  EXPECT_EQ(NoteOf("a.npy"), "read:   --x a.npy: 4 x 2 <f4\n");
  files::WriteNpy(directory_ / "y.npy", std::vector<std::int64_t>{1, 2});
  EXPECT_EQ(NoteOf("y.npy"), "read:   --x y.npy: 2 <i8, as 2 x 1\n");
  std::string images = Get("a.npy");
  Put("images.npy", images.replace(images.find("(4, 2), }   "), 12, "(1, 4, 2), }"));
  EXPECT_EQ(NoteOf("images.npy"), "read:   --x images.npy: 1 x 4 x 2 <f4, as 1 x 8\n");
}

// A file of 2^62 bytes or more holds nothing but the claim; its size in memory fits no 64-bit integer.
TEST_F(MatrixFileTest, TheEstimateOfASparseFileDoesNotOverflow) {
  const std::string beginning =
      files::FormatNpyHeader({files::NpyType::Kind::kUnsigned, 1, false}, std::int64_t{1} << 62, 1);
  const fs::path path = fs::exists("/dev/shm") ? fs::path("/dev/shm") / ("sparse" + std::to_string(getpid()) + ".npy")
                                               : directory_ / "sparse.npy";
  std::ofstream(path, std::ios::binary) << beginning;
  std::error_code error;
  fs::resize_file(path, beginning.size() + (std::uintmax_t{1} << 62), error);
  if (!error) {
    EXPECT_GE(InputFile("--x", path.string()).BytesToRead(8), std::ldexp(8.0, 62));
    EXPECT_LE(InputFile("--x", path.string()).BytesToRead(8), std::ldexp(9.0, 62));
  }
  fs::remove(path);
  EXPECT_FALSE(error) << error.message();  // such a file can be made where memory is a file system
  EXPECT_GE(OutputFile("--out", "k.csv").BytesToWrite(std::int64_t{1} << 40, std::int64_t{1} << 40, 8),
            std::ldexp(1.0, 84));
}

TEST_F(MatrixFileTest, Labels) {
  std::ostringstream notes;
  const std::vector<std::int64_t> labels = {2, 0, 1};
  files::WriteNpy(directory_ / "y.npy", labels);
  EXPECT_EQ(InputFile("--y", "y.npy").ReadLabels(3, notes), labels);
  const auto error = [&](const std::string& name, int classes) {
    return MessageOf([&] { InputFile("--y", name).ReadLabels(classes, notes); });
  };
  EXPECT_EQ(error("y.npy", 2), "--y: y.npy: row 0 (from 0): labels must be integers from 0 to 1, and this is 2");
  Put("y.csv", "label\n1\n-1\n");
  EXPECT_EQ(error("y.csv", 2), "--y: y.csv: row 1 (from 0): labels must be integers from 0 to 1, and this is -1");
  Put("y.csv", "1\n0.5\n");
  EXPECT_EQ(error("y.csv", 2), "--y: y.csv: row 1 (from 0): labels must be integers from 0 to 1, and this is 0.5");
  Put("y.csv", "1,0\n");
  EXPECT_EQ(error("y.csv", 2), "--y: y.csv: labels must have one column, and it has 2");
}

TEST_F(MatrixFileTest, WritesAllFormats) {
  const Matrix<double> m = (Matrix<double>(2, 2) << 0.1, 2, -3e300, 4).finished();
  const Matrix<float> f = (Matrix<float>(1, 2) << 0.1f, 2).finished();
  const Json head = {{"schema", "test/1"}, {"command", "}\n {"}};
  OutputFile("--out", "m.npy").Write({"a", "b"}, head, m);
  EXPECT_EQ(files::ReadNpy<double>(directory_ / "m.npy"), m);
  OutputFile("--out", "f.npy").Write({"a", "b"}, head, f);
  EXPECT_EQ(files::ReadNpyHeader(directory_ / "f.npy").type, files::kNpyFloat32);
  OutputFile("--out", "m.csv").Write({"a", "b"}, head, m);
  EXPECT_EQ(ReadMatrix("m.csv"), m);
  OutputFile("--out", "f.csv").Write({"a", "b"}, head, f);
  EXPECT_EQ(Get("f.csv"), "a,b\n0.100000001,2\n");
  OutputFile("--out", "m.json").Write({"a", "b"}, head, m);
  Json expected = head;
  expected["rows"] = 2;
  expected["cols"] = 2;
  expected["values"] = {{0.1, 2.0}, {-3e300, 4.0}};
  EXPECT_EQ(Json::parse(Get("m.json")), expected);
  OutputFile("--out", "f.json").Write({"a", "b"}, Json::object(), f);
  EXPECT_NE(Get("f.json").find("[0.1, 2]"), std::string::npos) << Get("f.json");
  EXPECT_EQ(Json::parse(Get("f.json"))["cols"], 2);
}

TEST_F(MatrixFileTest, WritesLabels) {
  std::ostringstream notes;
  const std::vector<std::int64_t> labels = {2, 0, 11};
  const OutputFile npy("--out", "y.npy"), csv("--out", "y.csv"), json("--out", "y.json");
  npy.Write("label", Json::object(), labels);
  EXPECT_EQ(InputFile("--y", "y.npy").ReadLabels(12, notes), labels);
  EXPECT_EQ(files::ReadNpyHeader(directory_ / "y.npy").shape.size(), 1u);
  csv.Write("label", Json::object(), labels);
  EXPECT_EQ(Get("y.csv"), "label\n2\n0\n11\n");
  json.Write("label", Json::object(), labels);
  EXPECT_EQ(Json::parse(Get("y.json")), (Json{{"values", {2, 0, 11}}}));
  json.Write("label", {{"schema", "test/1"}}, labels);
  EXPECT_EQ(Json::parse(Get("y.json")), (Json{{"schema", "test/1"}, {"values", {2, 0, 11}}}));
}

TEST_F(MatrixFileTest, BoundsOnBytesAreBounds) {
  const Matrix<double> m = Matrix<double>::Constant(300, 40, -1.2345678901234567e-101);
  for (const std::string name : {"m.csv", "m.json", "m.npy"}) {
    const OutputFile file("--out", name);
    file.Write(NumberedTitles("x", 40), Json::object(), m);
    EXPECT_GE(file.BytesToWrite(300, 40, sizeof(double)),
              name == "m.npy" ? 40 * 8 : static_cast<double>(fs::file_size(directory_ / name)));
  }
  EXPECT_GE(InputFile("--x", "m.csv").BytesToRead(8), 2 * 8 * m.size());
}

TEST_F(MatrixFileTest, RefusesOutputsBeforeTheWork) {
  const auto error = [](const std::string& name) { return MessageOf([&] { OutputFile("--out", name); }); };
  EXPECT_EQ(error("k.txt"), "--out: must name a .npy, .csv or .json file (got 'k.txt')");
  EXPECT_EQ(error(""), "--out: must name a .npy, .csv or .json file (got '')");
  EXPECT_EQ(error("none/k.npy"), "--out: there is no directory for it (got 'none/k.npy')");
  fs::create_directory(directory_ / "d.npy");
  EXPECT_EQ(error("d.npy"), "--out: is a directory (got 'd.npy')");
  EXPECT_EQ(error("k.npy"), "no error");
  EXPECT_FALSE(fs::exists(directory_ / "k.npy"));
}

}  // namespace
}  // namespace hadamard_ntk::tools
