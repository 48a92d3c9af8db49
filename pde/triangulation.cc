#include "pde/triangulation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

constexpr double kDegenerate = 1e-12;

[[noreturn]] void Refuse(const std::string& what) { throw std::invalid_argument("Triangulation: " + what); }

std::string Text(const Triangle& nodes) {
  return "(" + std::to_string(nodes[0]) + ", " + std::to_string(nodes[1]) + ", " + std::to_string(nodes[2]) + ")";
}

double TwiceArea(const Point& a, const Point& b, const Point& c) {
  const Point u = b - a, v = c - a;
  return u.x() * v.y() - u.y() * v.x();
}

// An edge as seen from a triangle that has it.
struct Side {
  int a, b;         // a < b
  int triangle;     //
  int opposite;     // local number of the node opposite to it
  bool increasing;  // whether the triangle runs from a to b
};

}  // namespace

Triangulation::Triangulation(std::vector<Point> nodes, std::vector<Triangle> triangles, Boundary boundary)
    : boundary_(boundary), nodes_(std::move(nodes)), triangles_(std::move(triangles)) {
  CheckTriangles();
  MakeEdges();
  CheckConnected();
  unknown_of_node_.assign(nodes_.size(), 0);
  for (const Edge& edge : edges_) {
    if (edge.boundary && boundary == Boundary::kZero) unknown_of_node_[edge.a] = unknown_of_node_[edge.b] = -1;
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (unknown_of_node_[i] < 0) continue;
    unknown_of_node_[i] = unknowns();
    node_of_unknown_.push_back(static_cast<int>(i));
  }
}

double Triangulation::Area(int triangle) const {
  const Triangle& t = triangles_[triangle];
  return TwiceArea(nodes_[t[0]], nodes_[t[1]], nodes_[t[2]]) / 2;
}

double Triangulation::MeshSize() const {
  double longest = 0;
  for (const Edge& edge : edges_) longest = std::max(longest, (nodes_[edge.a] - nodes_[edge.b]).norm());
  return longest;
}

void Triangulation::CheckTriangles() const {
  if (triangles_.empty()) Refuse("no triangles");
  std::vector<char> used(nodes_.size(), 0);
  for (std::size_t t = 0; t < triangles_.size(); ++t) {
    const Triangle& nodes = triangles_[t];
    const std::string name = "triangle " + std::to_string(t) + " " + Text(nodes);
    for (const int node : nodes) {
      if (node < 0 || node >= static_cast<int>(nodes_.size())) Refuse(name + " has a node that is not there");
      if (!nodes_[node].allFinite()) Refuse("node " + std::to_string(node) + " is not finite");
      used[node] = 1;
    }
    double longest = 0;
    for (int i = 0; i < 3; ++i) {
      longest = std::max(longest, (nodes_[nodes[i]] - nodes_[nodes[(i + 1) % 3]]).squaredNorm());
    }
    const double area = Area(static_cast<int>(t));
    if (!(std::abs(area) > kDegenerate * longest)) Refuse(name + " is degenerate");
    if (area < 0) Refuse(name + " is reversed: its nodes must run counterclockwise");
  }
  const auto lost = std::find(used.begin(), used.end(), 0);
  if (lost != used.end()) Refuse("node " + std::to_string(lost - used.begin()) + " is in no triangle");
}

void Triangulation::MakeEdges() {
  std::vector<Side> sides;
  sides.reserve(3 * triangles_.size());
  for (std::size_t t = 0; t < triangles_.size(); ++t) {
    for (int i = 0; i < 3; ++i) {
      const int from = triangles_[t][(i + 1) % 3], to = triangles_[t][(i + 2) % 3];
      sides.push_back({std::min(from, to), std::max(from, to), static_cast<int>(t), i, from < to});
    }
  }
  std::sort(sides.begin(), sides.end(), [](const Side& s, const Side& t) {
    return std::pair(s.a, s.b) != std::pair(t.a, t.b) ? std::pair(s.a, s.b) < std::pair(t.a, t.b)
                                                      : s.triangle < t.triangle;
  });
  edges_of_triangles_.resize(triangles_.size());
  for (std::size_t begin = 0, end = 0; begin < sides.size(); begin = end) {
    while (end < sides.size() && sides[end].a == sides[begin].a && sides[end].b == sides[begin].b) ++end;
    const std::string name = "edge (" + std::to_string(sides[begin].a) + ", " + std::to_string(sides[begin].b) + ")";
    if (end - begin > 2) Refuse(name + " belongs to more than two triangles");
    if (end - begin == 2 && sides[begin].increasing == sides[begin + 1].increasing) {
      Refuse(name + " has the triangles " + std::to_string(sides[begin].triangle) + " and " +
             std::to_string(sides[begin + 1].triangle) + " on one side");
    }
    for (std::size_t s = begin; s < end; ++s) {
      edges_of_triangles_[sides[s].triangle][sides[s].opposite] = static_cast<int>(edges_.size());
    }
    edges_.push_back({sides[begin].a, sides[begin].b, end - begin == 1});
  }
}

void Triangulation::CheckConnected() const {
  std::vector<std::array<int, 2>> triangles_of_edge(edges_.size(), {-1, -1});
  for (std::size_t t = 0; t < triangles_.size(); ++t) {
    for (const int edge : edges_of_triangles_[t]) {
      triangles_of_edge[edge][triangles_of_edge[edge][0] < 0 ? 0 : 1] = static_cast<int>(t);
    }
  }
  std::vector<char> reached(triangles_.size(), 0);
  std::vector<int> waiting = {0};
  reached[0] = 1;
  while (!waiting.empty()) {
    const int t = waiting.back();
    waiting.pop_back();
    for (const int edge : edges_of_triangles_[t]) {
      for (const int other : triangles_of_edge[edge]) {
        if (other < 0 || reached[other]) continue;
        reached[other] = 1;
        waiting.push_back(other);
      }
    }
  }
  const auto lost = std::find(reached.begin(), reached.end(), 0);
  if (lost == reached.end()) return;
  const auto t = static_cast<std::size_t>(lost - reached.begin());
  Refuse("triangle " + std::to_string(t) + " " + Text(triangles_[t]) +
         " is not connected with triangle 0 through edges");
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
