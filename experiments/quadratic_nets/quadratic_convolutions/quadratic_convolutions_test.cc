#include "experiments/quadratic_nets/quadratic_convolutions/quadratic_convolutions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiments/quadratic_nets/quadratic_convolutions/claims.h"
#include "experiments/quadratic_nets/quadratic_convolutions/measure.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {
namespace {

// Errors of 0.15 in all groups, with a spread of 0.002 over five seeds.
Evidence Even() {
  Evidence evidence{.data = "planted"};
  const double spread[] = {0, 0.002, 0.001, 0.0015, 0.0005};
  for (const double rate : evidence.config.learning_rates) {
    for (const Setting& setting : Settings()) {
      Group group{.setting = setting, .learning_rate = rate};
      for (const double s : spread) group.trainings.push_back({.error = 0.15 + s});
      evidence.groups.push_back(group);
    }
  }
  return evidence;
}

// Adds to the errors of a setting, seed by seed a bit differently; at all learning rates, or only the first.
void Add(Evidence& evidence, const std::string& label, double difference, bool first_only = false) {
  for (Group& group : evidence.groups) {
    if (Label(group.setting) != label) continue;
    if (first_only && group.learning_rate != evidence.config.learning_rates.front()) continue;
    double times = 0.98;
    for (Training& training : group.trainings) training.error += (times += 0.01) * difference;
  }
}

Verdict Of(const Evidence& evidence) { return Judge(Checks(), "relinear_images", evidence).verdict(); }

TEST(QuadraticConvolutionsTest, OtherErrorsGetOtherVerdicts) {
  EXPECT_EQ(Of(Even()), Verdict::kInconclusive);
  Evidence evidence = Even();
  Add(evidence, "relinear, gamma 0.1", -0.02);
  EXPECT_EQ(Of(evidence), Verdict::kConfirmed);
  evidence = Even();
  Add(evidence, "relinear, gamma 0.01", -0.02, /*first_only=*/true);
  EXPECT_EQ(Of(evidence), Verdict::kConfirmedInPart);
  evidence = Even();
  Add(evidence, "relinear, gamma 0.1", 0.02);
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

TEST(QuadraticConvolutionsTest, AFailedTrainingIsNoSuccess) {
  Evidence evidence = Even();
  Add(evidence, "relinear, gamma 0.1", -0.02);
  for (Group& group : evidence.groups) {
    if (Label(group.setting) == "relinear, gamma 0.1") group.trainings.front() = {.diverged = true, .error = 1};
  }
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

TEST(QuadraticConvolutionsTest, FewSeedsAndControlsDecide) {
  Evidence evidence = Even();
  Add(evidence, "relinear, gamma 0.1", -0.02);
  Evidence few = evidence;
  few.config.seeds = 4;
  EXPECT_EQ(Of(few), Verdict::kInconclusive);
  Evidence conventional = evidence;
  Add(conventional, "relinear, gamma 0", -0.02);  // a conventional net that is better by being narrower
  EXPECT_EQ(Of(conventional), Verdict::kInconclusive);
  Evidence noisy = evidence;
  for (Group& group : noisy.groups) group.trainings.front().error += 0.2;  // hides the planted gain
  EXPECT_EQ(Of(noisy), Verdict::kInconclusive);
}

TEST(QuadraticConvolutionsTest, TrainsWhatItSays) {
  RunContext context;
  const Evidence evidence =
      Measure({.learning_rates = {0.02}, .seeds = 2, .epochs = 1, .train_images = 640, .test_images = 500}, context);
  ASSERT_EQ(evidence.groups.size(), Settings().size());
  for (const Group& group : evidence.groups) {
    ASSERT_EQ(group.trainings.size(), 2U);
    const bool quadratic = group.setting.name == "random" || group.setting.name == "relinear";
    EXPECT_EQ(group.parameters, quadratic ? 22410 : group.setting.name == "equal_parameters" ? 22191 : 12810);
    // Guessing errs 90 times in a hundred.
    if (group.setting.name == "conventional") {
      EXPECT_LT(group.trainings.front().error, 0.7);
    }
  }
  EXPECT_EQ(evidence.data_sha256.size(), 4U);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::quadratic_convolutions
