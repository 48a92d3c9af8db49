#include "tools/matrix_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "files/files_for_test.h"
#include "ntk/npy_file.h"

namespace hadamard_ntk::tools {
namespace {

namespace fs = std::filesystem;
using experiments::Json;

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
std::string ErrorOfReading(const std::string& name) {
  try {
    InputFile("--x", name).Read<T>();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST_F(MatrixFileTest, ReadsBothFormats) {
  const Matrix<double> m = (Matrix<double>(2, 3) << 1, 2, 3, 4, 5.5, -6).finished();
  ntk::WriteNpy(directory_ / "a.npy", m);
  Put("a.csv", "p,q,r\n1,2,3\n4,5.5,-6\n");
  Put("b.CSV", "1,2,3\n4,5.5,-6\n");
  for (const std::string name : {"a.npy", "a.csv", "b.CSV"}) {
    const InputFile file("--x", name);
    EXPECT_EQ(file.Read<double>(), m);
    EXPECT_EQ(file.Read<float>(), m.cast<float>());
    EXPECT_GE(file.BytesToRead(sizeof(double)), 6 * 8);
  }
  EXPECT_EQ(InputFile("--x", (directory_ / "a.npy").string()).Read<double>(), m);
  EXPECT_EQ(InputFile("--x", "a.csv").Sha256().size(), 64u);
  EXPECT_NE(InputFile("--x", "a.csv").Sha256(), InputFile("--x", "b.CSV").Sha256());
}

TEST_F(MatrixFileTest, NamesFlagFileRowAndColumn) {
  Matrix<double> m = Matrix<double>::Ones(3, 4);
  m(2, 1) = std::numeric_limits<double>::quiet_NaN();
  ntk::WriteNpy(directory_ / "nan.npy", m);
  EXPECT_EQ(ErrorOfReading("nan.npy"), "--x: nan.npy: row 2, column 1 (from 0): is not a number (NaN)");
  m(2, 1) = -std::numeric_limits<double>::infinity();
  ntk::WriteNpy(directory_ / "inf.npy", m);
  EXPECT_EQ(ErrorOfReading("inf.npy"),
            "--x: inf.npy: row 2, column 1 (from 0): is infinite, or beyond the range of its type");
  m(2, 1) = 1e300;
  ntk::WriteNpy(directory_ / "large.npy", m);
  EXPECT_EQ(ErrorOfReading("large.npy"), "no error");
  EXPECT_NE(ErrorOfReading<float>("large.npy").find("--x: large.npy: entry "), std::string::npos);
  Put("large.csv", "1,1e300\n");
  EXPECT_EQ(ErrorOfReading<float>("large.csv"),
            "--x: large.csv: row 0, column 1 (from 0): is infinite, or beyond the range of its type");
  Put("bad.csv", "1,2\n3,four\n");
  EXPECT_EQ(ErrorOfReading("bad.csv"), "--x: bad.csv: line 2, column 2: 'four' is not a number");
  const std::string whole = [&] {
    ntk::WriteNpy(directory_ / "cut.npy", m);
    return Get("cut.npy");
  }();
  Put("cut.npy", whole.substr(0, 200));
  EXPECT_EQ(ErrorOfReading("cut.npy"),
            "--x: cut.npy: is cut off: 3 x 4 entries <f8 need 96 bytes, and 72 follow the header");
  ntk::WriteNpy(directory_ / "empty.npy", Matrix<double>(0, 5));
  EXPECT_EQ(ErrorOfReading("empty.npy"), "--x: empty.npy: has no entries, its shape is 0 x 5");
  EXPECT_EQ(ErrorOfReading("none.npy"), "--x: none.npy: there is no such file");
  fs::create_directory(directory_ / "d.csv");
  EXPECT_EQ(ErrorOfReading("d.csv"), "--x: d.csv: is a directory");
  EXPECT_EQ(ErrorOfReading("a.txt"), "--x: must name a .npy or .csv file (got 'a.txt')");
  EXPECT_EQ(ErrorOfReading("a.json"), "--x: must name a .npy or .csv file (got 'a.json')");
}

TEST_F(MatrixFileTest, Labels) {
  const std::vector<std::int64_t> labels = {2, 0, 1};
  ntk::WriteNpy(directory_ / "y.npy", labels);
  EXPECT_EQ(InputFile("--y", "y.npy").ReadLabels(3), labels);
  const auto error = [](const std::string& name, int classes) {
    try {
      InputFile("--y", name).ReadLabels(classes);
    } catch (const std::invalid_argument& e) {
      return std::string(e.what());
    }
    return std::string("no error");
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
  EXPECT_EQ(ntk::ReadNpy<double>(directory_ / "m.npy"), m);
  OutputFile("--out", "f.npy").Write({"a", "b"}, head, f);
  EXPECT_EQ(ntk::ReadNpyHeader(directory_ / "f.npy").type, ntk::kNpyFloat32);
  OutputFile("--out", "m.csv").Write({"a", "b"}, head, m);
  EXPECT_EQ(InputFile("--x", "m.csv").Read<double>(), m);
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
  const std::vector<std::int64_t> labels = {2, 0, 11};
  const OutputFile npy("--out", "y.npy"), csv("--out", "y.csv"), json("--out", "y.json");
  npy.Write("label", Json::object(), labels);
  EXPECT_EQ(InputFile("--y", "y.npy").ReadLabels(12), labels);
  EXPECT_EQ(ntk::ReadNpyHeader(directory_ / "y.npy").rank, 1);
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
              name == "m.npy" ? 40 * 8 : static_cast<std::int64_t>(fs::file_size(directory_ / name)));
  }
  EXPECT_GE(InputFile("--x", "m.csv").BytesToRead(8), 2 * 8 * m.size());
}

TEST_F(MatrixFileTest, RefusesOutputsBeforeTheWork) {
  const auto error = [](const std::string& name) {
    try {
      OutputFile("--out", name);
    } catch (const std::invalid_argument& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
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
