#include "experiments/label_noise.h"

#include <gtest/gtest.h>

#include "experiments/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

TEST(LabelNoiseTest, QuickRun) {
  const auto outcome = RunExperiment(LabelNoise(), {.quick = true});
  const Claim& claim = outcome.result.claims[0];
  EXPECT_TRUE(claim.negative_control.rejected);
  EXPECT_EQ(claim.measured.values.size(), 2u);
  EXPECT_EQ(outcome.document["data_sha256"].size(), 1u);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
