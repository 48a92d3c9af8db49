#include "referee/program/flags.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <limits>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct Values {
  int k = 7;
  std::int64_t big = 0;
  std::uint64_t seed = 1;
  double lr = 0.5;
  std::string norm = "unit";
  std::vector<int> d = {2, 3};
  std::vector<double> radii = {1};
};

Values Parse(const std::string& line) {
  Values values;
  CLI::App app;
  AddInteger(app, "--k_max", &values.k, 0, 100, "");
  AddInteger(app, "--big", &values.big, 0, std::numeric_limits<std::int64_t>::max(), "");
  AddSeed(app, "--seed", &values.seed, "");
  AddReal(app, "--lr", &values.lr, 0, 1, "");
  AddChoice(app, "--norm", &values.norm, {"unit", "paper_eq2"}, "");
  AddIntegerList(app, "--d", &values.d, 1, 1000, "");
  AddRealList(app, "--radii", &values.radii, 0.25, 10, "");
  app.parse(line);
  return values;
}

std::string ErrorOf(const std::string& line) {
  return MessageOf<FlagError>([&] { Parse(line); });
}

TEST(FlagsTest, Reads) {
  const Values v = Parse(
      "--k_max 100 --big 9223372036854775807 --seed=18446744073709551615 --lr 1e-3 --norm paper_eq2 "
      "--d 9,2:4,3 --radii 0.25,1e1");
  EXPECT_EQ(v.k, 100);
  EXPECT_EQ(v.big, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(v.seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(v.lr, 1e-3);
  EXPECT_EQ(v.norm, "paper_eq2");
  EXPECT_EQ(v.d, (std::vector<int>{9, 2, 3, 4}));
  EXPECT_EQ(v.radii, (std::vector<double>{0.25, 10}));
}

TEST(FlagsTest, WithoutFlagsTheDefaultsStay) {
  const Values v = Parse("");
  EXPECT_EQ(v.k, 7);
  EXPECT_EQ(v.norm, "unit");
  EXPECT_EQ(v.d, (std::vector<int>{2, 3}));
}

TEST(FlagsTest, ErrorsNameTheFlagTheRequirementAndTheValue) {
  EXPECT_EQ(ErrorOf("--k_max -1"), "--k_max: must be an integer from 0 to 100 (got '-1')");
  EXPECT_EQ(ErrorOf("--lr 2"), "--lr: must be a number from 0 to 1 (got '2')");
  EXPECT_EQ(ErrorOf("--norm x"), "--norm: must be one of unit|paper_eq2 (got 'x')");
  EXPECT_EQ(ErrorOf("--d 2,0,3"), "--d: must be a list like 2,3,9 or 1:20 of integers from 1 to 1000 (got '0')");
  EXPECT_EQ(ErrorOf("--radii 1,0.1"), "--radii: must be a list, each a number from 0.25 to 10 (got '0.1')");
}

TEST(FlagsTest, RefusesWhatIsNotWhollyANumberInRange) {
  for (const std::string bad : {"101", "1.5", "1e2", "0x10", "12a", "+-1", "99999999999999999999", "nan"}) {
    EXPECT_NE(ErrorOf("--k_max " + bad), "no error") << bad;
  }
  for (const std::string bad : {"nan", "inf", "-0.1", "1,5", "0.5x", "1e999"}) {
    EXPECT_NE(ErrorOf("--lr " + bad), "no error") << bad;
  }
  EXPECT_NE(ErrorOf("--seed -1"), "no error");
  for (const std::string bad : {"5:2", "1:", ":3", "1:2:3", "1,,2", ",", "1:1001", "2,1001", "a:b"}) {
    EXPECT_NE(ErrorOf("--d " + bad), "no error") << bad;
  }
  EXPECT_EQ(ErrorOf("--k_max 0 --lr 0.5 --d 1:3"), "no error");
}

TEST(FlagsTest, ARangeUpToTheLargestIntegerEnds) {
  const int max = std::numeric_limits<int>::max();
  EXPECT_EQ(ParseIntegerList("--n", std::to_string(max - 1) + ":" + std::to_string(max), 0, max),
            (std::vector<int>{max - 1, max}));
}

}  // namespace
}  // namespace hadamard_ntk::referee
