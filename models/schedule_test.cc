#include "models/schedule.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(ScheduleTest, ConstantIsConstant) {
  for (const std::int64_t t : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 60}) {
    EXPECT_EQ(LearningRate(Constant{0.3}, t), 0.3);
  }
}

TEST(ScheduleTest, StepDecayFallsEverySoManySteps) {
  const StepDecay halving{.rate = 8, .factor = 0.5, .every = 3};
  const double expected[] = {8, 8, 8, 4, 4, 4, 2, 2, 2, 1};
  for (int t = 0; t < 10; ++t) EXPECT_EQ(LearningRate(halving, t), expected[t]) << t;
  const StepDecay decay{.rate = 3, .factor = 0.7, .every = 1};
  double product = 3;
  for (int t = 0; t < 50; ++t, product *= 0.7) {
    // t products of eps / 2 each, a power of 2 eps.
    EXPECT_NEAR(LearningRate(decay, t), product, (0.5 * t + 3) * kEps * product) << t;
  }
}

TEST(ScheduleTest, MilestonesFallAtThem) {
  const Milestones halving{.rate = 8, .factor = 0.5, .at = {2, 3, 7}};
  const double expected[] = {8, 8, 4, 2, 2, 2, 2, 1, 1};
  for (int t = 0; t < 9; ++t) EXPECT_EQ(LearningRate(halving, t), expected[t]) << t;
  EXPECT_EQ(LearningRate(Milestones{.rate = 0.3}, 1000), 0.3);
}

TEST(ScheduleTest, CosineByTheHalfAngle) {
  const Cosine cosine{.rate = 0.5, .steps = 1000, .last = 0.01};
  const auto by_half_angle = [](double t, double steps) {
    const double c = std::cos(std::numbers::pi * t / (2 * steps));
    return 0.01 + 0.49 * c * c;
  };
  double planted = 0;
  for (int t = 0; t < 1000; ++t) {
    // 4 eps rate for the formula of the header, 4 for this one.
    EXPECT_NEAR(LearningRate(cosine, t), by_half_angle(t, 1000), 8 * kEps * 0.5) << t;
    planted = std::max(planted, std::abs(LearningRate(cosine, t) - by_half_angle(t, 999)));
  }
  EXPECT_GT(planted, 8 * kEps * 0.5);  // a period off by one step is noticed
  EXPECT_EQ(LearningRate(cosine, 0), 0.5);
  EXPECT_EQ(LearningRate(cosine, 1000), 0.01);
  EXPECT_EQ(LearningRate(cosine, 5000), 0.01);
}

TEST(ScheduleTest, DescriptionsTellSchedulesApart) {
  EXPECT_EQ(Describe(Constant{0.5}), "constant(0.5)");
  EXPECT_EQ(Describe(StepDecay{.rate = 0.5, .factor = 0.25, .every = 7}), "step(0.5 x 0.25 every 7)");
  EXPECT_EQ(Describe(Milestones{.rate = 0.5, .factor = 0.25, .at = {7, 9}}), "step(0.5 x 0.25 at 7 9)");
  EXPECT_EQ(Describe(Cosine{.rate = 0.5, .steps = 9}), "cosine(0.5 to 0 in 9)");
  EXPECT_NE(Describe(Constant{0.1}), Describe(Constant{0.1 + 1e-16}));
}

std::string Message(const Schedule& schedule, std::int64_t t = 0) {
  return MessageOf([&] { LearningRate(schedule, t); });
}

TEST(ScheduleTest, RefusesBadArguments) {
  EXPECT_EQ(Message(Constant{0}), "no error");
  EXPECT_EQ(Message(Constant{-1}), "LearningRate: rate must be finite and not negative, got -1");
  EXPECT_EQ(Message(Constant{1}, -2), "LearningRate: t must be at least 0, got -2");
  EXPECT_EQ(Message(StepDecay{.rate = 1}), "LearningRate: every must be at least 1, got 0");
  EXPECT_EQ(Message(StepDecay{.rate = 1, .factor = 0, .every = 1}),
            "LearningRate: factor must be finite and positive, got 0");
  EXPECT_EQ(Message(StepDecay{.rate = 1, .factor = 2, .every = 1}), "LearningRate: factor must be in (0, 1], got 2");
  EXPECT_EQ(Message(Milestones{.rate = 1, .factor = 2}), "LearningRate: factor must be in (0, 1], got 2");
  EXPECT_EQ(Message(Milestones{.rate = 1, .at = {0}}), "LearningRate: milestone must be at least 1, got 0");
  EXPECT_EQ(Message(Milestones{.rate = 1, .at = {5, 5}}), "LearningRate: milestone must be at least 6, got 5");
  EXPECT_EQ(Message(Cosine{.rate = 1}), "LearningRate: steps must be at least 1, got 0");
  EXPECT_EQ(Message(Cosine{.rate = 1, .steps = 5, .last = std::nan("")}),
            "LearningRate: last must be finite and not negative, got nan");
}

}  // namespace
}  // namespace hadamard_ntk::models
