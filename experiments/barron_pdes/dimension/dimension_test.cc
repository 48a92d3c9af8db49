#include "experiments/barron_pdes/dimension/dimension.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "experiments/barron_pdes/dimension/claims.h"
#include "experiments/barron_pdes/dimension/measure.h"

namespace hadamard_ntk::experiments::dimension {
namespace {

class DimensionTest : public testing::Test {
 protected:
  static const Evidence& Quick() {
    static const Evidence evidence = [] {
      RunContext context;
      return Measure({.d = {2, 10, 50}, .amplitude = 16}, context);
    }();
    return evidence;
  }
  static Verdict Of(const Evidence& evidence) { return Judge(Checks(), "pde_dimension", evidence).verdict(); }
};

TEST_F(DimensionTest, NormsAreThoseOfTheReference) {
  for (const Solution& solution : Quick().solutions) {
    if (solution.problem != "sine") continue;
    const double reference = solution.data == "sparse" || solution.d == 2 ? 12.59761660457
                             : solution.d == 10                           ? 21.03348259607
                                                                          : 40.44947521772;
    EXPECT_LE(std::abs(solution.norm - reference), 1e-9) << solution.data << solution.d;
    EXPECT_LT(solution.newton_steps, solution.descent_steps);
  }
}

TEST_F(DimensionTest, ProductsHaveAsManyExponentials) {
  EXPECT_EQ(Quick().products[1].exponentials, 1024);
  EXPECT_LE(std::abs(Quick().products[1].norm_of_integers - (1 + std::sqrt(10.0))), 1e-12);
}

TEST_F(DimensionTest, OtherNormsGetOtherVerdicts) {
  EXPECT_EQ(Of(Quick()), Verdict::kConfirmedInPart);
  Evidence evidence = Quick();
  for (Solution& solution : evidence.solutions) {
    if (solution.data == "dense") solution.norm = std::pow(solution.d, 1.1);
  }
  EXPECT_EQ(Of(evidence), Verdict::kContradicted);
  evidence = Quick();
  for (Solution& solution : evidence.solutions) {
    if (solution.data == "sparse") solution.norm *= 1 + 1e-9 * solution.d;
  }
  EXPECT_EQ(Of(evidence), Verdict::kContradicted);
  evidence = Quick();
  for (Growth& growth : evidence.growths) growth.norms = growth.amplitudes;  // p = 1 for all s
  EXPECT_EQ(Of(evidence), Verdict::kConfirmed);
}

TEST_F(DimensionTest, ControlsDecide) {
  Evidence evidence = Quick();
  for (Product& product : evidence.products) product.exponentials = product.d;
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = Quick();
  evidence.products[0].norm_of_integers = 2;
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = Quick();
  evidence.solutions[1].disagreement = 1e-6;
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

TEST_F(DimensionTest, AnExponentNeedsThreeDimensions) {
  RunContext context;
  EXPECT_THROW(Measure({.d = {2, 50}}, context), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::dimension
