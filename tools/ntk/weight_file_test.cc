#include "tools/ntk/weight_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::tools {
namespace {

// A file of float64 arrays 1, 2, ... of these names and shapes, one after the other.
std::string FileOf(const std::vector<std::pair<std::string, std::vector<int>>>& arrays,
                   const std::string& dtype = "F64", std::vector<double> values = {}) {
  std::string header = "{", data;
  double next = 1;
  for (const auto& [name, shape] : arrays) {
    int size = 1;
    std::string lengths;
    for (const int length : shape) {
      lengths += (lengths.empty() ? "" : ",") + std::to_string(length);
      size *= length;
    }
    const std::size_t begin = data.size();
    for (int i = 0; i < size; ++i) {
      const double value = values.empty() ? next++ : values[static_cast<std::size_t>(i)];
      data.append(reinterpret_cast<const char*>(&value), 8);
    }
    header += (header.size() > 1 ? ",\"" : "\"") + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + lengths +
              "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(data.size()) + "]}";
  }
  header += "}";
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>(header.size() >> (8 * i) & 255);
  return file + header + data;
}

class WeightFile : public testing::Test {
 protected:
  template <class T = double>
  Eigen::Matrix<T, Eigen::Dynamic, 1> Read(const std::string& bytes) const {
    const std::string path = files::TestDirectory() / "w.safetensors";
    std::ofstream(path, std::ios::binary) << bytes;
    std::ostringstream notes;
    const models::Parameters<double> parameters({{.name = "W", .rows = 2, .columns = 3}, {.name = "b", .rows = 2}}, 1);
    const auto values = ReadWeights<T>(InputFile::OfArrays("--weights", path), parameters.segments(), notes);
    EXPECT_EQ(notes.str(), "read:   --weights " + path + ": 2 segments, 8 numbers\n");
    return values;
  }
  template <class T = double>
  std::string ErrorOf(const std::string& bytes) const {
    const std::string message = MessageOf([&] { Read<T>(bytes); });
    return message == "no error" ? message : message.substr(message.find("w.safetensors: ") + 15);
  }
};

TEST_F(WeightFile, SegmentsByNameAreTheFlatVector) {
  const Eigen::VectorXd in_order = Eigen::VectorXd::LinSpaced(8, 1, 8);
  EXPECT_EQ(Read(FileOf({{"W", {2, 3}}, {"b", {2}}})), in_order);
  EXPECT_EQ(Read(FileOf({{"W", {2, 3}}, {"b", {2, 1}}})), in_order);
  EXPECT_EQ(Read<float>(FileOf({{"W", {2, 3}}, {"b", {2}}})), in_order.cast<float>());
  Eigen::VectorXd other(8);
  other << 3, 4, 5, 6, 7, 8, 1, 2;
  EXPECT_EQ(Read(FileOf({{"b", {2}}, {"W", {2, 3}}})), other);
}

TEST_F(WeightFile, SaysWhatIsWrong) {
  EXPECT_EQ(ErrorOf(FileOf({{"W", {2, 3}}, {"b", {2}}})), "no error");  // control
  EXPECT_EQ(ErrorOf(FileOf({{"W", {2, 3}}})), "segment b: is missing; it is 2 x 1");
  EXPECT_EQ(ErrorOf(FileOf({{"W", {2, 3}}, {"b", {2}}, {"c", {1}}})),
            "array 'c': the network has no such segment; --layout prints those it has");
  EXPECT_EQ(ErrorOf(FileOf({{"W", {3, 2}}, {"b", {2}}})), "segment W: its shape is 3 x 2, and must be 2 x 3");
  EXPECT_EQ(ErrorOf(FileOf({{"W", {6}}, {"b", {2}}})), "segment W: its shape is 6, and must be 2 x 3");
  EXPECT_EQ(ErrorOf(FileOf({{"W", {2, 3}}, {"b", {1, 2}}})), "segment b: its shape is 1 x 2, and must be 2 x 1");
  EXPECT_EQ(ErrorOf(FileOf({{"W", {2, 3}}, {"b", {2}}}, "F16")), "array 'W': dtype must be F32 or F64, and is 'F16'");
  const std::string large = FileOf({{"W", {2, 3}}, {"b", {2}}}, "F64", {1, 2, 3, 4, 1e300, 6});
  EXPECT_EQ(ErrorOf(large), "no error");
  EXPECT_EQ(ErrorOf<float>(large),
            "segment W: row 1, column 1 (from 0): is not finite, or beyond the range of float32");
  EXPECT_EQ(ErrorOf("PK\3\4").substr(0, 6), "is no ");
  EXPECT_THROW(InputFile::OfArrays("--weights", "w.npy"), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::tools
