#include "referee/program/table.h"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "files/csv_records.h"

namespace hadamard_ntk::referee {
namespace {

Table Example() {
  return Table(
      {{"name", Table::kText}, {"n", Table::kInteger}, {"mu", Table::kReal}, {"slope", Table::kRealOrMissing}});
}

std::vector<std::vector<std::string>> Records(const std::string& text) {
  files::CsvRecords records(text);
  std::vector<std::vector<std::string>> all;
  while (records.Next()) {
    all.emplace_back();
    for (const files::CsvField& field : records.fields()) all.back().push_back(field.Value());
  }
  return all;
}

TEST(TableTest, WritesEachKind) {
  Table table = Example();
  table.Append("pnn", 3, 0.1, kMissing);
  table.Append("a,b \"c\"\nd", std::int64_t{-9007199254740993}, 2, -1e-5);
  EXPECT_EQ(table.size(), 2u);
  EXPECT_EQ(table.ToCsv(),
            "name,n,mu,slope\n"
            "pnn,3,0.10000000000000001,\n"
            "\"a,b \"\"c\"\"\nd\",-9007199254740993,2,-1.0000000000000001e-05\n");
}

TEST(TableTest, ReadsBackEqualBitForBit) {
  Table table = Example();
  std::mt19937_64 generator(1);
  const std::string awkward[] = {"",    "plain", "with space ", "\ttab",       "# no comment", "#",
                                 "a,b", "\"",    "\"\"",        "line\nbreak", "cr\rhere",     "μ"};
  int rows = 0;
  for (int i = 0; i < 2000; ++i) {
    const double v = std::bit_cast<double>(generator());
    if (std::isnan(v)) continue;
    table.Append(awkward[static_cast<std::size_t>(i) % std::size(awkward)], static_cast<std::int64_t>(generator()), v,
                 i % 3 == 0 ? kMissing : -v);
    ++rows;
  }
  ASSERT_GT(rows, 1900);
  const auto records = Records(table.ToCsv());
  ASSERT_EQ(records.size(), table.size() + 1);
  EXPECT_EQ(records[0], (std::vector<std::string>{"name", "n", "mu", "slope"}));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto& record = records[i + 1];
    ASSERT_EQ(record.size(), 4u) << i;
    EXPECT_EQ(record[0], table.Texts("name")[i]);
    EXPECT_EQ(std::strtoll(record[1].c_str(), nullptr, 10), table.Integers("n")[i]);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(record[2].c_str(), nullptr)),
              std::bit_cast<std::uint64_t>(table.Reals("mu")[i]))
        << record[2];
    EXPECT_EQ(record[3].empty(), std::isnan(table.Reals("slope")[i]));
  }
}

TEST(TableTest, RealsAreThoseOfPrintf) {
  std::mt19937_64 generator(2);
  for (int i = 0; i < 2000; ++i) {
    const double v = i == 0 ? 0.0 : i == 1 ? -0.0 : i == 2 ? HUGE_VAL : std::bit_cast<double>(generator());
    if (std::isnan(v)) continue;
    char expected[40];
    std::snprintf(expected, sizeof expected, "%.17g", v);
    EXPECT_EQ(ExactReal(v), expected);
  }
}

TEST(TableTest, RefusesRowsThatDoNotFitAndKeepsNothingOfThem) {
  Table table = Example();
  EXPECT_THROW(table.Append("a", 1, 1.0), std::invalid_argument);
  EXPECT_THROW(table.Append("a", 1.0, 1.0, 1.0), std::invalid_argument);
  EXPECT_THROW(table.Append(1, 1, 1.0, 1.0), std::invalid_argument);
  EXPECT_THROW(table.Append("a", 1, "b", 1.0), std::invalid_argument);
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.ToCsv(), "name,n,mu,slope\n");
}

TEST(TableTest, WhatIsNotFiniteIsWrittenAndTold) {
  const double inf = std::numeric_limits<double>::infinity();
  Table table = Example();
  table.Append("a", 1, 0.5, kMissing);
  EXPECT_EQ(table.NotFinite(), "");
  table.Append("b", 2, std::nan(""), kMissing);
  table.Append("c", 3, -inf, inf);
  EXPECT_EQ(table.ToCsv(), "name,n,mu,slope\na,1,0.5,\nb,2,nan,\nc,3,-inf,inf\n");
  EXPECT_EQ(
      table.NotFinite(),
      "column 'mu' has 2 values that are not finite, the first in row 1 (from 0); column 'slope' has 1 value that is "
      "not finite, the first in row 2 (from 0)");
}

TEST(TableTest, RefusesColumnsThatCannotBe) {
  EXPECT_THROW(Table({}), std::invalid_argument);
  EXPECT_THROW(Table({{"", Table::kText}}), std::invalid_argument);
  EXPECT_THROW(Table({{"a", Table::kText}, {"a", Table::kReal}}), std::invalid_argument);
  EXPECT_THROW(Example().Reals("n"), std::invalid_argument);
  EXPECT_THROW(Example().Integers("mu"), std::invalid_argument);
  EXPECT_THROW(Example().Texts("none"), std::invalid_argument);
}

TEST(TableTest, AnEmptyFieldOfALoneColumnIsNotAnEmptyLine) {
  Table table({{"only", Table::kText}});
  table.Append("");
  EXPECT_EQ(table.ToCsv(), "only\n\"\"\n");
  EXPECT_EQ(Records(table.ToCsv()), (std::vector<std::vector<std::string>>{{"only"}, {""}}));
}

}  // namespace
}  // namespace hadamard_ntk::referee
