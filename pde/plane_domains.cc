#include "pde/plane_domains.h"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

Triangulation UnitSquare(int n) {
  if (n < 1 || n > 8192) throw std::invalid_argument("UnitSquare: n must be from 1 to 8192, got " + std::to_string(n));
  std::vector<Point> nodes;
  std::vector<Triangle> triangles;
  for (int j = 0; j <= n; ++j) {
    for (int i = 0; i <= n; ++i) nodes.emplace_back(static_cast<double>(i) / n, static_cast<double>(j) / n);
  }
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) {
      const int at = j * (n + 1) + i, above = at + n + 1;
      triangles.push_back({at, at + 1, above + 1});
      triangles.push_back({at, above + 1, above});
    }
  }
  return {std::move(nodes), std::move(triangles)};
}

PlaneDomain LShape() {
  const std::vector<Point> nodes = {{-1, -1}, {0, -1}, {-1, 0}, {0, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}};
  return {.coarse = {nodes, {{0, 1, 3}, {0, 3, 2}, {2, 3, 5}, {3, 6, 5}, {3, 4, 7}, {3, 7, 6}}}};
}

PlaneDomain Annulus(double inner, double outer, int sectors) {
  if (!(inner > 0 && inner < outer && std::isfinite(outer))) {
    throw std::invalid_argument("Annulus: radii must be 0 < inner < outer, got " + std::to_string(inner) + ", " +
                                std::to_string(outer));
  }
  if (sectors < 3) throw std::invalid_argument("Annulus: sectors must be at least 3, got " + std::to_string(sectors));
  const double chord = outer * std::cos(std::numbers::pi / sectors);  // where outer chords come nearest to the centre
  if (!(inner < chord)) {
    throw std::invalid_argument("Annulus: with " + std::to_string(sectors) + " sectors inner must be below " +
                                std::to_string(chord) + ", got " + std::to_string(inner));
  }
  std::vector<Point> nodes;
  std::vector<Triangle> triangles;
  for (int i = 0; i < sectors; ++i) {
    const double angle = 2 * std::numbers::pi * i / sectors;
    const Point direction(std::cos(angle), std::sin(angle));
    nodes.push_back(inner * direction);
    nodes.push_back(outer * direction);
    const int at = 2 * i, next = 2 * ((i + 1) % sectors);
    triangles.push_back({at, at + 1, next + 1});
    triangles.push_back({at, next + 1, next});
  }
  const double middle = (inner + chord) / 2;
  return {.coarse = {std::move(nodes), std::move(triangles)}, .on_boundary = [inner, outer, middle](const Point& x) {
            return Point(x * ((x.norm() < middle ? inner : outer) / x.norm()));
          }};
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
