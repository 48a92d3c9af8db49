#include "files/npy_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "files/files_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

namespace fs = std::filesystem;

class NpyFile : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    path_ = directory_ / "a.npy";
  }
  void Put(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  std::string Get() const { return files::Contents(path_); }
  template <class T = double>
  std::string ErrorOfReading() const {
    const std::string message = MessageOf<NpyError>([&] { ReadNpy<T>(path_); });
    EXPECT_TRUE(message.starts_with(path_.string() + ": ")) << message;
    return message;
  }

  fs::path directory_, path_;
};

Eigen::MatrixXd RandomMatrix(Eigen::Index rows, Eigen::Index cols, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> gaussian;
  Eigen::MatrixXd m(rows, cols);
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = gaussian(generator);
  return m;
}

// A file of a matrix, put together entry by entry from the description of the format.
template <class Entry>
std::string FileOf(const std::string& descr, const Eigen::MatrixXd& m, bool fortran, bool big_endian) {
  const Eigen::Index rows = m.rows(), cols = m.cols();
  std::string text = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" +
                     std::to_string(rows) + ", " + std::to_string(cols) + "), }";
  text.resize(117, ' ');
  std::string file = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + text + "\n";
  for (Eigen::Index at = 0; at < m.size(); ++at) {
    const Entry value = static_cast<Entry>(fortran ? m(at % rows, at / rows) : m(at / cols, at % cols));
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    file += big_endian ? std::string(std::rbegin(bytes), std::rend(bytes)) : std::string(bytes, sizeof value);
  }
  return file;
}

TEST_F(NpyFile, ReadsBothOrdersBothByteOrdersAndEveryType) {
  const Eigen::MatrixXd reals = RandomMatrix(5, 3, 1), integers = (20 * reals).array().round();
  for (const bool fortran : {false, true}) {
    for (const bool big : {false, true}) {
      const std::string order = big ? ">" : "<";
      Put(FileOf<double>(order + "f8", reals, fortran, big));
      EXPECT_EQ(ReadNpy<double>(path_), reals);
      EXPECT_EQ(ReadNpy<float>(path_), reals.cast<float>());
      Put(FileOf<float>(order + "f4", reals, fortran, big));
      EXPECT_EQ(ReadNpy<float>(path_), reals.cast<float>());
      EXPECT_EQ(ReadNpy<double>(path_), reals.cast<float>().cast<double>());
      Put(FileOf<std::int16_t>(order + "i2", integers, fortran, big));
      EXPECT_EQ(ReadNpy<double>(path_), integers);
      Put(FileOf<std::int32_t>(order + "i4", integers, fortran, big));
      EXPECT_EQ(ReadNpy<float>(path_), integers.cast<float>());
      Put(FileOf<std::int64_t>(order + "i8", integers, fortran, big));
      EXPECT_EQ(ReadNpy<double>(path_), integers);
    }
    Put(FileOf<std::uint8_t>("|u1", integers.cwiseAbs(), fortran, false));
    EXPECT_EQ(ReadNpy<double>(path_), integers.cwiseAbs());
    Put(FileOf<std::int8_t>("|i1", integers, fortran, false));
    EXPECT_EQ(ReadNpy<double>(path_), integers);
    EXPECT_NE(ReadNpy<double>(path_), integers.cwiseAbs());
  }
}

// n x 2 x 3 in either order is n x 6, row by row what lies in C order.
TEST_F(NpyFile, FurtherAxesAreColumns) {
  const Eigen::MatrixXd m = RandomMatrix(5, 6, 9);
  Eigen::MatrixXd permuted(5, 6);  // column 3 a + b to column a + 2 b
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 3; ++b) permuted.col(a + 2 * b) = m.col(3 * a + b);
  }
  const auto with_axes = [](std::string file) { return file.replace(file.find("(5, 6), }    "), 13, "(5, 2, 3), } "); };
  const std::string in_c = with_axes(FileOf<double>("<f8", m, false, false));
  const std::string in_fortran = with_axes(FileOf<double>("<f8", permuted, true, false));
  for (const std::string& file : {in_c, in_fortran}) {
    Put(file);
    EXPECT_EQ(ReadNpy<double>(path_), m);
    EXPECT_EQ(ParseNpy<float>(file), m.cast<float>());
    EXPECT_EQ(ReadNpyHeader(path_).ShapeText(), "5 x 2 x 3");
    EXPECT_THROW(ParseNpy<double>(file + "x"), NpyError);
    EXPECT_THROW(ParseNpy<double>(file.substr(0, file.size() - 1)), NpyError);
    EXPECT_THROW(ParseNpy<double>(""), NpyError);
  }
  Eigen::MatrixXd large = permuted;
  large(4, 1 + 2 * 2) = 1e300;  // entry (4, 1, 2), column 5 in C order
  Put(with_axes(FileOf<double>("<f8", large, true, false)));
  EXPECT_NE(ErrorOfReading<float>().find("in row 4, column 5 (from 0) is beyond"), std::string::npos);
}

TEST_F(NpyFile, RoundTrips) {
  // Beside small ones a matrix of several pieces of 2 MB, and one whose rows are longer than a piece.
  for (const auto& [rows, cols] : std::vector<std::pair<int, int>>{{1, 1}, {7, 3}, {3, 0}, {1500, 401}, {2, 300000}}) {
    const Eigen::MatrixXd m = RandomMatrix(rows, cols, 2);
    WriteNpy(path_, m);
    EXPECT_EQ(ReadNpy<double>(path_), m);
    EXPECT_EQ(ReadNpyHeader(path_).type, kNpyFloat64);
    EXPECT_EQ(ReadNpyHeader(path_).rows, rows);
    WriteNpy(path_, m.cast<float>());
    EXPECT_EQ(ReadNpy<float>(path_), m.cast<float>());
    EXPECT_EQ(ReadNpyHeader(path_).type, kNpyFloat32);
    EXPECT_EQ(Get().size(), 128u + 4u * static_cast<std::size_t>(rows * cols));
    if (cols == 401) {
      Put(FileOf<double>("<f8", m, true, false));
      EXPECT_EQ(ReadNpy<double>(path_), m);
    }
  }
  const Eigen::MatrixXd m = RandomMatrix(9, 8, 3);
  WriteNpy(path_, m.block(1, 2, 5, 4));
  EXPECT_EQ(ReadNpy<double>(path_), m.block(1, 2, 5, 4));
  WriteNpy(path_, m.transpose());
  EXPECT_EQ(ReadNpy<double>(path_), m.transpose());
}

TEST_F(NpyFile, WritesTheBytesOfTheFormat) {
  const Eigen::MatrixXd m = RandomMatrix(3, 4, 4);
  WriteNpy(path_, m);
  EXPECT_EQ(Get(), FileOf<double>("<f8", m, false, false));
  WriteNpy(path_, m.cast<float>());
  EXPECT_EQ(Get(), FileOf<float>("<f4", m, false, false));
  EXPECT_NE(Get(), FileOf<float>("<f4", m, true, false));
}

TEST_F(NpyFile, AMatrixIsWrittenWithFurtherAxes) {
  const Eigen::MatrixXd m = RandomMatrix(3, 8, 5);
  WriteNpy(path_, m, {3, 2, 4});
  EXPECT_EQ(ReadNpyHeader(path_).ShapeText(), "3 x 2 x 4");
  EXPECT_EQ(ReadNpy<double>(path_), m);
  const std::string before = Get();
  for (const std::vector<std::int64_t>& shape : {std::vector<std::int64_t>{3, 2, 3}, {4, 2, 3}, {24}}) {
    EXPECT_THROW(WriteNpy(path_, m, shape), std::invalid_argument);
  }
  EXPECT_EQ(Get(), before);
}

TEST_F(NpyFile, LabelsAreAnArrayOfRankOne) {
  const std::vector<std::int64_t> labels = {3, 0, -7, 1LL << 40};
  WriteNpy(path_, labels);
  EXPECT_EQ(ReadNpyHeader(path_).shape.size(), 1u);
  const Eigen::MatrixXd column = ReadNpy<double>(path_);
  ASSERT_EQ(column.cols(), 1);
  ASSERT_EQ(column.rows(), 4);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(column(i, 0), static_cast<double>(labels[static_cast<std::size_t>(i)]));
}

TEST_F(NpyFile, NotANumberAndInfinityAreReadAsTheyAre) {
  Eigen::MatrixXd m = RandomMatrix(2, 2, 5);
  m(0, 1) = std::numeric_limits<double>::quiet_NaN();
  m(1, 0) = -std::numeric_limits<double>::infinity();
  WriteNpy(path_, m);
  const Eigen::MatrixXf read = ReadNpy<float>(path_);
  EXPECT_TRUE(std::isnan(read(0, 1)));
  EXPECT_EQ(read(1, 0), -std::numeric_limits<float>::infinity());
  m(0, 0) = 1e39;
  WriteNpy(path_, m);
  EXPECT_EQ(ReadNpy<double>(path_)(0, 0), 1e39);
  EXPECT_NE(ErrorOfReading<float>().find("in row 0, column 0 (from 0) is beyond the range of float"),
            std::string::npos);
  m(0, 0) = 0;
  m(1, 1) = -1e300;
  Put(FileOf<double>(">f8", m, true, true));
  EXPECT_NE(ErrorOfReading<float>().find("in row 1, column 1 (from 0)"), std::string::npos);
}

TEST_F(NpyFile, SaysWhatIsWrongWithAFile) {
  EXPECT_NE(ErrorOfReading().find("No such file or directory"), std::string::npos);
  const std::string good = FileOf<double>("<f8", RandomMatrix(3, 4, 6), false, false);
  Put(good.substr(0, good.size() - 1));
  EXPECT_NE(ErrorOfReading().find("is cut off: 3 x 4 entries <f8 need 96 bytes, and 95 follow the header"),
            std::string::npos);
  Put(good + "x");
  EXPECT_NE(ErrorOfReading().find("is too long: 3 x 4 entries <f8 need 96 bytes, and 97 follow the header"),
            std::string::npos);
  Put("");
  EXPECT_NE(ErrorOfReading().find("not a .npy file"), std::string::npos);
  // A length that no memory holds: refused by the size of the file, before anything is allocated.
  Put(FormatNpyHeader(kNpyFloat64, std::int64_t{1} << 56, 1) + "entries");
  EXPECT_NE(ErrorOfReading().find("need 576460752303423488 bytes, and 7 follow"), std::string::npos);
  path_ = directory_;
  EXPECT_NE(ErrorOfReading().find("is a directory"), std::string::npos);
  path_ = "/dev/zero";
  EXPECT_NE(ErrorOfReading().find("is not a regular file"), std::string::npos);
}

TEST_F(NpyFile, DamagedFilesAreRefusedOrReadAsTheyAre) {
  // Every truncation, and 4000 files with one or two flipped bits: an error, or a matrix of the old shape that differs
  // in no more entries than bits were flipped - all of them, if the byte order was.
  std::mt19937_64 generator(7);
  const Eigen::MatrixXd m = RandomMatrix(3, 4, 8);
  int refused = 0, read = 0;
  for (const bool fortran : {false, true}) {
    const std::string good = FileOf<double>("<f8", m, fortran, false);
    for (std::size_t size = 0; size < good.size(); ++size) {
      Put(good.substr(0, size));
      EXPECT_NE(ErrorOfReading(), "no error") << size;
    }
    for (int trial = 0; trial < 2000; ++trial) {
      std::string bad = good;
      const int flips = 1 + trial % 2;
      bool descr = false;
      for (int f = 0; f < flips; ++f) {
        // Half of them within the first 80 bytes, where the header says something.
        const std::size_t at = generator() % (trial % 4 < 2 ? 80 : bad.size());
        bad[at] = static_cast<char>(bad[at] ^ (1 << generator() % 8));
        descr = descr || bad.find("'descr': '<f8'") == bad.npos;
      }
      Put(bad);
      try {
        const Eigen::MatrixXd back = ReadNpy<double>(path_);
        ++read;
        const auto equal = (back.rows() == m.rows() && back.cols() == m.cols()) ? (back.array() == m.array()).count()
                                                                                : Eigen::Index{-1};
        EXPECT_GE(equal, descr ? 0 : m.size() - flips) << bad.substr(0, 128);
      } catch (const NpyError& error) {
        ++refused;
        EXPECT_EQ(std::string(error.what()).rfind(path_.string() + ": ", 0), 0u);
      }
    }
  }
  EXPECT_GT(refused, 500);
  EXPECT_GT(read, 500);
}

TEST_F(NpyFile, WhenSpaceRunsOutTheEarlierFileStays) {
  const Eigen::MatrixXd earlier = RandomMatrix(10, 10, 9), later = RandomMatrix(200, 100, 10);
  WriteNpy(path_, earlier);
  EXPECT_EQ(MessageOf<std::system_error>([&] {
              const files::FileSizeLimit limit(100000);
              WriteNpy(path_, later);
            }),
            "cannot write " + path_.string() + ": File too large");
  EXPECT_EQ(ReadNpy<double>(path_), earlier);
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"a.npy"});
  WriteNpy(path_, later);
  EXPECT_EQ(ReadNpy<double>(path_), later);
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"a.npy"});
}

TEST_F(NpyFile, WhatCannotBeWritten) {
  EXPECT_THROW(WriteNpy(directory_ / "none" / "a.npy", RandomMatrix(1, 1, 11)), std::system_error);
  EXPECT_THROW(WriteNpy(directory_, RandomMatrix(1, 1, 12)), std::system_error);
  EXPECT_TRUE(files::Names(directory_).empty());
  const fs::path before = fs::current_path();
  fs::current_path(directory_);
  WriteNpy("b.npy", RandomMatrix(1, 1, 13));
  fs::current_path(before);
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"b.npy"});
}

}  // namespace
}  // namespace hadamard_ntk::files
