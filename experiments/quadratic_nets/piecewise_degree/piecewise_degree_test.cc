#include "experiments/quadratic_nets/piecewise_degree/piecewise_degree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

#include "experiments/quadratic_nets/piecewise_degree/claims.h"
#include "experiments/quadratic_nets/piecewise_degree/measure.h"
#include "experiments/quadratic_nets/piecewise_degree/pieces.h"
#include "experiments/quadratic_nets/piecewise_degree/square_by_kinks.h"

namespace hadamard_ntk::experiments::piecewise_degree {
namespace {

// Pieces of nets whose degree is known by construction; 50 digits leave no doubt about either order.
TEST(PiecesTest, DegreesByConstruction) {
  for (const int hidden : {1, 2, 3}) {
    int pieces = 0, above = 0;
    for (int line = 0; line < 5; ++line) {
      for (const Piece& piece : TakeLine(Kind::kConventional, {.hidden = hidden}, 9, 1, line).pieces) {
        EXPECT_LE(piece.differences.degree(), 1);
        EXPECT_GE(piece.differences.degree(), 0);
      }
      for (const Piece& piece : TakeLine(Kind::kSquaredRelu, {.hidden = hidden}, 9, 1, line).pieces) {
        EXPECT_GE(piece.differences.degree(), 0);
        pieces += piece.differences.degree() == 1 << hidden;
      }
      for (const Piece& piece : TakeLine(Kind::kCubic, {.hidden = hidden}, 9, 1, line).pieces) {
        const int degree = piece.differences.degree();
        above += degree < 0 || degree > 1 << hidden;
      }
    }
    EXPECT_GT(pieces, 0);
    EXPECT_GT(above, 0);
  }
}

// Double against 50 digits: within the counted bound, and not zero.
TEST(PiecesTest, NetsOfModelsAgreeWithTheFormula) {
  for (const Kind kind : {Kind::kQuadratic, Kind::kConventional}) {
    double worst = 0;
    for (const Piece& piece : TakeLine(kind, {.hidden = 3}, 9, 1, 0).pieces) {
      worst = std::max(worst, piece.error_in_double);
    }
    EXPECT_LE(worst, 1);
    EXPECT_GT(worst, 0);
  }
}

TEST(PiecesTest, PiecesLieBetweenKinks) {
  const Line line = TakeLine(Kind::kQuadratic, {.hidden = 2}, 9, 1, 0);
  ASSERT_GT(line.kinks.size(), 3u);
  EXPECT_EQ(line.pieces.size() + static_cast<std::size_t>(line.too_short), line.kinks.size() + 1);
  for (const Piece& piece : line.pieces) {
    for (const double kink : line.kinks) EXPECT_FALSE(piece.from <= kink && kink <= piece.to);
  }
}

// Counted: at most 16 eps.
TEST(SquareByKinksTest, TheLaw) {
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  for (const int m : {2, 4, 10, 64}) {
    const double law = 1 / (2 * (m + 1.0) * (m + 1.0));
    EXPECT_NEAR(SquareError(m), law, 16 * kEps);
    EXPECT_GT(std::abs(SquareError(m) - 1 / (2.0 * m * m)), 16 * kEps);  // control
    EXPECT_EQ(QuadraticNeuronError(m), 0);
  }
  EXPECT_THROW((void)SquareError(3), std::invalid_argument);
}

class PiecewiseDegreeTest : public testing::Test {
 protected:
  static Evidence Small() {
    RunContext context;
    return Measure({.lines = 8}, context);
  }
  static Verdict Of(const Evidence& evidence) { return Judge(Checks(), "relinear_spline", evidence).verdict(); }
  // Sets the differences of that order of all pieces of the group to zero, or to their tolerance times a factor.
  static void Plant(Group& group, std::size_t order, double factor) {
    for (Line& line : group.lines) {
      for (Piece& piece : line.pieces) piece.differences.largest[order] = factor * piece.differences.tolerance[order];
    }
  }
  static Group& Find(Evidence& evidence, Kind kind, int hidden) {
    for (Group& group : evidence.groups) {
      if (group.kind == kind && group.hidden == hidden) return group;
    }
    throw std::logic_error("no such group");
  }
};

TEST_F(PiecewiseDegreeTest, OtherDegreesGetOtherVerdicts) {
  const Evidence measured = Small();
  EXPECT_EQ(Of(measured), Verdict::kConfirmed);
  Evidence evidence = measured;
  Plant(Find(evidence, Kind::kQuadratic, 2), 5, 2);  // above 2^2
  EXPECT_EQ(Of(evidence), Verdict::kContradicted);
  evidence = measured;
  Plant(Find(evidence, Kind::kQuadratic, 2), 4, 0.5);  // never 2^2
  EXPECT_EQ(Of(evidence), Verdict::kConfirmedInPart);
  evidence = measured;
  Plant(Find(evidence, Kind::kConventional, 3), 2, 2);
  EXPECT_EQ(Of(evidence), Verdict::kContradicted);
}

TEST_F(PiecewiseDegreeTest, ControlsDecide) {
  const Evidence measured = Small();
  Evidence evidence = measured;
  Plant(Find(evidence, Kind::kCubic, 1), 3, 0);  // the planted neuron is not seen
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = measured;
  Plant(Find(evidence, Kind::kSquaredRelu, 3), 8, 0);
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::piecewise_degree
