#include "experiments/polynomial_nets/learning_curves/learning_curves.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiments/polynomial_nets/learning_curves/claims.h"
#include "experiments/polynomial_nets/learning_curves/measure.h"

namespace hadamard_ntk::experiments::learning_curves {
namespace {

Row Planted(int parameter, int target, int n, double measured, double predicted) {
  Row row{.network = "pnn", .parameter = parameter, .target = target, .n = n};
  row.predicted = predicted;
  row.overfitting = 2;
  row.measured = measured;
  row.error = 0.001;
  return row;
}

Verdict VerdictOn(const std::string& id, const std::vector<Row>& rows) {
  return Judge(Checks(), id, Evidence{.config = {}, .rows = rows}).verdict();
}

TEST(LearningCurvesClaimTest, PredictionsAreHeldAgainstMeasurements) {
  const std::string id = "learning_curves_predicted";
  EXPECT_EQ(VerdictOn(id, {Planted(1, 1, 100, 0.5, 0.51), Planted(2, 1, 100, 0.1, 0.1)}), Verdict::kConfirmed);
  EXPECT_EQ(VerdictOn(id, {Planted(1, 1, 100, 0.5, 0.6), Planted(2, 1, 100, 0.1, 0.1)}), Verdict::kContradicted);
  std::vector<Row> rows(20, Planted(1, 1, 100, 0.5, 0.5));
  rows.push_back(Planted(1, 1, 100, 0.5, 0.6));
  EXPECT_EQ(VerdictOn(id, rows), Verdict::kConfirmedInPart);
}

TEST(LearningCurvesClaimTest, ProductsAreHeldAgainstTheNetWithout) {
  const std::string id = "hadamard_lowers_test_error";
  const Row without = Planted(1, 3, 100, 0.5, 0.5);
  EXPECT_EQ(VerdictOn(id, {without, Planted(2, 3, 100, 0.3, 0.3), Planted(3, 3, 100, 0.8, 0.8)}), Verdict::kConfirmed);
  EXPECT_EQ(VerdictOn(id, {without, Planted(2, 3, 100, 0.7, 0.7)}), Verdict::kContradicted);
  EXPECT_EQ(VerdictOn(id, {without, Planted(2, 3, 100, 0.5, 0.5)}), Verdict::kInconclusive);
  EXPECT_EQ(VerdictOn(id, {without, Planted(2, 3, 100, 0.3, 0.3), Planted(1, 1, 100, 0.1, 0.1),
                           Planted(2, 1, 100, 0.2, 0.2)}),
            Verdict::kConfirmedInPart);
  // Nothing is learnt by either: no case.
  EXPECT_EQ(VerdictOn(id, {Planted(1, 4, 30, 1.2, 1), Planted(2, 4, 30, 1, 1)}), Verdict::kInconclusive);
}

TEST(LearningCurvesTest, SamplesMustIncrease) {
  RunContext context;
  EXPECT_THROW(Measure({.n = {30, 20}}, context), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::learning_curves
