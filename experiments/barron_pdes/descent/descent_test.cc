#include "experiments/barron_pdes/descent/descent.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "experiments/barron_pdes/descent/claims.h"
#include "experiments/barron_pdes/descent/measure.h"

namespace hadamard_ntk::experiments::descent {
namespace {

const Evidence& Small() {
  static const Evidence evidence = [] {
    RunContext context;
    return Measure({.square = {16, 32, 64}, .refinements = {3, 4}, .cube = {8}}, context);
  }();
  return evidence;
}

Verdict Of(const Evidence& evidence) { return Judge(Checks(), "pde_descent", evidence).verdict(); }

// Gaps that fall by q instead of those measured.
void Plant(Comparison& run, double q) {
  run.descent.gaps = {1};
  while (run.descent.gaps.back() > kFall && run.descent.gaps.size() < 2000) {
    run.descent.gaps.push_back(q * run.descent.gaps.back());
  }
}

TEST(DescentTest, PlantedEvidenceGetsOtherVerdicts) {
  EXPECT_EQ(Of(Small()), Verdict::kConfirmed);
  Evidence evidence = Small();
  Plant(evidence.runs[0], evidence.runs[0].repaired + 1e-6);
  EXPECT_EQ(Of(evidence), Verdict::kConfirmedInPart);
  Plant(evidence.runs[0], 1);  // stands still
  EXPECT_EQ(Of(evidence), Verdict::kContradicted);
  evidence = Small();
  Plant(evidence.runs.back(), 0.9);  // faster than the bound
  EXPECT_EQ(Of(evidence), Verdict::kConfirmed);
  evidence.runs.back().printed = 0.89;
  EXPECT_EQ(Of(evidence), Verdict::kConfirmedInPart);
}

TEST(DescentTest, ASpeedThatDependsOnTheMeshIsSeen) {
  Evidence evidence = Small();
  for (Comparison& run : evidence.runs) {
    if (run.instance == "I1" && run.size == 64) Plant(run, run.descent.LargestRatio() - 0.002);
  }
  EXPECT_EQ(Of(evidence), Verdict::kConfirmedInPart);
}

TEST(DescentTest, TooFewMeshesOrFailedControlsDecideNothing) {
  Evidence evidence = Small();
  std::erase_if(evidence.runs, [](const Comparison& run) { return run.instance == "I1" && run.size == 64; });
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = Small();
  evidence.beyond.front().ratio = 0.9;
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = Small();
  for (PlainRun& run : evidence.plain) run.ratio = 0.5;  // on every mesh
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

const Comparison& Find(const std::string& setting, int size) {
  for (const Comparison* run : RunsOf(Small(), setting)) {
    if (run->size == size) return *run;
  }
  throw std::invalid_argument(setting);
}

// I1 and I3 also by tools/make_elliptic_reference.py; I2 by two resolutions of an independent program.
TEST(DescentTest, GoldenEnergies) {
  const struct {
    const char* setting;
    int size;
    double energy;
  } golden[] = {
      {"square, a = 1, printed eta", 16, -4.31514744519348},   {"square, a = 1, eta = 0.5", 64, -4.29018875981801},
      {"torus, sin(u)/2, eta = 0.25", 2, -9.22784036480424},   {"torus, u^3, eta = 0.1", 10, -3.27893661416359},
      {"torus, sin(u)/2, eta = 0.5", 50, -165.22123081327203}, {"L-shape, a = 1, eta = 0.5", 3, -6.50092744180800},
      {"annulus, a = 1, printed eta", 3, -5.36948843596782}};
  for (const auto& [setting, size, energy] : golden) {
    const double bound = 4000 * 2.2e-16 * std::abs(energy);  // counted: a sum over the mesh
    EXPECT_NEAR(Find(setting, size).energy, energy, bound) << setting;
    EXPECT_GT(std::abs(Find(setting, size).energy * (1 + 1e-11) - energy), bound) << setting;
  }
}

TEST(DescentTest, CountsAndRatiosOfACurve) {
  const Curve curve{.gaps = {1, 0.5, 1e-9, 2e-9, 1e-10, 0}, .applications = {0, 1, 2, 3, 4, 5}};
  EXPECT_EQ(curve.StepsToFall(), 4);
  EXPECT_EQ((Curve{.gaps = {1, 0.5, 0}, .applications = {0, 3, 7}}.ApplicationsToFall()), 7);
  EXPECT_EQ(curve.LargestRatio(), 0.5);  // the rise is below the window
  EXPECT_EQ((Curve{.gaps = {1, 0.5}}.StepsToFall()), -1);
  EXPECT_EQ((Curve{.gaps = {1, 0.5}}.ApplicationsToFall()), -1);
  EXPECT_EQ((Curve{.gaps = {1, 2, 1}}.LargestRatio()), 2);
}

// The cycle's constants enter the bound, and it is not the exact inverse.
TEST(DescentTest, TheCyclesConstantsAreMeasured) {
  for (const Comparison& run : Small().runs) {
    if (run.instance != "I3") {
      EXPECT_EQ(run.lower, 1);
      continue;
    }
    EXPECT_LT(run.lower, 0.9);
    EXPECT_GT(run.lower, 0.6);
    EXPECT_NEAR(run.upper, 1, 1e-3 * run.upper);  // Lanczos' own error
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments::descent
