// What other programs write, read as samples (--x, --z) and as outputs (--y): right, or refused, and right once a flag
// says what it is.  Each text is what the call named beside it wrote; pandas 1.5.3, NumPy 1.24.2, R 4.2.2, Octave 7.3.0
// and LibreOffice 7.4.7 were run, for Excel, MATLAB and Julia (CSV.jl, DelimitedFiles) it is what their manuals say.

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "files/csv_matrix.h"

namespace hadamard_ntk::files {
namespace {

using std::string_literals::operator""s;

struct Written {
  const char* call;
  std::string text;
  std::string error = "";  ///< what the message has; none: it is read right without flags
  CsvFormat said = {};     ///< what makes it right, if it was refused
  bool never = false;      ///< nothing does: the file must be written anew
};

const CsvFormat kTitles = {.titles = true}, kNoTitles = {.titles = false}, kNoFirst = {.columns = {{2}}};
const char kCounts[] = "the line counts 0, 1, ...", kEmpty[] = "line 1, column 1: the field is empty";
const char kNeither[] = "is neither a number nor plainly a title", kQuotes[] = "is a number in quotes";

// The matrix (0.5, -1.25; 3, 4), named a, b where it has names.
const Written kMatrices[] = {
    // pandas
    {"DataFrame(x).to_csv(p)", ",0,1\n0,0.5,-1.25\n1,3.0,4.0\n", kEmpty, {.titles = true, .columns = {{2}}}},
    {"DataFrame(x).to_csv(p, index=False)", "0,1\n0.5,-1.25\n3.0,4.0\n", kCounts, kTitles},
    {"DataFrame(x).to_csv(p, index=False, header=False)", "0.5,-1.25\n3.0,4.0\n"},
    {"df.to_csv(p)", ",a,b\n0,0.5,-1.25\n1,3.0,4.0\n", "--columns 2: leaves out", kNoFirst},
    {"df.to_csv(p, index=False)", "a,b\n0.5,-1.25\n3.0,4.0\n"},
    {"df.to_csv(p, index=False, decimal=',')",
     "a,b\n\"0,5\",\"-1,25\"\n\"3,0\",\"4,0\"\n",
     "line 2, column 1: '0,5' is not a number; --decimal",
     {.decimal = ','}},
    {"df.to_csv(p, index=False, sep=';', decimal=',')",
     "a;b\n0,5;-1,25\n3,0;4,0\n",
     "--separator",
     {.separator = ';', .decimal = ','}},
    {"df.to_csv(p, index=False, sep='\\t')", "a\tb\n0.5\t-1.25\n3.0\t4.0\n", "--separator", {.separator = '\t'}},
    {"df.to_csv(p, index=False, quoting=csv.QUOTE_ALL)", "\"a\",\"b\"\n\"0.5\",\"-1.25\"\n\"3.0\",\"4.0\"\n"},
    {"df.to_csv(p, index=False, header=False, quoting=csv.QUOTE_ALL)", "\"0.5\",\"-1.25\"\n\"3.0\",\"4.0\"\n", kQuotes,
     kNoTitles},
    {"DataFrame(x).to_csv(p, index=False, quoting=csv.QUOTE_ALL)", "\"0\",\"1\"\n\"0.5\",\"-1.25\"\n\"3.0\",\"4.0\"\n",
     kQuotes, kTitles},
    {"df.rename(columns={'a': 'a\\n(mm)'}).to_csv(p, index=False)", "\"a\n(mm)\",b\n0.5,-1.25\n3.0,4.0\n"},
    {"df.to_csv(p, index=False, encoding='utf-8-sig')",
     "\xef\xbb\xbf"
     "a,b\n0.5,-1.25\n3.0,4.0\n"},
    {"df.to_csv(p, index=False, header=False, encoding='utf-16')",
     "\xff\xfe"
     "0\0.\0"
     "5\0,\0-\0"
     "1\0.\0"
     "2\0"
     "5\0\n\0"
     "3\0,\0"
     "4\0\n\0"s,
     "UTF-16 (little-endian)",
     {},
     true},
    {"df.rename(columns={'a': 'größe'}).to_csv(p, index=False, encoding='latin-1')",
     "gr\xf6\xdf"
     "e,b\n0.5,-1.25\n3.0,4.0\n",
     "line 1, byte 3: '\\xf6' is not UTF-8",
     {},
     true},
    {"df with columns ('a', 'x'), ('a', 'y'): to_csv(p, index=False)",
     "a,a\nx,y\n0.5,-1.25\n3.0,4.0\n",
     "line 2, column 1: 'x' is not a number",
     {},
     true},
    {"a first row of nan: to_csv(p, index=False, header=False)", ",\n0.5,-1.25\n3.0,4.0\n", kEmpty, kTitles},
    {"the same with na_rep='NA'", "NA,NA\n0.5,-1.25\n3.0,4.0\n", kNeither, kTitles},
    {"(df > 0).to_csv(p, index=False)",
     "a,b\nTrue,False\nTrue,True\n",
     "line 2, column 1: 'True' is not a number",
     {},
     true},
    {"df.to_csv(p, index=False, header=False, decimal=',')",
     "\"0,5\",\"-1,25\"\n\"3,0\",\"4,0\"\n",
     kNeither,
     {.decimal = ','}},
    // NumPy
    {"savetxt(p, x)",
     "5.000000000000000000e-01 -1.250000000000000000e+00\n3.000000000000000000e+00 4.000000000000000000e+00\n",
     "--separator",
     {.separator = ' '}},
    {"savetxt(p, x, delimiter=',')",
     "5.000000000000000000e-01,-1.250000000000000000e+00\n3.000000000000000000e+00,4.000000000000000000e+00\n"},
    {"savetxt(p, x, delimiter=',', fmt='%g', header='a,b')", "# a,b\n0.5,-1.25\n3,4\n"},
    {"savetxt(p, x, delimiter=',', fmt='%g', header='a,b', comments='')", "a,b\n0.5,-1.25\n3,4\n"},
    {"savetxt(p, x, delimiter=',', fmt='%g', header='a,b', comments='#')",
     "#a,b\n0.5,-1.25\n3,4\n",
     "line 1, column 1: '#a,b' is no number, and no comment either",
     {},
     true},
    // R
    {"write.csv(x, p)", "\"\",\"V1\",\"V2\"\n\"1\",0.5,-1.25\n\"2\",3,4\n", kEmpty, kNoFirst},
    {"write.csv(x, p, row.names=FALSE)", "\"V1\",\"V2\"\n0.5,-1.25\n3,4\n"},
    {"write.csv2(x, p)",
     "\"\";\"V1\";\"V2\"\n\"1\";0,5;-1,25\n\"2\";3;4\n",
     "--separator",
     {.separator = ';', .decimal = ',', .columns = {{2}}}},
    {"write.csv2(x, p, row.names=FALSE)",
     "\"V1\";\"V2\"\n0,5;-1,25\n3;4\n",
     "--separator",
     {.separator = ';', .decimal = ','}},
    {"write.table(x, p)", "\"V1\" \"V2\"\n\"1\" 0.5 -1.25\n\"2\" 3 4\n", "--separator", {}, true},
    {"write.table(x, p, sep=',')",
     "\"V1\",\"V2\"\n\"1\",0.5,-1.25\n\"2\",3,4\n",
     "line 2, column 3: this row has more fields",
     {},
     true},
    {"write.table(x, p, row.names=FALSE)", "\"V1\" \"V2\"\n0.5 -1.25\n3 4\n", "--separator", {.separator = ' '}},
    {"write.table(x, p, dec=',', row.names=FALSE)",
     "\"V1\" \"V2\"\n0,5 -1,25\n3 4\n",
     "--separator",
     {.separator = ' ', .decimal = ','}},
    {"write.table(x, p, sep=',', col.names=FALSE)", "\"1\",0.5,-1.25\n\"2\",3,4\n", kQuotes, kNoFirst},
    {"write.table(x, p, col.names=FALSE, row.names=FALSE)", "0.5 -1.25\n3 4\n", "--separator", {.separator = ' '}},
    {"a first row of NA: write.table(x, p, sep=',', col.names=FALSE, row.names=FALSE)", "NA,NA\n0.5,-1.25\n3,4\n",
     kNeither, kTitles},
    {"names(d) <- c('0', '1'); write.csv(d, p, row.names=FALSE)", "\"0\",\"1\"\n0.5,-1.25\n3,4\n", kQuotes, kTitles},
    {"the same with quote=FALSE", "0,1\n0.5,-1.25\n3,4\n", kCounts, kTitles},
    {"names(d) <- c('NA', 'b'); write.csv(d, p, row.names=FALSE)", "\"NA\",\"b\"\n0.5,-1.25\n3,4\n", kNeither, kTitles},
    {"write.csv(x > 0, p, row.names=FALSE)",
     "\"V1\",\"V2\"\nTRUE,FALSE\nTRUE,TRUE\n",
     "line 2, column 1: 'TRUE' is not a number",
     {},
     true},
    {"write.csv(x, p, row.names=FALSE, eol='\\r')", "\"V1\",\"V2\"\r0.5,-1.25\r3,4\r"},
    // Octave
    {"csvwrite(p, x); dlmwrite(p, x)", "0.5,-1.25\n3,4\n"},
    {"save -text p x",
     "# Created by Octave 7.3.0\n# name: x\n# type: matrix\n# rows: 2\n# columns: 2\n 0.5 -1.25\n 3 4\n\n\n",
     "--separator",
     {.separator = ' '}},
    {"save -ascii p x",
     " 5.00000000e-01 -1.25000000e+00\n 3.00000000e+00 4.00000000e+00\n",
     "--separator",
     {.separator = ' '}},
    {"dlmwrite(p, [NaN NaN; x])", "NaN,NaN\n0.5,-1.25\n3,4\n", kNeither, kTitles},
    // LibreOffice Calc, --convert-to csv
    {"csv", "a,b\n0.5,-1.25\n3,4\n"},
    {"csv:Text - txt - csv (StarCalc):59,34,0,1", "a;b\n0.5;-1.25\n3;4\n", "--separator", {.separator = ';'}},
    {"csv of cells =NA(), =1/0 in the first row",
     "#N/A,#DIV/0!\n0.5,-1.25\n3,4\n",
     "line 1, column 1: '#N/A,#DIV/0!' is no number, and no comment either",
     {},
     true},
    {"the same, all text quoted", "\"#N/A\",\"#DIV/0!\"\n0.5,-1.25\n3,4\n", kNeither, kTitles},
    // Excel, Save As
    {"CSV, English (US)", "a,b\r\n0.5,-1.25\r\n3,4\r\n"},
    {"CSV, German", "a;b\r\n0,5;-1,25\r\n3;4\r\n", "--separator", {.separator = ';', .decimal = ','}},
    {"CSV, German, no titles", "0,5;-1,25\r\n3;4\r\n", "--separator", {.separator = ';', .decimal = ','}},
    {"CSV, German, a first row of #NV", "#NV;#NV\r\n0,5;-1,25\r\n3;4\r\n", "no comment either", {}, true},
    {"CSV UTF-8",
     "\xef\xbb\xbf"
     "Größe,b\r\n0.5,-1.25\r\n3,4\r\n"},
    {"CSV, title in Windows-1252",
     "Gr\xf6\xdf"
     "e,b\r\n0.5,-1.25\r\n3,4\r\n",
     "is not UTF-8",
     {},
     true},
    {"CSV (Macintosh)", "a,b\r0.5,-1.25\r3,4\r"},
    {"Unicode Text",
     "\xff\xfe"
     "a\0\t\0"
     "b\0\r\0\n\0"s,
     "UTF-16 (little-endian)",
     {},
     true},
    {"CSV of 1,000 and more in the format of thousands",
     "a,b\r\n\"1,000.50\",2\r\n",
     "line 2, column 1: '1,000.50' is not a number",
     {},
     true},
    {"CSV of percentages", "50%,-125%\r\n300%,400%\r\n", kNeither, {}, true},
    {"CSV of years as titles",
     "2020,2021\r\n0.5,-1.25\r\n3.5,4.5\r\n0.5,1.5\r\n1.5,0.25\r\n",
     "the line has whole numbers without a point",
     {},
     true},
    {"CSV with an empty first row", ",\r\n0.5,-1.25\r\n3,4\r\n", kEmpty, kTitles},
    {"CSV with an empty cell", "a,b\r\n0.5,\r\n3,4\r\n", "line 2, column 2: '' is not a number", {}, true},
    {"a hint for Excel", "sep=;\r\n0.5;-1.25\r\n3;4\r\n", "--separator", {}, true},
    // MATLAB
    {"writematrix(x, 'p.csv'); csvwrite(p, x)", "0.5,-1.25\n3,4\n"},
    {"writetable(array2table(x), 'p.csv')", "x1,x2\n0.5,-1.25\n3,4\n"},
    {"writetable(t, 'p.csv', 'WriteRowNames', true)", "Row,a,b\nr1,0.5,-1.25\nr2,3,4\n",
     "line 2, column 1: 'r1' is not a number", kNoFirst},
    {"writematrix([NaN NaN; x], 'p.csv')", "NaN,NaN\n0.5,-1.25\n3,4\n", kNeither, kTitles},
    {"save p x -ascii",
     "   5.0000000e-01  -1.2500000e+00\n   3.0000000e+00   4.0000000e+00\n",
     "--separator",
     {.separator = ' '}},
    {"writematrix(x, p, 'Delimiter', 'tab')", "0.5\t-1.25\n3\t4\n", "--separator", {.separator = '\t'}},
    // Julia
    {"CSV.write(p, Tables.table(x))", "Column1,Column2\n0.5,-1.25\n3.0,4.0\n"},
    {"CSV.write(p, DataFrame(x, :auto))", "x1,x2\n0.5,-1.25\n3.0,4.0\n"},
    {"CSV.write(p, t; delim=';', decimal=',')",
     "x1;x2\n0,5;-1,25\n3,0;4,0\n",
     "--separator",
     {.separator = ';', .decimal = ','}},
    {"writedlm(p, x)", "0.5\t-1.25\n3.0\t4.0\n", "--separator", {.separator = '\t'}},
    {"writedlm(p, x, ',')", "0.5,-1.25\n3.0,4.0\n"},
    {"writedlm(p, [missing missing; x], ',')", "missing,missing\n0.5,-1.25\n3.0,4.0\n", kNeither, kTitles},
    {"writedlm(p, [true false; ...], ',')", "true,false\ntrue,true\n", kNeither, {}, true},
    {"writedlm(p, [1//2 5//4], ',')", "1//2,-5//4\n3//1,4//1\n", kNeither, {}, true},
};

// The column (2; 0; 1).
const Written kColumns[] = {
    {"Series(y).to_csv(p)", ",0\n0,2\n1,0\n2,1\n", kEmpty, {.titles = true, .columns = {{2}}}},
    {"Series(y).to_csv(p, index=False)", "0\n2\n0\n1\n", "the line is 0, a number", kTitles},
    {"Series(y, name='label').to_csv(p, index=False)", "label\n2\n0\n1\n"},
    {"df[784].to_csv(p, index=False), of reals", "784\n2.0\n0.0\n1.0\n", "the line has whole numbers", kTitles},
    {"Series([nan, 2, 0, 1]).to_csv(p, index=False, header=False)", "\"\"\n2.0\n0.0\n1.0\n", kEmpty, kTitles},
    {"savetxt(p, y, fmt='%d')", "2\n0\n1\n"},
    {"savetxt(p, y, fmt='%d', header='label', comments='')", "label\n2\n0\n1\n"},
    {"write.csv(y, p)", "\"\",\"x\"\n\"1\",2\n\"2\",0\n\"3\",1\n", kEmpty, kNoFirst},
    {"write.csv(y, p, row.names=FALSE)", "\"x\"\n2\n0\n1\n"},
    {"write.csv2(y, p, row.names=FALSE)", "\"x\"\n2\n0\n1\n"},
    {"write.csv(data.frame(a=factor(y)), p, row.names=FALSE)", "\"a\"\n\"2\"\n\"0\"\n\"1\"\n"},
    {"write.table(c(NA, y), p, col.names=FALSE, row.names=FALSE)", "NA\n2\n0\n1\n", kNeither, kTitles},
    {"write.table(c(y, NA), p, na='', col.names=FALSE, row.names=FALSE)",
     "2\n0\n1\n\n",
     "line 4, column 1: the line is empty, and may be a missing number",
     {},
     true},
    {"write(y, p)", "2 0 1\n", kNeither, {}, true},
    {"csvwrite(p, y)", "2\n0\n1\n"},
    {"writematrix(y, 'p.csv')", "2\n0\n1\n"},
    {"writetable(table(y), 'p.csv')", "y\n2\n0\n1\n"},
    {"CSV.write(p, (y=y,))", "y\n2\n0\n1\n"},
    {"Excel, English or German", "2\r\n0\r\n1\r\n"},
    {"Excel, text cells", "\"2\"\r\n0\r\n1\r\n", kQuotes, kNoTitles},
};

bool Equal(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() && a == b;
}

void AreRightOrRefused(const Written& written, const Eigen::MatrixXd& expected) {
  const auto read = [&](const CsvFormat& format) -> std::string {
    try {
      const CsvMatrix matrix = ParseCsv(written.text, format);
      if (Equal(matrix.values, expected)) return "";
      return "is read as " + std::to_string(matrix.values.rows()) + " x " + std::to_string(matrix.values.cols());
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
  };
  const std::string plain = read({});
  EXPECT_EQ(plain.empty(), written.error.empty()) << written.call << ": " << plain;
  EXPECT_EQ(plain.find("is read as"), plain.npos) << written.call << ": " << plain;
  EXPECT_NE(plain.find(written.error), plain.npos) << written.call << ": " << plain;
  if (plain.empty() || written.never) return;
  EXPECT_EQ(read(written.said), "") << written.call;
}

TEST(CsvPrograms, Matrices) {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 2) << 0.5, -1.25, 3, 4).finished();
  for (const Written& written : kMatrices) AreRightOrRefused(written, expected);
}

TEST(CsvPrograms, Columns) {
  const Eigen::MatrixXd expected = Eigen::Vector3d(2, 0, 1);
  for (const Written& written : kColumns) AreRightOrRefused(written, expected);
}

// As outputs: what is taken for a row besides the right ones is found out by their number, all else is as above.
TEST(CsvPrograms, Outputs) {
  const Eigen::MatrixXd matrix = (Eigen::MatrixXd(2, 2) << 0.5, -1.25, 3, 4).finished();
  const Eigen::MatrixXd column = Eigen::Vector3d(2, 0, 1);
  const auto check = [](const Written& written, const Eigen::MatrixXd& expected) {
    try {
      const CsvMatrix y = ParseCsv(written.text, {.rows_are_known = true, .flags = "--y_"});
      EXPECT_TRUE(Equal(y.values, expected) || y.values.rows() != expected.rows()) << written.call;
    } catch (const std::invalid_argument& error) {
      EXPECT_FALSE(written.error.empty()) << written.call << ": " << error.what();
      EXPECT_EQ(std::string(error.what()).find("--titles"), std::string::npos) << error.what();
      EXPECT_EQ(std::string(error.what()).find("--columns"), std::string::npos) << error.what();
    }
  };
  for (const Written& written : kMatrices) check(written, matrix);
  for (const Written& written : kColumns) check(written, column);
}

}  // namespace
}  // namespace hadamard_ntk::files
