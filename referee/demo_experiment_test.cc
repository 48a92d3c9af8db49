#include "referee/demo_experiment.h"

#include <gtest/gtest.h>

#include <cmath>

#include "referee/run_experiment.h"

namespace hadamard_ntk::referee {
namespace {

TEST(DemoExperimentTest, TheRemainderIsThatOfEulerMaclaurin) {
  const RunOutcome outcome = RunExperiment(DemoExperiment(), RunOptions{});
  EXPECT_TRUE(outcome.as_expected());
  const Table& table = outcome.result.tables[0].table;
  ASSERT_EQ(table.size(), 4u);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double n = static_cast<double>(table.Integers("n")[i]);
    // 1/n - 1/(2 n^2) + 1/(6 n^3) - ...; the next term is 1/(30 n^5), and pi^2/6 and the sum are rounded.
    const double expected = 1 / n - 1 / (2 * n * n) + 1 / (6 * n * n * n);
    const double tolerance = 1 / (30 * std::pow(n, 5)) + 8 * std::numeric_limits<double>::epsilon();
    EXPECT_NEAR(table.Reals("remainder")[i], expected, tolerance);
  }
}

TEST(DemoExperimentTest, TheControlIsRejected) {
  for (const bool quick : {false, true}) {
    const RunOutcome outcome = RunExperiment(DemoExperiment(), {.quick = quick});
    EXPECT_TRUE(outcome.result.claims[0].negative_control.rejected);
    EXPECT_EQ(outcome.result.claims[0].verdict(), Verdict::kConfirmed);
  }
}

}  // namespace
}  // namespace hadamard_ntk::referee
