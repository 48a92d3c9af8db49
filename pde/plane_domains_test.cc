#include "pde/plane_domains.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <tuple>
#include <vector>

namespace hadamard_ntk::pde {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

double Area(const Triangulation& triangulation) {
  double sum = 0;
  for (std::size_t t = 0; t < triangulation.triangles().size(); ++t) sum += triangulation.Area(static_cast<int>(t));
  return sum;
}

using Corners = std::vector<std::tuple<double, double>>;

// The triangles by the places of their corners, in one order.
std::vector<Corners> Places(const Triangulation& triangulation) {
  std::vector<Corners> places;
  for (const Triangle& triangle : triangulation.triangles()) {
    Corners corners;
    for (const int node : triangle)
      corners.emplace_back(triangulation.nodes()[node].x(), triangulation.nodes()[node].y());
    std::sort(corners.begin(), corners.end());
    places.push_back(corners);
  }
  std::sort(places.begin(), places.end());
  return places;
}

TEST(PlaneDomainsTest, ARefinedSquareIsASquareOfTwiceAsMany) {
  const Triangulation fine = RefinedTimes(3, UnitSquare(2)).finest;
  EXPECT_EQ(Places(fine), Places(UnitSquare(16)));
  EXPECT_NE(Places(fine), Places(UnitSquare(8)));
  EXPECT_EQ(fine.unknowns(), 15 * 15);
  EXPECT_EQ(Halvings(16), 3);
  EXPECT_EQ(Halvings(12), 2);
  EXPECT_EQ(Halvings(7), 0);
  EXPECT_EQ(UnitSquare(5).nodes()[3 * 6 + 2], Point(0.4, 0.6));
}

TEST(PlaneDomainsTest, TheLShapeHasThreeSquares) {
  const PlaneDomain domain = LShape();
  const NestedTriangulations nested = RefinedTimes(4, domain.coarse, domain.middle);
  EXPECT_EQ(Area(domain.coarse), 3);
  EXPECT_EQ(Area(nested.finest), 3);
  EXPECT_EQ(nested.prolongations.size(), 3U);  // the coarsest of all has no unknowns
  for (const Point& x : nested.finest.nodes()) EXPECT_FALSE(x.x() > 0 && x.y() < 0);
  EXPECT_EQ(nested.finest.MeshSize(), domain.coarse.MeshSize() / 16);
}

// A node of ring j of r is at inner (outer/inner)^{j/r}; the area is that of two polygons, so its error falls by 4.
TEST(PlaneDomainsTest, AnAnnulusBecomesRound) {
  const PlaneDomain domain = Annulus(0.5, 1.25, 7);
  const double exact = std::numbers::pi * (1.25 * 1.25 - 0.25);
  double last = 0;
  for (int times = 1; times < 6; ++times) {
    const Triangulation mesh = RefinedTimes(times, domain.coarse, domain.middle).finest;
    for (std::size_t i = 0; i < mesh.nodes().size(); ++i) {
      const double radius = mesh.nodes()[i].norm();
      const double ring = std::log(radius / 0.5) / std::log(2.5) * std::exp2(times), nearest = std::round(ring);
      EXPECT_NEAR(ring, nearest, 100 * std::exp2(times) * kEps);  // conditioned: the logarithm
      EXPECT_EQ(mesh.unknown(static_cast<int>(i)) < 0, nearest == 0 || nearest == std::exp2(times));
    }
    const double sides = 7 * std::exp2(times), missing = exact - Area(mesh);
    const double polygons = sides / 2 * std::sin(2 * std::numbers::pi / sides) * (1.25 * 1.25 - 0.25);
    EXPECT_NEAR(Area(mesh), polygons, 100 * sides * kEps);  // counted: a sum of areas
    if (times > 2) {
      EXPECT_NEAR(last / missing, 4, 0.5 / times);  // asymptotic: 4 + O(h^2)
    }
    last = missing;
  }
}

TEST(PlaneDomainsTest, BadSizesAreRefused) {
  EXPECT_THROW(UnitSquare(0), std::invalid_argument);
  EXPECT_THROW(UnitSquare(8193), std::invalid_argument);
  EXPECT_THROW(Annulus(0, 1), std::invalid_argument);
  EXPECT_THROW(Annulus(2, 1), std::invalid_argument);
  EXPECT_THROW(Annulus(0.5, std::numeric_limits<double>::infinity()), std::invalid_argument);
  EXPECT_THROW(Annulus(0.5, 1, 2), std::invalid_argument);
  EXPECT_THROW(Annulus(0.51, 1, 3), std::invalid_argument);  // cos(pi/3) = 0.5
  EXPECT_NO_THROW(Annulus(0.49, 1, 3));
}

}  // namespace
}  // namespace hadamard_ntk::pde
