#include "experiments/quadratic_nets/function_variety/function_variety.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <string>

#include "experiments/quadratic_nets/function_variety/claims.h"
#include "experiments/quadratic_nets/function_variety/measure.h"
#include "experiments/quadratic_nets/function_variety/variety.h"

namespace hadamard_ntk::experiments::function_variety {
namespace {

// Ranks by an independent program, of the singular values of Jacobians in double.
struct Known {
  int square_parameters, square, quadratic_parameters, quadratic;
};
constexpr Known kKnown[] = {{9, 8, 23, 20},   {17, 14, 45, 28},  {25, 19, 67, 28}, {33, 23, 89, 28}, {15, 12, 39, 21},
                            {21, 18, 57, 39}, {41, 31, 113, 45}, {15, 10, 39, 12}, {28, 19, 76, 28}, {19, 14, 51, 30},
                            {31, 22, 85, 43}, {49, 35, 137, 75}, {21, 14, 57, 18}};

TEST(VarietyTest, KnownRanks) {
  ASSERT_EQ(std::size(kKnown), std::size(kShapes));
  for (std::size_t i = 0; i < std::size(kKnown); ++i) {
    const Shape& shape = kShapes[i];
    const Known& known = kKnown[i];
    EXPECT_EQ(ParameterCount(shape, Kind::kSquare), known.square_parameters) << NameOf(shape);
    EXPECT_EQ(ParameterCount(shape, Kind::kQuadratic), known.quadratic_parameters) << NameOf(shape);
    for (const std::uint64_t seed : {1, 2}) {
      EXPECT_EQ(VarietyDimension(shape, Kind::kSquare, seed), known.square) << NameOf(shape);
      EXPECT_EQ(VarietyDimension(shape, Kind::kTied, seed), known.square) << NameOf(shape);
      EXPECT_EQ(VarietyDimension(shape, Kind::kQuadratic, seed), known.quadratic) << NameOf(shape);
    }
  }
}

// The gap of the singular values is the error of the rank in double: a kept one above 1e-6 of the largest, rounding
// below 1e-13.  The finite net, whose gradients have tests of their own, is the second road.
TEST(VarietyTest, RanksInDoubleAgree) {
  for (const Shape& shape : kShapes) {
    for (const Kind kind : {Kind::kSquare, Kind::kTied, Kind::kQuadratic}) {
      const FloatingRank rank = RankInDouble(shape, kind, 1);
      EXPECT_EQ(rank.rank, VarietyDimension(shape, kind, 1)) << NameOf(shape);
      EXPECT_GT(rank.kept, 1e-6) << NameOf(shape);
      EXPECT_LT(rank.dropped, 1e-13) << NameOf(shape);
    }
  }
}

TEST(VarietyTest, SpacesOfPolynomials) {
  EXPECT_EQ(Ambient({.inputs = 6, .hidden = 1}), 28);
  EXPECT_EQ(Ambient({.inputs = 2, .hidden = 3}), 45);
  EXPECT_EQ(Ambient({.inputs = 1, .hidden = 2}), 5);
  // Wide nets fill them.
  EXPECT_EQ(VarietyDimension({2, 6, 1}, Kind::kSquare, 1), 6);
  EXPECT_EQ(VarietyDimension({2, 5, 2}, Kind::kQuadratic, 1), 15);
}

TEST(VarietyTest, ClosedFormsWhereKnown) {
  EXPECT_EQ(ClosedForm({6, 4, 1}, Kind::kSquare), 23);
  EXPECT_EQ(ClosedForm({8, 2, 1}, Kind::kQuadratic), 39);
  EXPECT_FALSE(ClosedForm({2, 3, 1}, Kind::kSquare));
  EXPECT_FALSE(ClosedForm({2, 2, 1}, Kind::kQuadratic));
  EXPECT_FALSE(ClosedForm({6, 2, 2}, Kind::kSquare));
}

class FunctionVarietyTest : public testing::Test {
 protected:
  static const Evidence& Quick() {
    static const Evidence evidence = [] {
      RunContext context;
      return Measure({.parameters = 40, .inputs = 3}, context);
    }();
    return evidence;
  }
  static Verdict Of(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); }
};

TEST_F(FunctionVarietyTest, OtherRanksGetOtherVerdicts) {
  EXPECT_EQ(Of("relinear_variety", Quick()), Verdict::kConfirmedInPart);
  Evidence evidence = Quick();
  for (Row& row : evidence.rows) row.equal.dimension = row.quadratic.dimension - 1;
  EXPECT_EQ(Of("relinear_variety", evidence), Verdict::kConfirmed);
  evidence = Quick();
  evidence.rows[4].quadratic.dimension = evidence.rows[4].square.dimension;  // as many, below the whole space
  EXPECT_EQ(Of("relinear_variety", evidence), Verdict::kContradicted);
  evidence.rows[4].quadratic.dimension = evidence.rows[4].square.dimension = 21;  // both are the whole space
  evidence.rows[4].tied.dimension = evidence.rows[4].doubled.dimension = 21;
  EXPECT_EQ(Of("relinear_variety", evidence), Verdict::kConfirmedInPart);
}

// Controls that do not come out as they must.
TEST_F(FunctionVarietyTest, ControlsDecide) {
  Evidence evidence = Quick();
  ++evidence.rows[2].tied.dimension;
  EXPECT_EQ(Of("relinear_variety", evidence), Verdict::kInconclusive);
  evidence = Quick();
  evidence.rows[2].doubled.dimension = evidence.rows[2].square.dimension;
  EXPECT_EQ(Of("relinear_variety", evidence), Verdict::kInconclusive);
}

TEST_F(FunctionVarietyTest, ClosedFormsAreJudged) {
  EXPECT_EQ(Of("variety_closed_form", Quick()), Verdict::kConfirmed);
  Evidence evidence = Quick();
  ++evidence.closed.back().dimension;
  EXPECT_EQ(Of("variety_closed_form", evidence), Verdict::kContradicted);
}

// The net compared with at equal parameters is the widest that has no more.
TEST_F(FunctionVarietyTest, EqualParameters) {
  for (const Row& row : Quick().rows) {
    EXPECT_LE(row.equal.parameters, row.quadratic.parameters);
    Shape wider = row.equal.shape;
    ++wider.width;
    EXPECT_GT(ParameterCount(wider, Kind::kSquare), row.quadratic.parameters);
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments::function_variety
