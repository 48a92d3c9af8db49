/// A conforming triangulation of a connected plane domain: nodes, triangles, edges, and which of them are on the
/// boundary.
///
///   triangle  three nodes, counterclockwise
///   edge      of one triangle (a boundary edge) or of two, which lie on different sides of it
///   unknowns  where a function that is continuous and linear on every triangle has its coefficients: the nodes in their
///             order, without those of the boundary if it vanishes there (kZero)
///
/// Throws std::invalid_argument naming the triangle, edge or node, and the first fault found: a node that is not there
/// or not finite, or in no triangle; a degenerate triangle, |area| <= 1e-12 of its longest edge squared; a reversed
/// one, clockwise; an edge of three triangles, or of two on one side; triangles that are not connected through edges.
/// That triangles overlap which share no edge is not seen.
#ifndef HADAMARD_NTK_PDE_TRIANGULATION_H_
#define HADAMARD_NTK_PDE_TRIANGULATION_H_

#include <Eigen/Core>
#include <array>
#include <vector>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

using Point = Eigen::Vector2d;
using Triangle = std::array<int, 3>;

struct Edge {
  int a = 0, b = 0;  ///< nodes, a < b
  bool boundary = false;
};

/// Of functions on the boundary: they vanish, or are free, which makes natural conditions of a minimum.
enum class Boundary { kZero, kFree };

class Triangulation {
 public:
  Triangulation(std::vector<Point> nodes, std::vector<Triangle> triangles, Boundary boundary = Boundary::kZero);

  Boundary boundary() const { return boundary_; }

  const std::vector<Point>& nodes() const { return nodes_; }
  const std::vector<Triangle>& triangles() const { return triangles_; }
  const std::vector<Edge>& edges() const { return edges_; }
  /// Of each triangle: the edges opposite to its nodes.
  const std::vector<Triangle>& edges_of_triangles() const { return edges_of_triangles_; }

  int unknowns() const { return static_cast<int>(node_of_unknown_.size()); }
  /// -1 on a boundary where functions vanish.
  int unknown(int node) const { return unknown_of_node_[node]; }
  const Point& point_of_unknown(int unknown) const { return nodes_[node_of_unknown_[unknown]]; }

  double Area(int triangle) const;
  /// The longest edge.
  double MeshSize() const;

 private:
  void CheckTriangles() const;
  void MakeEdges();
  void CheckConnected() const;

  Boundary boundary_;
  std::vector<Point> nodes_;
  std::vector<Triangle> triangles_;
  std::vector<Edge> edges_;
  std::vector<Triangle> edges_of_triangles_;
  std::vector<int> unknown_of_node_, node_of_unknown_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_TRIANGULATION_H_
