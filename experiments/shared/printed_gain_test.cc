#include "experiments/shared/printed_gain.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hadamard_ntk::experiments {
namespace {

// Three seeds, standard error 0.01 / sqrt(3): a mean of 0.1 has t = 17, of 0.01 t = 1.7.
PrintedGain Measured(const std::string& name, double printed, double mean, double scatter = 0.01) {
  return {name, printed, {mean - scatter, mean + scatter, mean}};
}

TEST(JudgeGainsTest, AGainAmongLittleScatterIsFound) {
  const JudgedGains judged = JudgeGains({Measured("a", 0.1, 0.1), Measured("b", 0.2, 0)});
  EXPECT_TRUE(judged.measured[0].found);
  EXPECT_FALSE(judged.measured[1].found);
  EXPECT_TRUE(judged.AllPrintedFound());
  EXPECT_TRUE(judged.exchanged_refused);
  EXPECT_FALSE(judged.printed_excluded);  // of a it is not
  EXPECT_FALSE(judged.reversed_somewhere);
  EXPECT_EQ(judged.Values()["b"]["printed_gain"], 0.2);
  EXPECT_EQ(judged.Values()["b"]["gain"], 0);
  EXPECT_TRUE(JudgeGains({Measured("b", 0.2, 0)}).printed_excluded);
  EXPECT_FALSE(JudgeGains({Measured("b", 0.02, 0)}).printed_excluded);  // half width 0.025
}

// The positive control fails where the scatter hides the printed gain: of the gain, too, that happens to be there.
TEST(JudgeGainsTest, NoPowerAmongLargeScatterOrWithTwoSeeds) {
  const JudgedGains judged = JudgeGains({Measured("a", 0.1, 0.1), Measured("b", 0.1, 0.1, /*scatter=*/0.1)});
  EXPECT_EQ(judged.printed_found, (std::vector<bool>{true, false}));
  EXPECT_FALSE(judged.AllPrintedFound());
  EXPECT_EQ(judged.WithPower(true), "a (0.1)");
  EXPECT_EQ(judged.PowerText(),
            "the gains looked for, planted among this run's own scatter: found for a (0.1), not for b (0.1)");
  EXPECT_FALSE(JudgeGains({{"two", 0.1, {-0.03, 0.03}}}).AllPrintedFound());
  EXPECT_TRUE(JudgeGains({{"two", 0.1, {-0.003, 0.003}}}).AllPrintedFound());
}

// Several are tested at once: what one test alone would find is not enough among four.
TEST(JudgeGainsTest, IsCorrectedForTheNumberOfComparisons) {
  const PrintedGain weak = Measured("weak", 0.1, 0.02);  // t = 3.46, p = 0.037
  EXPECT_TRUE(JudgeGains({weak}).measured[0].found);
  const JudgedGains four = JudgeGains({weak, Measured("b", 1, 0), Measured("c", 1, 0), Measured("d", 1, 0)});
  EXPECT_LT(four.measured[0].test.p_greater, 0.05);
  EXPECT_FALSE(four.measured[0].found);
}

// The negative control fails on differences that come and go with every other seed.
TEST(JudgeGainsTest, AlternatingDifferencesSpoilTheNegativeControl) {
  EXPECT_FALSE(JudgeGains({{"a", 0.1, {0.1, -0.11, 0.09}}}).exchanged_refused);
  for (const double mean : {-1.0, -0.1, 0.0, 0.1, 1.0}) {
    EXPECT_TRUE(JudgeGains({Measured("a", 0.1, mean)}).exchanged_refused) << mean;
  }
}

TEST(JudgeGainsTest, ReversedAndBadArguments) {
  const JudgedGains judged = JudgeGains({Measured("a", 0.1, -0.1), Measured("b", 0.1, 0)});
  EXPECT_TRUE(judged.reversed_somewhere);
  EXPECT_FALSE(judged.reversed_everywhere);
  EXPECT_TRUE(JudgeGains({Measured("a", 0.1, -0.1)}).reversed_everywhere);
  EXPECT_THROW(JudgeGains({}), std::invalid_argument);
  EXPECT_THROW(JudgeGains({Measured("a", 0, 0)}), std::invalid_argument);
  EXPECT_THROW(JudgeGains({{"a", 0.1, {1}}}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
