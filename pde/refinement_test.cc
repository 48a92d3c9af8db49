#include "pde/refinement.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "pde/plane_domains.h"

namespace hadamard_ntk::pde {
namespace {

// x (1 - x) y (1 - y) at the unknowns.
Eigen::VectorXd Bubble(const Triangulation& mesh) {
  Eigen::VectorXd u(mesh.unknowns());
  for (int i = 0; i < mesh.unknowns(); ++i) {
    const Point& x = mesh.point_of_unknown(i);
    u[i] = x.x() * (1 - x.x()) * x.y() * (1 - x.y());
  }
  return u;
}

TEST(RefinementTest, ProlongationKeepsNodesAndAveragesEnds) {
  const Triangulation coarse = UnitSquare(4);
  const Refinement refinement = Refined(coarse);
  ASSERT_EQ(refinement.fine.unknowns(), 49);
  ASSERT_EQ(refinement.prolongation.cols(), 9);
  const Eigen::VectorXd u = Bubble(coarse), v = linsolve::Product(refinement.prolongation, u);
  for (int i = 0; i < coarse.unknowns(); ++i) EXPECT_EQ(v[i], u[i]);  // old nodes come first
  const int old = static_cast<int>(coarse.nodes().size());
  int midpoints = 0;
  for (std::size_t e = 0; e < coarse.edges().size(); ++e) {
    const Edge& edge = coarse.edges()[e];
    const int unknown = refinement.fine.unknown(old + static_cast<int>(e));
    EXPECT_EQ(unknown < 0, edge.boundary);
    if (unknown < 0) continue;
    const auto at = [&](int node) { return coarse.unknown(node) < 0 ? 0.0 : u[coarse.unknown(node)]; };
    EXPECT_EQ(v[unknown], (at(edge.a) + at(edge.b)) / 2);
    EXPECT_EQ(refinement.fine.point_of_unknown(unknown), (coarse.nodes()[edge.a] + coarse.nodes()[edge.b]) / 2);
    ++midpoints;
  }
  EXPECT_EQ(midpoints, 40);
}

TEST(RefinementTest, MiddlesOfAllEdgesArePlaced) {
  const Triangulation coarse = UnitSquare(2, Boundary::kFree);
  const Refinement refinement =
      Refined(coarse, [](const Point& a, const Point& b) { return Point(0.6 * a + 0.4 * b); });
  const int old = static_cast<int>(coarse.nodes().size());
  for (std::size_t e = 0; e < coarse.edges().size(); ++e) {
    const Point& a = coarse.nodes()[coarse.edges()[e].a];
    const Point& b = coarse.nodes()[coarse.edges()[e].b];
    EXPECT_EQ(refinement.fine.nodes()[old + static_cast<int>(e)], Point(0.6 * a + 0.4 * b));
  }
  EXPECT_EQ(refinement.fine.unknowns(), 25);  // free, too
  EXPECT_EQ((refinement.prolongation - Refined(coarse).prolongation).norm(), 0);
}

TEST(RefinementTest, FaultsAreNamed) {
  EXPECT_THROW(RefinedTimes(-1, UnitSquare(2)), std::invalid_argument);
  EXPECT_EQ(RefinedTimes(0, UnitSquare(2)).prolongations.size(), 0U);
  const auto far = [](const Point& a, const Point& b) {
    return Point(a + b + Point(3, 0));
  };  // over the other triangles
  EXPECT_THROW(Refined(UnitSquare(2), far), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
