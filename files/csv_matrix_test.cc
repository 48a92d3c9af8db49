#include "files/csv_matrix.h"

#include <gtest/gtest.h>

#include <iterator>
#include <limits>
#include <random>
#include <stdexcept>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

Eigen::MatrixXd Values(const std::string& text, const CsvFormat& format = {}) { return ParseCsv(text, format).values; }

std::string ErrorOf(const std::string& text, const CsvFormat& format = {}) {
  return MessageOf([&] { ParseCsv(text, format); });
}

TEST(CsvMatrix, Reads) {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 3) << 1, -2.5, 3e-4, 4, 5, 6).finished();
  for (const std::string text : {
           "1,-2.5,3e-4\n4,5,6\n",
           "1,-2.5,3e-4\n4,5,6",
           "1,-2.5,3e-4\r\n4,5,6\r\n\r\n",
           "\xef\xbb\xbf 1 , -2.5 ,\t3E-04\n +4,5.,06\n\n \n",
           "a,b,c\n1,-2.5,3e-4\n4,5,6\n",
           "\"first column\",_,x1\r1,-2.5,3e-4\r4,5,6\r",
           "Größe,μ,特\n1,-2.5,3e-4\n\"4\",5,\"6\"\n",
           "# made by hand\n\"a\nb\",\"c\"\"d\",e\n1,-2.5,3e-4\n# a remark\n4,5,6\n",
       }) {
    EXPECT_EQ(Values(text), expected) << text;
  }
  EXPECT_EQ(Values("7")(0, 0), 7);
  EXPECT_EQ(Values("label\n7\n8\n").rows(), 2);
  EXPECT_EQ(Values("1e-400,4.9e-324,-1e-999")(0, 1), std::numeric_limits<double>::denorm_min());
}

TEST(CsvMatrix, SaysWhatItRead) {
  const CsvMatrix matrix = ParseCsv("# x\n\"a\nb\",\"c\"\"d\"\n1,2\n#\n3,4\n");
  EXPECT_EQ(matrix.titles, (std::vector<std::string>{"a\nb", "c\"d"}));
  EXPECT_EQ(matrix.titles_line, 2u);
  EXPECT_EQ(matrix.columns, 2u);
  EXPECT_EQ(matrix.comments, 2u);
  const CsvMatrix no_titles = ParseCsv("1,2\n");
  EXPECT_TRUE(no_titles.titles.empty());
  EXPECT_EQ(no_titles.titles_line, 0u);
}

TEST(CsvMatrix, Flags) {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 2) << 0.5, 2, 3, 4).finished();
  EXPECT_EQ(Values("0.5;2\n3;4\n", {.separator = ';'}), expected);
  EXPECT_EQ(Values("0,5;2\n3,0;4e0\n", {.separator = ';', .decimal = ','}), expected);
  EXPECT_EQ(Values("\"0,5\",2\n3,\"4,\"\n", {.decimal = ','}), expected);
  EXPECT_EQ(Values(" 0.5\t 2\n3  4 \n", {.separator = ' '}), expected);
  EXPECT_EQ(Values("NA,NA\n0.5,2\n3,4\n", {.titles = true}), expected);
  EXPECT_EQ(Values("0,1\n0.5,2\n3,4\n", {.titles = true}), expected);
  EXPECT_EQ(Values("0,1\n3,4\n", {.titles = false}), (Eigen::MatrixXd(2, 2) << 0, 1, 3, 4).finished());
  EXPECT_EQ(Values("0,1\n3,4\n", {.rows_are_known = true}), (Eigen::MatrixXd(2, 2) << 0, 1, 3, 4).finished());
  EXPECT_EQ(ErrorOf("a,b\n1,2\n", {.titles = false}), "line 1, column 1: 'a' is not a number");
  EXPECT_EQ(ErrorOf("a\n", {.titles = true}), "line 1, column 1: there is no row of numbers");
  EXPECT_EQ(
      ErrorOf("1.5;2\n", {.separator = ';', .decimal = ','}),
      "line 1, column 1: '1.5' is neither a number nor plainly a title; --titles yes or --titles no says what the "
      "line is");

  const std::string named = "name,a,b\nann,2,0.5\nbob,4,3\n";
  EXPECT_EQ(Values(named, {.columns = {{3, 3}, {2, 2}}}), expected);
  EXPECT_EQ(ParseCsv(named, {.columns = {{3, 3}, {2, 2}}}).titles, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(Values(named, {.columns = {{2}}}).rowwise().reverse(), expected);
  EXPECT_EQ(ErrorOf(named), "line 2, column 1: 'ann' is not a number");
  EXPECT_EQ(ErrorOf(named, {.columns = {{4}}, .flags = "--y_"}),
            "line 1, column 3: the line ends, and --y_columns asks for column 4");
  EXPECT_EQ(ErrorOf(named, {.columns = {{2, 5}}}), "line 1, column 3: the line ends, and --columns asks for column 5");
}

TEST(CsvMatrix, Columns) {
  const auto text = [](const std::string& list) {
    std::string read;
    try {
      for (const auto& [first, last] : ParseColumns(list)) {
        read += std::to_string(first) + ":" + (last == CsvFormat::Columns().last ? "" : std::to_string(last)) + " ";
      }
    } catch (const std::invalid_argument& error) {
      return std::string(error.what()).substr(0, 14);
    }
    return read;
  };
  EXPECT_EQ(text("2"), "2:2 ");
  EXPECT_EQ(text("2:785,1"), "2:785 1:1 ");
  EXPECT_EQ(text("7,3:"), "must be a list");  // 7 is one of 3:
  EXPECT_EQ(text("1,3:"), "1:1 3: ");
  for (const char* bad : {"", "0", "a", "1,", ",1", "3:2", "1:2:3", "-1", "1-3", "2,2", "1:5,3", "99999999999999999999",
                          "1:99999999999999999999", ":3", "1 ,2"}) {
    EXPECT_EQ(text(bad), "must be a list") << bad;
  }
}

const char kSay[] = "; --titles yes or --titles no says what the line is";

TEST(CsvMatrix, SaysWhatIsWrongAndWhere) {
  const std::string ragged = "this row has more fields than the one before, which has 2";
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"1,2\n3,x\n", "line 2, column 2: 'x' is not a number"},
      {"a,b\n1,2\n3,4 5\n", "line 3, column 2: '4 5' is not a number; --separator tells what parts fields, if not ','"},
      {"1,2\n3,\n", "line 2, column 2: '' is not a number"},
      {"1,2\n3;4,5\n", "line 2, column 1: '3;4' is not a number; --separator tells what parts fields, if not ','"},
      {"1,2\n\"0,5\",4\n", "line 2, column 1: '0,5' is not a number; --decimal tells if ',' is the decimal sign"},
      {"1,2\n3,0x10\n", "line 2, column 2: '0x10' is not a number"},
      {"1,2\n3,+-2\n", "line 2, column 2: '+-2' is not a number"},
      {"1,2\nnan,4\n", "line 2, column 1: 'nan' is not finite"},
      {"1,2\n1,-inf\n", "line 2, column 2: '-inf' is not finite"},
      {"1,2\n1,1e999\n", "line 2, column 2: '1e999' is not finite"},
      {"1,2\n3,4,5\n", "line 2, column 3: " + ragged},
      {"a,b\n3,4,5\n", "line 2, column 3: " + ragged},
      {"1,2,3\n4,5\n", "line 2, column 2: this row ends after 2 fields; the one before has 3"},
      {"a,b,c\n\n4,5\n", "line 2, column 1: the line is empty, and others follow"},
      {"1,2\n\n3,4\n", "line 2, column 1: the line is empty, and others follow"},
      {"\n1,2\n", "line 1, column 1: the line is empty, and others follow"},
      {"1\n\n", "line 2, column 1: the line is empty, and may be a missing number, since there is one column"},
      {"", "line 1, column 1: there is no row of numbers"},
      {" \n\n", "line 1, column 1: there is no row of numbers"},
      {"# a\n", "line 1, column 1: there is no row of numbers"},
      {"a,b,c\n", "line 1, column 1: there is no row of numbers"},
      {"1,2\n1," + std::string(100, 'y'), "line 2, column 2: '" + std::string(40, 'y') + "...' is not a number"},
      {std::string("1,2\n1,2\0003\x1b[2J", 13), "line 2, column 2: '2\\x003\\x1b[2J' is not a number"},
      {"1,2\n\xe2\x88\x92"
       "5,2\n",
       "line 2, column 1: '\xe2\x88\x92"
       "5' is not a number"},
      {"1,2\n\xc2\xa0"
       "5,2\n",
       "line 2, column 1: '\\u00a05' is not a number"},
  };
  for (const auto& [text, expected] : wrong) EXPECT_EQ(ErrorOf(text), expected) << text;
  EXPECT_EQ(ErrorOf("1,2\n3,4\n"), "no error");
}

// Each of these lost or added a sample when the first line was guessed.
TEST(CsvMatrix, AFirstLineIsNotGuessed) {
  for (const std::string field : {"NA",
                                  "na",
                                  "N/A",
                                  "#N/A",
                                  "NaN",
                                  "nan",
                                  "-nan",
                                  "NULL",
                                  "None",
                                  "missing",
                                  "?",
                                  "-",
                                  ".",
                                  "*",
                                  "\\N",
                                  "inf",
                                  "Inf",
                                  "-Infinity",
                                  "TRUE",
                                  "false",
                                  "0x1p3",
                                  "1.5.2",
                                  "1d5",
                                  "12:30",
                                  "50%",
                                  "$5",
                                  "1e",
                                  "1 000",
                                  "<NA>",
                                  "''",
                                  "1,5",
                                  "2020-01-01",
                                  "1+2i",
                                  "1//2",
                                  "nan(7)",
                                  "Err:502",
                                  "NaT",
                                  "1e999",
                                  "(3)",
                                  "\x01"
                                  "a",
                                  "a;b",
                                  "a\tb",
                                  "--",
                                  "\xe2\x88\x92"
                                  "5",
                                  "\xd9\xa3",
                                  "\xef\xbc\x95",
                                  "\xc2\xbd",
                                  "\xc2\xa0"
                                  "5",
                                  "unknown",
                                  "1.#QNAN",
                                  "pixel\x02"}) {
    const std::string quoted = field.find_first_of(",") == field.npos ? field : '"' + field + '"';
    for (const std::string& line : {quoted, quoted + "," + quoted}) {
      const std::string error = ErrorOf(line + "\n" + (line == quoted ? "1\n2\n" : "1,2\n3,4\n"));
      EXPECT_EQ(error.rfind("line 1, column 1: ", 0), 0u) << line << ": " << error;
      EXPECT_TRUE(field[0] == '#' || error.find(kSay) != error.npos) << error;
    }
  }
  EXPECT_EQ(ErrorOf("1,2.o\n3,4\n"),
            "line 1, column 2: '2.o' is neither a number nor plainly a title" + std::string(kSay));
  EXPECT_EQ(ErrorOf("label,0,1\n5,2,3\n"),
            "line 1, column 2: '0' is a number, and 'label' in column 1 looks like a title" + std::string(kSay));
  EXPECT_EQ(ErrorOf("1,2,b\n5,2,3\n"),
            "line 1, column 3: 'b' looks like a title, and '1' in column 1 is a number" + std::string(kSay));
  EXPECT_EQ(ErrorOf("\"1\",\"2\"\n3,4\n"),
            "line 1, column 1: '1' is a number in quotes, which may be a title" + std::string(kSay));
  EXPECT_EQ(ErrorOf("1,\"2\"\n3,4\n"),
            "line 1, column 2: '2' is a number in quotes, which may be a title" + std::string(kSay));
  EXPECT_EQ(ErrorOf("0,1,2\n3,4,5\n"),
            "line 1, column 1: the line counts 0, 1, ..., numbers but also how pandas titles what has no names" +
                std::string(kSay));
  EXPECT_EQ(
      ErrorOf("0\n3\n"),
      "line 1, column 1: the line is 0, a number but also how pandas titles what has no names" + std::string(kSay));
  EXPECT_EQ(
      ErrorOf(",a\n3,4\n"),
      "line 1, column 1: the field is empty, so that the line is neither plainly titles nor numbers; pandas and R "
      "begin so above names of rows, which --columns 2: leaves out" +
          std::string(kSay));
  EXPECT_EQ(ErrorOf("7,3\n.5,1.\n1.,3e-1\n2.,-1.5\n"),
            "line 1, column 1: the line has whole numbers without a point, and no other has one, so that it may be "
            "titles" +
                std::string(kSay));
  // But numbers they are, where nothing speaks for titles.
  for (const std::string text : {"1,2\n3,4\n", "7,3\n0.5,1.5\n", "0,0\n.5,1.\n1.,3e-1\n2.,-1.5\n",
                                 "7,3\n.5,1.\n1,3e-1\n2.,-1.5\n", "7.,3\n.5,1.\n1.,3e-1\n2.,-1.5\n", "0,1.\n3,4\n"}) {
    EXPECT_EQ(ErrorOf(text), "no error") << text;
    EXPECT_EQ(ParseCsv(text).titles_line, 0u);
  }
}

// Whatever the bytes: finite numbers with all titles or none, or an error that is one printable line.
TEST(CsvMatrix, AnyBytes) {
  std::mt19937 random(2);
  const std::string_view pieces[] = {"0",  "1",    "-2.5", "3e-4", "a", "NA", ",",     ",",    ",",  ";", "\t",  " ",
                                     "\n", "\r\n", "\n",   "\"",   "#", "# ", "0,1\n", "\xff", "\0", "ß", "e999"};
  int read = 0, refused = 0;
  for (int trial = 0; trial < 40000; ++trial) {
    std::string text;
    for (auto count = random() % 16; count > 0; --count) text += pieces[random() % std::size(pieces)];
    CsvFormat format = {.separator = ",; \t"[random() % 4], .decimal = ".,"[random() % 2]};
    if (random() % 2 == 0) format.titles = random() % 2 == 0;
    if (random() % 4 == 0) format.columns = {{1 + random() % 3}};
    try {
      const CsvMatrix matrix = ParseCsv(text, format);
      ASSERT_TRUE(matrix.values.allFinite() && matrix.values.size() > 0) << text;
      ASSERT_EQ(matrix.titles.size(), matrix.titles_line > 0 ? static_cast<std::size_t>(matrix.values.cols()) : 0u);
      ASSERT_EQ(matrix.titles_line > 0, format.titles.value_or(matrix.titles_line > 0));
      ++read;
    } catch (const std::invalid_argument& error) {
      ASSERT_EQ(std::string(error.what()).find_first_of("\n\r\t\x1b"), std::string::npos) << text;
      ++refused;
    }
  }
  EXPECT_GT(read, 300);
  EXPECT_GT(refused, 300);
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
  EXPECT_EQ(Values(FormatCsv(titles, m)), m);
  const Eigen::MatrixXf f = m.bottomRows(39).unaryExpr([](double v) { return std::fmod(v, 1e30); }).cast<float>();
  EXPECT_EQ(Values(FormatCsv(titles, f)).cast<float>(), f);
  EXPECT_NE(Values(FormatCsv(titles, f)).topRows(1), m.topRows(1));
  const Eigen::MatrixXd small = (Eigen::MatrixXd(2, 1) << 0.5, -3).finished();
  EXPECT_EQ(FormatCsv({"k"}, small), "k\n0.5\n-3\n");
  EXPECT_THROW(FormatCsv({"k", "l"}, small), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::files
