#include "experiments/hierarchical_polynomials/sample_complexity/sample_complexity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "experiments/hierarchical_polynomials/sample_complexity/claims.h"
#include "experiments/hierarchical_polynomials/sample_complexity/measure.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

// Runs whose correlation is 0.9 at about 5 d^feature, and whose error is half the plateau of 0.5 at 20 d^error.
struct Plan {
  double feature[2] = {2, 3}, error[2] = {2, 3};  ///< exponents for k = 2, 3
  double shifted = 3, centred = 2;                ///< of one step
  double shuffled = 0.01, affine = 0.52, given = 0.05, planted = 2;
};

double RisesTo(double at_ninety, double m) { return std::sqrt(m / (m + at_ninety * (1 / 0.81 - 1))); }

Evidence Planted(const Plan& plan) {
  Evidence evidence;
  for (const int k : {2, 3}) {
    for (const int d : {8, 12, 16, 24}) {
      Case c{.k = k, .d = d, .features = 100, .plateau = 0.5, .slope = 1, .runs = {}};
      for (int run = 0; run < 5; ++run) {
        std::vector<Point> points;
        const double noise = 1 + 0.02 * (run - 2);
        for (double ratio = 0.5; ratio <= 32; ratio *= 2) {
          const double m = ratio * std::pow(d, k) * noise;
          points.push_back({.ratio = ratio,
                            .m = std::llround(m / noise),
                            .correlation = RisesTo(5 * std::pow(8, k) * std::pow(d / 8.0, plan.feature[k - 2]), m),
                            .shuffled = plan.shuffled,
                            .planted = RisesTo(5 * std::pow(d, plan.planted - 2 + k), m),
                            .first_stage = 0.6,
                            .linear = plan.affine,
                            .three_layer = 0.5 / (1 + m / (10 * std::pow(8, k) * std::pow(d / 8.0, plan.error[k - 2]))),
                            .given = plan.given});
        }
        c.runs.push_back(std::move(points));
      }
      evidence.cases.push_back(std::move(c));
      if (k == 3) continue;
      StepCase steps{.d = d, .runs = {}};
      for (int run = 0; run < 5; ++run) {
        std::vector<StepPoint> points;
        for (double ratio = 1; ratio <= 4096; ratio *= 2) {
          const double m = ratio * d * d;
          points.push_back({ratio, std::llround(m), RisesTo(5 * std::pow(d, plan.shifted), m),
                            RisesTo(5 * std::pow(d, plan.centred), m)});
        }
        steps.runs.push_back(std::move(points));
      }
      evidence.steps.push_back(std::move(steps));
    }
  }
  FitExponents(evidence, 1);
  return evidence;
}

Verdict Judged(const Evidence& evidence, const std::string& claim) {
  return Judge(Checks(), claim, evidence).verdict();
}

// Asymptotic: a curve is straight between powers of 2 of m only nearly, which moves a crossing by up to 5 %.
constexpr double kInterpolation = 0.05;

TEST(SampleComplexityTest, PlantedLawsAreFound) {
  const Evidence evidence = Planted({});
  EXPECT_NEAR(evidence.ExponentOf(kFeatureLearnt, 2).value, 2, kInterpolation);
  EXPECT_NEAR(evidence.ExponentOf(kShiftedStep, 2).value, 3, kInterpolation);
  EXPECT_EQ(Judged(evidence, "hier_feature"), Verdict::kConfirmed);
  EXPECT_EQ(Judged(evidence, "hier_main"), Verdict::kConfirmed);
  EXPECT_EQ(Judged(evidence, "hier_quadratic"), Verdict::kConfirmedInPart);  // a centred step is as good
  EXPECT_EQ(Judged(Planted({.shifted = 3.5, .centred = 3.5}), "hier_quadratic"), Verdict::kConfirmed);
}

TEST(SampleComplexityTest, ALawOfKTwoAloneIsAPart) {
  const Evidence slow = Planted({.feature = {2, 4.5}, .error = {2, 4.5}});
  EXPECT_EQ(Judged(slow, "hier_feature"), Verdict::kConfirmedInPart);
  EXPECT_EQ(Judged(slow, "hier_main"), Verdict::kConfirmedInPart);
}

TEST(SampleComplexityTest, AnotherLawIsNotConfirmed) {
  const Evidence slow = Planted({.feature = {3.2, 3}, .error = {4.2, 3}});
  EXPECT_EQ(Judged(slow, "hier_feature"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(slow, "hier_quadratic"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(slow, "hier_main"), Verdict::kInconclusive);
}

TEST(SampleComplexityTest, BlindControlsDecideNothing) {
  EXPECT_EQ(Judged(Planted({.shuffled = 0.6}), "hier_feature"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(Planted({.planted = 3.5}), "hier_feature"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(Planted({.planted = 3.5}), "hier_quadratic"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(Planted({.affine = 0.49}), "hier_main"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(Planted({.affine = 0.7}), "hier_main"), Verdict::kInconclusive);
  EXPECT_EQ(Judged(Planted({.given = 0.3}), "hier_main"), Verdict::kInconclusive);
}

Config Small() {
  Config config{.quadratic = {6, 8}, .cubic = {4}, .largest = 32, .runs = 2, .one_step = 4};
  config.method.test = 2000;
  return config;
}

// What no run can beat, and what is exact: polynomials of degree k stay above the plateau.
TEST(SampleComplexityTest, StageOneStaysAboveThePlateau) {
  RunContext context;
  const Evidence evidence = Measure(Small(), context);
  ASSERT_EQ(evidence.cases.size(), 3u);
  for (const Case& c : evidence.cases) {
    ASSERT_EQ(c.runs.size(), 2u);
    for (const auto& run : c.runs) {
      ASSERT_EQ(run.size(), 6u);
      for (const Point& point : run) {
        EXPECT_EQ(static_cast<double>(point.m), point.ratio * std::pow(c.d, c.k));
        EXPECT_GE(point.first_stage, c.plateau);
        EXPECT_GE(point.linear, c.plateau);
        EXPECT_LE(std::abs(point.correlation), 1 + 1e-14);
        EXPECT_GT(point.three_layer, 0);
      }
      EXPECT_GT(run.back().correlation, run.front().correlation);
    }
  }
}

// The printed net: random units reach what the basis reaches, the more of them the closer; D = 28, 45 at d = 6, 8.
TEST(SampleComplexityTest, RandomUnitsApproachTheBasis) {
  RunContext context;
  Config config = Small();
  config.cubic = {2};
  const Evidence basis = Measure(config, context);
  std::vector<double> distances;
  for (const int units : {10, 40, 2000}) {
    config.features = "random";
    config.units = units;
    const Evidence random = Measure(config, context);
    double distance = 0;
    for (std::size_t c = 0; c < 2; ++c) {
      const std::size_t last = basis.cases[c].runs.front().size() - 1;
      distance += std::abs(basis.cases[c].MedianOf(&Point::correlation, last) -
                           random.cases[c].MedianOf(&Point::correlation, last));
    }
    distances.push_back(distance / 2);
  }
  EXPECT_GT(distances[0], distances[1]);
  EXPECT_GT(distances[1], distances[2]);
  EXPECT_LT(distances[2], 0.05);
}

TEST(SampleComplexityTest, RefusesOddDimensions) {
  RunContext context;
  EXPECT_THROW(Measure({.quadratic = {8, 9}}, context), FlagError);
  EXPECT_THROW(Measure({.cubic = {7}}, context), FlagError);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::sample_complexity
