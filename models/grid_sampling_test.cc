#include "models/grid_sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "models/field_arithmetic.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {
namespace {

std::vector<GridShape> Shapes() { return {{3, 4, 6, 8}, {3, 5, 7, 1}, {2, 1, 9, 4}, {3, 1, 1, 1}}; }

GridField<double> Random(const GridShape& shape) {
  GridField<double> field(shape, 3, 1);
  const Vector<double> cells = Vector<double>::Random(shape.cells()), weights = Vector<double>::Random(3);
  SetOuterProduct(cells.data(), weights.data(), field);
  return field;
}

double Dot(const GridField<double>& a, const GridField<double>& b) {
  double sum = 0;
  for (Index z = 0; z < a.shape().depth; ++z) {
    for (Index y = 0; y < a.shape().height; ++y) {
      for (Index i = 0; i < a.shape().width * 3; ++i) sum += a.view().Cell(z, y, 0)[i] * b.view().Cell(z, y, 0)[i];
    }
  }
  return sum;
}

TEST(GridSamplingTest, MeansOfConstantsAreConstantAndRepetitionIsTheirInverse) {
  for (const GridShape& shape : Shapes()) {
    GridField<double> fine(shape, 3, 1), coarse(HalfOf(shape), 3, 1);
    const Vector<double> cells = Vector<double>::Ones(shape.cells());
    const Vector<double> weights{{0.5, -1.25, 3}};  // whose sums are exact
    SetOuterProduct(cells.data(), weights.data(), fine);
    SetCoarse(fine, SamplingWeight::kMean, coarse);
    AddToFine(coarse, SamplingWeight::kOne, fine);
    for (Index k = 0; k < 3; ++k) {
      const GridShape& half = coarse.shape();
      EXPECT_EQ(coarse.view().Cell(half.depth - 1, half.height - 1, half.width - 1)[k], weights[k]) << Text(shape);
      EXPECT_EQ(fine.view().Cell(shape.depth - 1, shape.height - 1, shape.width - 1)[k], 2 * weights[k]);
    }
  }
}

// <c, S f> = <S^T c, f> for both weights; the other weight's is not the adjoint.
TEST(GridSamplingTest, AdjointsAreAdjoint) {
  for (const GridShape& shape : Shapes()) {
    for (const SamplingWeight weight : {SamplingWeight::kMean, SamplingWeight::kOne}) {
      const GridField<double> f = Random(shape), c = Random(HalfOf(shape));
      GridField<double> image(HalfOf(shape), 3, 1), back(shape, 3, 1), wrong(shape, 3, 1);
      SetCoarse(f, weight, image);
      AddToFine(c, weight, back);
      AddToFine(c, weight == SamplingWeight::kOne ? SamplingWeight::kMean : SamplingWeight::kOne, wrong);
      const double scale = 64 * std::numeric_limits<double>::epsilon() * static_cast<double>(3 * shape.cells());
      EXPECT_NEAR(Dot(c, image), Dot(back, f), scale) << Text(shape);
      if (shape.cells() == 1) continue;
      EXPECT_GT(std::abs(Dot(c, image) - Dot(wrong, f)), 10 * scale) << Text(shape);
    }
  }
}

TEST(FieldArithmeticTest, GatesSumsAndAdds) {
  const GridShape shape{3, 2, 3, 5};
  const GridField<double> y = Random(shape), x = Random(shape), g = Random(shape);
  GridField<double> gated(shape, 3, 1), positive(shape, 3, 1), both = x;
  Gate(g, y, &x, gated);
  Gate<double>(g, y, nullptr, positive);
  Add(y, both);
  Vector<double> sums(3), expected = Vector<double>::Zero(3), weights = Vector<double>::Random(shape.cells()),
                          weighted(3), expected_weighted = Vector<double>::Zero(3);
  ChannelSums<double>(g, nullptr, sums.data());
  ChannelSums(g, weights.data(), weighted.data());
  for (Index cell = 0; cell < shape.cells(); ++cell) {
    const auto at = [&](const GridField<double>& field, Index k) {
      return field.view().Cell(cell / 15, cell / 5 % 3, cell % 5)[k];
    };
    for (Index k = 0; k < 3; ++k) {
      EXPECT_EQ(at(gated, k), at(y, k) > at(x, k) ? at(g, k) : 0);
      EXPECT_EQ(at(positive, k), at(y, k) > 0 ? at(g, k) : 0);
      EXPECT_EQ(at(both, k), at(x, k) + at(y, k));
      expected[k] += at(g, k);
      expected_weighted[k] += weights[cell] * at(g, k);
    }
  }
  const double tolerance = 64 * std::numeric_limits<double>::epsilon() * static_cast<double>(shape.cells());
  EXPECT_LE((sums - expected).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_LE((weighted - expected_weighted).cwiseAbs().maxCoeff(), tolerance);
}

}  // namespace
}  // namespace hadamard_ntk::models
