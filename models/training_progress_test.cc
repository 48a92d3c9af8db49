#include "models/training_progress.h"

#include <gtest/gtest.h>

#include <vector>

namespace hadamard_ntk::models {
namespace {

TEST(TrainingProgressTest, IsDescribedInALine) {
  EXPECT_EQ(Describe(TrainingProgress{.fraction = 0.429, .loss = 0.01234, .seconds_left = 80}),
            "42 %, loss 0.0123, 1 min 20 s left");
  EXPECT_EQ(Describe(TrainingProgress{.fraction = 0.5, .loss = 3, .seconds_left = 59.4}), "50 %, loss 3, 59 s left");
  EXPECT_EQ(Describe(TrainingProgress{.fraction = 0, .loss = 1e10, .seconds_left = 7500}),
            "0 %, loss 1e+10, 2 h 05 min left");
  EXPECT_EQ(Describe(TrainingProgress{.fraction = 1, .loss = 2}), "100 %, loss 2");
}

TEST(ProgressReportsTest, ComeInIntervalsAndAtTheEnd) {
  double time = 100;
  std::vector<TrainingProgress> seen;
  // Steps 20 to 30 of 30, one second each, reported every 4 seconds.
  ProgressReports reports([&](const TrainingProgress& p) { seen.push_back(p); }, [&] { return time; }, 4, 20, 30);
  for (int step = 21; step <= 30; ++step) {
    time += 1;
    reports.Report(step, 0.5 * step);
  }
  ASSERT_EQ(seen.size(), 3u);
  const std::int64_t steps[] = {24, 28, 30};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(seen[i].step, steps[i]);
    EXPECT_EQ(seen[i].fraction, static_cast<double>(steps[i]) / 30);
    EXPECT_EQ(seen[i].loss, 0.5 * static_cast<double>(steps[i]));
    EXPECT_EQ(seen[i].seconds_left, static_cast<double>(30 - steps[i]));
  }
}

TEST(ProgressReportsTest, WithoutASinkTheClockIsNotRead) {
  int readings = 0;
  ProgressReports reports(
      nullptr, [&] { return ++readings; }, 0, 0, 2);
  reports.Report(1, 1);
  reports.Report(2, 1);
  EXPECT_EQ(readings, 0);
}

}  // namespace
}  // namespace hadamard_ntk::models
