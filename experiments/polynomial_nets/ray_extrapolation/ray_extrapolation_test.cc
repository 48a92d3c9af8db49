#include "experiments/polynomial_nets/ray_extrapolation/ray_extrapolation.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "experiments/polynomial_nets/ray_extrapolation/claims.h"
#include "experiments/polynomial_nets/ray_extrapolation/measure.h"
#include "experiments/polynomial_nets/ray_extrapolation/rays.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::ray_extrapolation {
namespace {

const RunOutcome& Quick() {
  static const RunOutcome outcome = RunExperiment(RayExtrapolation(), {.quick = true});
  return outcome;
}

TEST(RayExtrapolationTest, VerdictsDoNotHangOnTheSeed) {
  for (const std::uint64_t seed : {2u, 8u, 12u}) {
    EXPECT_TRUE(RunExperiment(RayExtrapolation(), {.quick = true, .seed = seed}).as_expected()) << seed;
  }
}

// Every net at every ray: differences one order above the degree are rounding, and most of that order are not.
TEST(RayExtrapolationTest, DifferencesEndAtTheDegree) {
  const Table& table = Quick().result.tables[0].table;
  int ends = 0, stands = 0, cases = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto degree = table.Texts("network")[i] == "fc" ? 1 : table.Integers("parameter")[i];
    const bool zero = table.Reals("difference")[i] <= table.Reals("tolerance")[i];
    if (table.Integers("order")[i] == degree + 1) {
      ++cases;
      ends += zero;
    }
    stands += table.Integers("order")[i] == degree && !zero;
  }
  EXPECT_EQ(cases, 26 * 3 * 2);  // nets, rays, training sets
  EXPECT_EQ(ends, cases);
  EXPECT_GE(10 * stands, 9 * cases);
}

// Nets that are polynomials of degree N, and biased ones that are not of the degree they are said to have.
Evidence Made(int planted_degree) {
  const Data data = MakeData(6, 2, 1, 0);
  Evidence evidence;
  const auto along = [&](const TrainedNet& net, const std::string& name, int stated) {
    TrainedNet said = net;
    said.degree = stated;
    return Case{name, stated, 0, stated, 0, 0, TakeDifferences(said, data.rays.row(0).transpose())};
  };
  evidence.cases = {along(PlantPolynomial(2, 0), "pnn", 2)};
  evidence.planted = {along(PlantPolynomial(planted_degree, 0), "planted", 2)};
  const Case biased = along(PlantPolynomial(3, 1), "pnn_bias", 2);
  evidence.biased = {{biased.network, 2, 0, 2, 0, 0, biased.differences, {}, {}}};
  return evidence;
}

TEST(RayExtrapolationTest, WithoutThePlantedPolynomialNothingIsConcluded) {
  EXPECT_EQ(Judge(Checks(), "theorem_4", Made(2)).verdict(), Verdict::kConfirmed);
  EXPECT_EQ(Judge(Checks(), "theorem_4", Made(3)).verdict(), Verdict::kInconclusive);
  Evidence none = Made(2);
  none.planted.clear();
  EXPECT_EQ(Judge(Checks(), "theorem_4", none).verdict(), Verdict::kInconclusive);
}

TEST(RayExtrapolationTest, FiguresFit) {
  ASSERT_EQ(Quick().result.figures.size(), 2u);
  for (const auto& figure : Quick().result.figures) EXPECT_NO_THROW(CheckFigure(figure.figure)) << figure.stem;
}

}  // namespace
}  // namespace hadamard_ntk::experiments::ray_extrapolation
