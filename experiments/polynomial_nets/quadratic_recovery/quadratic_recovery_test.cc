#include "experiments/polynomial_nets/quadratic_recovery/quadratic_recovery.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::quadratic_recovery {
namespace {

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(QuadraticRecovery(), {.quick = true});
  return outcome;
}

TEST(QuadraticRecoveryTest, VerdictsDoNotHangOnTheSeed) {
  for (const std::uint64_t seed : {2u, 3u}) {
    EXPECT_TRUE(RunExperiment(QuadraticRecovery(), {.quick = true, .seed = seed}).as_expected()) << seed;
  }
}

// What is true: which rows are exact.
TEST(QuadraticRecoveryTest, ExactExactlyWhereItShouldBe) {
  const Table& table = Quick().result.tables[0].table;
  ASSERT_EQ(table.size(), 5u * (3 * 4 + 2));
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string &network = table.Texts("network")[i], &target = table.Texts("target")[i],
                      &set = table.Texts("set")[i];
    bool exact = table.Integers("d")[i] == 1;
    if (network == "pnn_raw") exact = exact || target != "full" || set == "unisolvent";
    if (network == "fc") exact = exact || table.Integers("degree")[i] == 2;
    EXPECT_EQ(table.Reals("error")[i] <= table.Reals("tolerance")[i], exact) << i << network << target << set;
    if (!exact) {
      EXPECT_GT(table.Reals("error")[i], 0.01);  // an effect, not a miss of the bound
    }
  }
}

TEST(QuadraticRecoveryTest, RankDeficiencyIsReported) {
  const Table& table = Quick().result.tables[0].table;
  int deficient = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto d = table.Integers("d")[i], n = table.Integers("n")[i];
    const bool raw = table.Texts("network")[i] == "pnn_raw", basis = table.Texts("set")[i] == "basis";
    EXPECT_EQ(table.Integers("rank")[i], !raw ? n : basis ? d : d * (d + 1) / 2) << i;
    deficient += table.Integers("rank")[i] < n;
  }
  EXPECT_EQ(deficient, 30);
}

TEST(QuadraticRecoveryTest, FiguresFit) {
  ASSERT_EQ(Quick().result.figures.size(), 3u);
  for (const auto& figure : Quick().result.figures) EXPECT_NO_THROW(CheckFigure(figure.figure)) << figure.stem;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::quadratic_recovery
