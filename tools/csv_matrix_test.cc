#include "tools/csv_matrix.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <stdexcept>

namespace hadamard_ntk::tools {
namespace {

std::string ErrorOf(const std::string& text) {
  try {
    ParseCsv(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(CsvMatrix, Reads) {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 3) << 1, -2.5, 3e-4, 4, 5, 6).finished();
  for (const std::string text : {
           "1,-2.5,3e-4\n4,5,6\n",
           "1,-2.5,3e-4\n4,5,6",
           "1,-2.5,3e-4\r\n4,5,6\r\n\r\n",
           "\xef\xbb\xbf 1 , -2.5 ,\t3E-04\n +4,5.,06\n\n \n",
           "a,b,c\n1,-2.5,3e-4\n4,5,6\n",
           "\"first column\",,x1\n1,-2.5,3e-4\n4,5,6\n",
       }) {
    EXPECT_EQ(ParseCsv(text), expected) << text;
  }
  EXPECT_EQ(ParseCsv("7")(0, 0), 7);
  EXPECT_EQ(ParseCsv("label\n7\n8\n").rows(), 2);
  EXPECT_EQ(ParseCsv("1e-400,4.9e-324,-1e-999")(0, 1), std::numeric_limits<double>::denorm_min());
}

TEST(CsvMatrix, SaysWhatIsWrongAndWhere) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"1,2\n3,x\n", "line 2, column 2: 'x' is not a number"},
      {"a,b\n1,2\n3,4 5\n", "line 3, column 2: '4 5' is not a number"},
      {"1,2.o\n3,4\n", "line 1, column 2: '2.o' is not a number"},  // no header: it has a number
      {"1,2\n3,\n", "line 2, column 2: '' is not a number"},
      {"1;2\n3;4\n", "line 2, column 1: '3;4' is not a number"},
      {"1,0x10\n", "line 1, column 2: '0x10' is not a number"},
      {"1,+-2\n", "line 1, column 2: '+-2' is not a number"},
      {"1,2\nnan,4\n", "line 2, column 1: 'nan' is not finite"},
      {"1,-inf\n", "line 1, column 2: '-inf' is not finite"},
      {"1,1e999\n", "line 1, column 2: '1e999' is not finite"},
      {"1,2\n3,4,5\n", "line 2, column 3: this row has more fields than the one before, which has 2"},
      {"1,2,3\n4,5\n", "line 2, column 2: this row ends after 2 fields; the one before has 3"},
      {"1,2\n\n3,4\n", "line 2, column 1: the line is empty, and others follow"},
      {"\n1,2\n", "line 1, column 1: the line is empty, and others follow"},
      {"", "line 1, column 1: there is no row of numbers"},
      {" \n\n", "line 1, column 1: there is no row of numbers"},
      {"a,b,c\n", "line 1, column 1: there is no row of numbers"},
      {"1," + std::string(100, 'y'), "line 1, column 2: '" + std::string(40, 'y') + "...' is not a number"},
  };
  for (const auto& [text, expected] : wrong) EXPECT_EQ(ErrorOf(text), expected) << text;
  EXPECT_EQ(ErrorOf("1,2\n3,4\n"), "no error");
}

TEST(CsvMatrix, RoundTripsEveryBit) {
  std::mt19937_64 generator(1);
  Eigen::MatrixXd m(40, 5);
  for (Eigen::Index i = 0; i < m.size(); ++i) {
    m.data()[i] = std::ldexp(static_cast<double>(generator()), static_cast<int>(generator() % 400) - 200);
  }
  m(0, 0) = std::numeric_limits<double>::denorm_min();
  m(0, 1) = -std::numeric_limits<double>::max();
  const std::vector<std::string> titles = {"a", "b", "c", "d", "e"};
  EXPECT_EQ(ParseCsv(FormatCsv(titles, m)), m);
  const Eigen::MatrixXf f = m.bottomRows(39).unaryExpr([](double v) { return std::fmod(v, 1e30); }).cast<float>();
  EXPECT_EQ(ParseCsv(FormatCsv(titles, f)).cast<float>(), f);
  EXPECT_NE(ParseCsv(FormatCsv(titles, f)).topRows(1), m.topRows(1));
  const Eigen::MatrixXd small = (Eigen::MatrixXd(2, 1) << 0.5, -3).finished();
  EXPECT_EQ(FormatCsv({"k"}, small), "k\n0.5\n-3\n");
  EXPECT_THROW(FormatCsv({"k", "l"}, small), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::tools
