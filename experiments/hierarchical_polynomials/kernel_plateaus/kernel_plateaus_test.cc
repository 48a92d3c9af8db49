#include "experiments/hierarchical_polynomials/kernel_plateaus/kernel_plateaus.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "experiments/hierarchical_polynomials/kernel_plateaus/claims.h"
#include "experiments/hierarchical_polynomials/kernel_plateaus/contenders.h"
#include "experiments/hierarchical_polynomials/kernel_plateaus/measure.h"
#include "linalg/thrown_testing.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Evidence Measured(std::vector<int> d, int n) {
  RunContext context;
  return Measure({.d = std::move(d), .cubic_d = {4}, .predicted_d = {4, 8}, .n = n, .seeds = 3, .tests = 400}, context);
}

const Evidence& OfARun() {
  static const Evidence evidence = Measured({4}, 128);
  return evidence;
}

Verdict VerdictOn(const Evidence& evidence) { return Judge(Checks(), "hier_kernel", evidence).verdict(); }

TEST(KernelPlateausTest, ANetBelowThePlateauIsNotConfirmed) {
  const Claim claim = Judge(Checks(), "hier_kernel", OfARun());
  EXPECT_TRUE(claim.negative_control.rejected) << claim.negative_control.description;
  EXPECT_TRUE(claim.positive_control.found);
  EXPECT_EQ(claim.verdict(), Verdict::kConfirmedInPart) << claim.measured.text;
  Evidence without_others = OfARun(), below = OfARun(), never = OfARun();
  for (Row& row : without_others.rows) {
    if (row.kernel.starts_with("pnn") || (row.kernel == "poly 6" && row.in_range())) row.error = 1;
  }
  for (Row& row : below.rows) {
    if (row.kernel == "ntk 3" && row.in_range()) row.error = row.plateau - 4 * row.standard_error;
  }
  for (Row& row : never.rows) {
    if (row.kernel == "poly 6" && !row.in_range()) row.error = row.plateau;
  }
  EXPECT_EQ(VerdictOn(without_others), Verdict::kConfirmed);
  EXPECT_EQ(VerdictOn(below), Verdict::kInconclusive);
  EXPECT_EQ(VerdictOn(never), Verdict::kInconclusive);
}

TEST(KernelPlateausTest, BlindControlsDecideNothing) {
  Evidence blind = OfARun(), without = OfARun();
  for (Row& row : blind.rows) {
    if (row.spike) row.error = 1;
  }
  std::erase_if(without.rows, [](const Row& row) { return row.d == 4 && row.n == 4096; });
  EXPECT_EQ(VerdictOn(blind), Verdict::kInconclusive);
  EXPECT_EQ(VerdictOn(without), Verdict::kInconclusive);
}

// No polynomial of degree 2 is below the plateau; one of degree 6 is h at D = 210 <= n.
TEST(KernelPlateausTest, PolynomialsAsTheyMust) {
  int found = 0;
  for (const Row& row : OfARun().rows) {
    if (row.kernel == "poly 2" && !row.spike) {
      EXPECT_FALSE(row.below()) << row.n << " " << row.error;
    }
    if (row.n != 4096) continue;
    ++found;
    EXPECT_EQ(row.kernel, "poly 6");
    EXPECT_LT(row.error, 1e-5);
  }
  EXPECT_EQ(found, 1);
}

// To the rounding of the angle's cosine, twelvefold in a sixth power on both sides.
TEST(KernelPlateausTest, GramMatricesAreTheValuesOfTheSpectra) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 8) * 2, z = Eigen::MatrixXd::Random(2, 8);
  for (const Contender& kernel : Contenders(2, 3, 8)) {
    const Eigen::MatrixXd gram = kernel.gram(x, z);
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 2; ++j) {
        const double r = x.row(i).norm(), s = z.row(j).norm(), angle = std::acos(x.row(i).dot(z.row(j)) / r / s);
        EXPECT_NEAR(gram(i, j) / kernel.value(r, s, angle), 1, 8192 * kEps) << kernel.name;
      }
    }
  }
  EXPECT_EQ(Contenders(3, 3, 8).size() + 1, Contenders(2, 3, 8).size());
}

TEST(KernelPlateausTest, CrossingIsTheLastOne) {
  std::vector<Row> rows;
  for (const auto& [n, error] : {std::pair{10, 0.4}, {20, 0.6}, {40, 0.4}, {80, 0.3}}) {
    rows.push_back({.d = 8, .n = n, .kernel = "ntk 2", .error = error, .plateau = 0.5});
  }
  EXPECT_NEAR(MeasuredCrossing(rows, 8, "ntk 2"), 20 * std::sqrt(2), 256 * kEps);
  EXPECT_TRUE(std::isnan(MeasuredCrossing(rows, 16, "ntk 2")));
  rows.back().error = 0.7;
  EXPECT_TRUE(std::isnan(MeasuredCrossing(rows, 8, "ntk 2")));
}

TEST(KernelPlateausTest, RefusesOddDimensionsAndTooFewSamples) {
  EXPECT_THROW(Measured({5}, 128), FlagError);
  EXPECT_THROW(Measured({16}, 128), FlagError);
}

TEST(KernelPlateausTest, NamesTheFlagOfAnOddDimension) {
  RunContext context;
  const auto message = [&](const Config& config) {
    return MessageOf<FlagError>([&] { return Measure(config, context); });
  };
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "--cubic_d", message({.cubic_d = {7}}));
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "--predicted_d", message({.predicted_d = {7}}));
}

}  // namespace
}  // namespace hadamard_ntk::experiments::kernel_plateaus
