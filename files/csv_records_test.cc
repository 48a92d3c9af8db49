#include "files/csv_records.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

using std::string_literals::operator""s;
using Table = std::vector<std::vector<std::string>>;

Table All(const std::string& text, char separator = ',') {
  CsvRecords records(text, separator);
  Table table;
  while (records.Next()) {
    table.emplace_back();
    for (const CsvField& field : records.fields()) table.back().push_back(field.Value());
  }
  return table;
}

std::string ErrorOf(const std::string& text, char separator = ',') {
  return MessageOf<CsvError>([&] { All(text, separator); });
}

TEST(CsvRecords, Rfc4180) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    EXPECT_EQ(All("a,b" + end + "1, 2 " + end), (Table{{"a", "b"}, {"1", "2"}})) << end;
    EXPECT_EQ(All("a,b" + end + "1," + end + ",2"), (Table{{"a", "b"}, {"1", ""}, {"", "2"}})) << end;
    EXPECT_EQ(All("\"a" + end + "b\",\"c\"\"d\"\"\" ,\"\",\" e,\"" + end + "1"),
              (Table{{"a" + end + "b", "c\"d\"", "", " e,"}, {"1"}}))
        << end;
    EXPECT_EQ(All("a" + end + end + "b"), (Table{{"a"}, {""}, {"b"}})) << end;
  }
  EXPECT_EQ(All(""), Table());
  EXPECT_EQ(All("\"\""), (Table{{""}}));
}

TEST(CsvRecords, Separators) {
  EXPECT_EQ(All("a;b,c;\n", ';'), (Table{{"a", "b,c", ""}}));
  EXPECT_EQ(All("a\t\t b \t\"c\td\"\n", '\t'), (Table{{"a", "", "b", "c\td"}}));
  EXPECT_EQ(All("  1  -2\t3 \n 4 \"5 6\"  7\n\"8\"\n", ' '), (Table{{"1", "-2", "3"}, {"4", "5 6", "7"}, {"8"}}));
}

TEST(CsvRecords, KnowsTheLineOfEveryField) {
  const std::string text = "# one\n\"a\r\nb\nc\",d\n##\n1,\"2\"\r3,4";
  CsvRecords records(text);
  std::vector<std::size_t> lines;
  while (records.Next()) {
    for (const CsvField& field : records.fields()) lines.push_back(field.line);
  }
  EXPECT_EQ(lines, (std::vector<std::size_t>{2, 4, 6, 6, 7, 7}));
  EXPECT_EQ(records.comments(), 2u);
}

TEST(CsvRecords, Comments) {
  EXPECT_EQ(All("# a,b\n1,2\n#\n #\tc\n## d\n3,4\n# e"), (Table{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(All("1,# 2\n\"# 3\",4\n"), (Table{{"1", "# 2"}, {"# 3", "4"}}));
  EXPECT_EQ(All("# name: x\n 0.5 -1.25\n", ' '), (Table{{"0.5", "-1.25"}}));
  for (const std::string line : {"#N/A,2", "#DIV/0!,2", "#a,b", "#1"}) {
    EXPECT_EQ(ErrorOf("1,2\n" + line + "\n"), "line 2, column 1: '" + line +
                                                  "' is no number, and no comment either: a comment has a space "
                                                  "after #");
  }
}

TEST(CsvRecords, BadQuotes) {
  EXPECT_EQ(ErrorOf("1,2\n3,\"4\n5,6\n"), "line 2, column 2: the quote opened here is not closed");
  EXPECT_EQ(ErrorOf("\""), "line 1, column 1: the quote opened here is not closed");
  EXPECT_EQ(ErrorOf("\"\"\""), "line 1, column 1: the quote opened here is not closed");
  EXPECT_EQ(ErrorOf("1,a\"b\"\n"), "line 1, column 2: a quote within the field 'a\"'; quotes go around it");
  EXPECT_EQ(ErrorOf("\"a\nb\" \0c\n"s),
            "line 2, column 1: after the quoted field 'a\\x0ab' comes '\\x00', neither the separator nor the end of "
            "the line; --separator tells another");
  EXPECT_EQ(ErrorOf("\"a\";\"b\"\n"),
            "line 1, column 1: after the quoted field 'a' comes ';', neither the separator nor the end of the line; "
            "--separator tells another");
  EXPECT_EQ(ErrorOf("\"a\"b 1\n", ' ').substr(0, 17), "line 1, column 1:");
}

// Whatever the bytes, it ends, and every field lies in the text.
TEST(CsvRecords, AnyBytes) {
  std::mt19937 random(1);
  int refused = 0, read = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text(random() % 24, ' ');
    for (char& c : text) c = "\",;\n\r\t #1a\0"[random() % 11];
    CsvRecords records(text, ",; \t"[trial % 4]);
    std::size_t fields = 0;
    try {
      while (records.Next()) fields += records.fields().size();
      ++read;
    } catch (const CsvError&) {
      ++refused;
    }
    ASSERT_LE(fields, text.size() + 1);
  }
  EXPECT_GT(refused, 1000);
  EXPECT_GT(read, 1000);
}

}  // namespace
}  // namespace hadamard_ntk::files
