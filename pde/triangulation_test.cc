#include "pde/triangulation.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::pde {
namespace {

std::string Fault(const std::vector<Point>& nodes, const std::vector<Triangle>& triangles) {
  return MessageOf([&] { const Triangulation triangulation(nodes, triangles); });
}

const std::vector<Point> kSquare = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0.5, 0.5}};
const std::vector<Triangle> kFan = {{0, 1, 4}, {1, 2, 4}, {2, 3, 4}, {3, 0, 4}};

TEST(TriangulationTest, ASquareAroundItsMiddle) {
  const Triangulation square(kSquare, kFan);
  EXPECT_EQ(square.unknowns(), 1);
  EXPECT_EQ(square.unknown(4), 0);
  EXPECT_EQ(square.unknown(2), -1);
  EXPECT_EQ(square.point_of_unknown(0), kSquare[4]);
  ASSERT_EQ(square.edges().size(), 8U);  // nodes - edges + triangles = 1
  int boundary = 0;
  for (const Edge& edge : square.edges()) boundary += edge.boundary;
  EXPECT_EQ(boundary, 4);
  for (int t = 0; t < 4; ++t) EXPECT_EQ(square.Area(t), 0.25);
  EXPECT_EQ(square.MeshSize(), 1);
  for (std::size_t t = 0; t < 4; ++t) {
    for (int i = 0; i < 3; ++i) {  // an edge's opposite node is not on it
      const Edge& edge = square.edges()[square.edges_of_triangles()[t][i]];
      EXPECT_NE(edge.a, kFan[t][i]);
      EXPECT_NE(edge.b, kFan[t][i]);
    }
  }
}

TEST(TriangulationTest, AFreeBoundaryHasUnknowns) {
  const Triangulation square(kSquare, kFan, Boundary::kFree);
  EXPECT_EQ(square.unknowns(), 5);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(square.point_of_unknown(square.unknown(i)), kSquare[i]);
}

TEST(TriangulationTest, FaultsAreNamed) {
  EXPECT_EQ(Fault(kSquare, kFan), "no error");
  EXPECT_EQ(Fault(kSquare, {}), "Triangulation: no triangles");
  EXPECT_EQ(Fault(kSquare, {{0, 1, 5}}), "Triangulation: triangle 0 (0, 1, 5) has a node that is not there");
  EXPECT_EQ(Fault(kSquare, {{0, 1, -1}}), "Triangulation: triangle 0 (0, 1, -1) has a node that is not there");
  auto triangles = kFan;
  triangles[2] = {3, 2, 4};
  EXPECT_EQ(Fault(kSquare, triangles),
            "Triangulation: triangle 2 (3, 2, 4) is reversed: its nodes must run counterclockwise");
  triangles[2] = {0, 2, 4};
  EXPECT_EQ(Fault(kSquare, triangles), "Triangulation: triangle 2 (0, 2, 4) is degenerate");
  triangles[2] = {2, 2, 4};
  EXPECT_EQ(Fault(kSquare, triangles), "Triangulation: triangle 2 (2, 2, 4) is degenerate");
  triangles = {kFan[0], kFan[1], kFan[2], {0, 1, 3}};
  EXPECT_EQ(Fault(kSquare, triangles), "Triangulation: edge (0, 1) has the triangles 0 and 3 on one side");
  triangles = kFan;
  triangles.push_back({0, 2, 4});
  auto nodes = kSquare;
  nodes[2] = {1, 0.9};  // 0, 2, 4 is no line
  EXPECT_EQ(Fault(nodes, triangles), "Triangulation: edge (0, 4) belongs to more than two triangles");
  EXPECT_EQ(Fault(kSquare, {kFan[0], kFan[1]}), "Triangulation: node 3 is in no triangle");
  EXPECT_EQ(Fault(kSquare, {kFan[0], kFan[2]}),  // they share node 4 and no edge
            "Triangulation: triangle 1 (2, 3, 4) is not connected with triangle 0 through edges");
  nodes = kSquare;
  nodes[1].x() = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Fault(nodes, kFan), "Triangulation: node 1 is not finite");
}

}  // namespace
}  // namespace hadamard_ntk::pde
