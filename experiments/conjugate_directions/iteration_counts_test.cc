#include "experiments/conjugate_directions/iteration_counts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>

#include "linsolve/component_means.h"
#include "linsolve/cosine_basis.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST(IterationCountsTest, TheFirstAtMostTheTolerance) {
  const History history{.residuals = {1, 0.1, 0.01, 0.02, 0.001}, .max = 4};
  EXPECT_EQ(IterationsTo(0.01, history), 2);
  EXPECT_EQ(IterationsTo(0.015, history), 2);
  EXPECT_EQ(IterationsTo(1, history), 0);
  EXPECT_EQ(IterationsTo(1e-4, history), 5);
}

TEST(IterationCountsTest, FractionsAreContinuousInTheResiduals) {
  const double tolerance = 1e-3;
  const auto fractional = [&](double last) {
    return FractionalIterationsTo(tolerance, {.residuals = {1, 0.01, last, last / 10}, .max = 3});
  };
  EXPECT_NEAR(fractional(1e-4), 1.5, 10 * kEps);  // conditioned: ratios of logarithms
  // At the tolerance, from both sides, where the whole number is 2 and 3.
  EXPECT_EQ(fractional(tolerance), 2);
  EXPECT_NEAR(fractional(tolerance * (1 + 1e-9)), 2 + 1e-9 / std::log(10), 10 * kEps);  // conditioned: as above
  EXPECT_EQ(FractionalIterationsTo(tolerance, {.residuals = {1, 0.1}, .max = 1}), 2);
  EXPECT_EQ(FractionalIterationsTo(tolerance, {.residuals = {1, 0}, .max = 1}), 1);
  EXPECT_EQ(FractionalIterationsTo(1, {.residuals = {1, 0.1}, .max = 1}), 0);
}

// Each baseline is what conjugate directions with its preconditioner are, and each is another one.
TEST(IterationCountsTest, BaselinesAreConjugateDirectionsWithTheirPreconditioner) {
  for (const char* domain : {"box", "sphere", "solids_20"}) {
    const linsolve::GridMask mask = MakeDomain(domain, 12, 3, 1);
    const linsolve::CosineBasis basis(mask.grid());
    const GridVector b = MakeRightHandSide(Kind::kTraining, mask, basis, 1, 0);
    int before = 10000;
    for (const char* name : {"cg", "jacobi", "ic", "multigrid"}) {
      const int count = IterationsTo(1e-6, Baseline(name, mask)(b, 1e-6));
      const History history = CountIterations(mask, PreconditionerOf(name, mask), b, {.tolerance = 1e-6, .max = 300});
      EXPECT_LE(std::abs(count - IterationsTo(1e-6, history)), std::string(name) == "multigrid" ? 0 : 2)
          << domain << " " << name;
      EXPECT_LT(count, before + 3) << domain << " " << name;
      before = count;
    }
    const auto iterations = [&](const char* name) { return IterationsTo(1e-6, Baseline(name, mask)(b, 1e-6)); };
    EXPECT_LT(iterations("deflated"), iterations("cg")) << domain;
  }
}

TEST(IterationCountsTest, AFailureIsNeverReached) {
  const linsolve::GridMask box = MakeDomain("box", 6, 2, 1);
  const linsolve::CosineBasis basis(box.grid());
  const GridVector b = MakeRightHandSide(Kind::kJet, box, basis, 1, 0);
  const Direction nothing = [](const GridVector& r) { return GridVector(r.grid()); };
  EXPECT_EQ(IterationsTo(1e-6, CountIterations(box, nothing, b, {.max = 30})), 31);
}

TEST(IterationCountsTest, BadNamesAndRightHandSidesAreRefused) {
  const linsolve::GridMask box = MakeDomain("box", 6, 2, 1);
  EXPECT_THROW(Baseline("amg", box), std::invalid_argument);
  EXPECT_THROW(MakeDomain("torus", 6, 2, 1), std::invalid_argument);
  GridVector ones(box.grid());
  for (double& value : ones.values()) value = 1;
  EXPECT_THROW(CountIterations(box, PreconditionerOf("cg", box), ones, {}), std::invalid_argument);
  EXPECT_THROW(Baseline("deflated", box)(ones, 1e-4), std::invalid_argument);
}

TEST(PoissonProblemsTest, RightHandSidesAreInTheRangeAndDiffer) {
  for (const char* domain : {"box", "sphere", "cube", "solids_30"}) {
    const linsolve::GridMask mask = MakeDomain(domain, 10, 3, 1);
    const linsolve::CosineBasis basis(mask.grid());
    for (const Kind kind : kAllKinds) {
      const GridVector b = MakeRightHandSide(kind, mask, basis, 1, 0),
                       other = MakeRightHandSide(kind, mask, basis, 1, 1);
      EXPECT_NO_THROW(linsolve::RequireInRange(mask, b));
      EXPECT_NEAR(linsolve::Norm(b), 1, 1000 * kEps);  // conditioned: a sum of 1000 squares
      EXPECT_LT(std::abs(InnerProduct(b, other)), 0.9) << domain << " " << NameOf(kind);
    }
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments
