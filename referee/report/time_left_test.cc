#include "referee/report/time_left.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace hadamard_ntk::referee {
namespace {

TEST(TimeLeftTest, CountsWhatIsLeftAndCorrectsItByWhatWas) {
  TimeLeft time({10, 20, 70});
  EXPECT_EQ(time.Seconds(), 100);
  EXPECT_EQ(time.Seconds(4), 96);
  EXPECT_EQ(time.Seconds(400), 90);  // the first takes longer than expected
  EXPECT_EQ(time.Text(), "1 min 40 s left");
  time.Finish(30);  // three times slower
  EXPECT_EQ(time.Seconds(), 270);
  EXPECT_EQ(time.Seconds(10), 260);
  time.Finish(30);
  EXPECT_EQ(time.Seconds(), 140);
  time.Finish(140);
  EXPECT_EQ(time.Seconds(), 0);
  EXPECT_EQ(time.Text(), "");
  time.Finish(1);
  EXPECT_EQ(time.Seconds(), 0);
}

TEST(TimeLeftTest, SaysWhenItKnowsTooLittle) {
  TimeLeft time({0, 8, 0});
  EXPECT_FALSE(time.complete());
  EXPECT_EQ(time.Text(), "more than 8 s left");
  time.Finish(1000);  // nothing was expected, so nothing is learned of the machine
  EXPECT_EQ(time.Seconds(), 8);
  time.Finish(8);
  EXPECT_EQ(time.Text(), "");
  EXPECT_FALSE(time.complete());
  EXPECT_TRUE(TimeLeft({1, 2}).complete());
  EXPECT_EQ(TimeLeft({}).Text(), "");
}

TEST(TimeLeftTest, AShortRunAndAnOddOneDoNotSpoilTheEstimate) {
  TimeLeft brief({0.01, 100});
  brief.Finish(1);
  EXPECT_EQ(brief.Seconds(), 100);
  TimeLeft odd({10, 100});
  odd.Finish(10000);
  EXPECT_EQ(odd.Seconds(), 2000);
}

TEST(TimeLeftTest, RefusesWhatIsNoDuration) {
  EXPECT_THROW(TimeLeft({1, -1}), std::invalid_argument);
  EXPECT_THROW(TimeLeft({std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::referee
