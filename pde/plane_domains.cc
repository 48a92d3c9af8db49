#include "pde/plane_domains.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

Triangulation UnitSquare(int n, Boundary boundary) {
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
  return {std::move(nodes), std::move(triangles), boundary};
}

int Halvings(int n) {
  int times = 0;
  for (; n % 2 == 0 && n > 2; n /= 2) ++times;
  return times;
}

PlaneDomain LShape() {
  const std::vector<Point> nodes = {{-1, -1}, {0, -1}, {-1, 0}, {0, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}};
  return {.coarse = {nodes, {{0, 1, 3}, {0, 3, 2}, {2, 3, 5}, {3, 6, 5}, {3, 4, 7}, {3, 7, 6}}}};
}

PlaneDomain Annulus(double inner, double outer, int sectors) {
  if (!(inner > 0 && inner < outer && std::isfinite(outer))) {
    throw std::invalid_argument("Annulus: radii must be 0 < inner < outer, got " + fmt::to_string(inner) + ", " +
                                fmt::to_string(outer));
  }
  if (sectors < 3) throw std::invalid_argument("Annulus: sectors must be at least 3, got " + std::to_string(sectors));
  const double chord = outer * std::cos(std::numbers::pi / sectors);  // where outer chords come nearest to the centre
  if (!(inner < chord)) {
    throw std::invalid_argument("Annulus: with " + std::to_string(sectors) + " sectors inner must be below " +
                                fmt::format("{:.6g}", chord) + ", got " + fmt::to_string(inner));
  }
  const double ratio = outer / inner, angle = 2 * std::numbers::pi / sectors;
  const int rings = std::max(1, static_cast<int>(std::lround(std::log(ratio) / std::log1p(angle))));
  std::vector<Point> nodes;
  std::vector<Triangle> triangles;
  for (int j = 0; j <= rings; ++j) {
    const double radius = j == rings ? outer : inner * std::pow(ratio, static_cast<double>(j) / rings);
    for (int i = 0; i < sectors; ++i) nodes.emplace_back(radius * std::cos(angle * i), radius * std::sin(angle * i));
  }
  for (int j = 0; j < rings; ++j) {
    for (int i = 0; i < sectors; ++i) {
      const int at = j * sectors + i, next = j * sectors + (i + 1) % sectors;
      triangles.push_back({at, at + sectors, next + sectors});
      triangles.push_back({at, next + sectors, next});
    }
  }
  return {.coarse = {std::move(nodes), std::move(triangles)}, .middle = [](const Point& a, const Point& b) {
            const double of_a = a.norm(), of_b = b.norm();
            return Point(std::sqrt(of_a * of_b) * (a / of_a + b / of_b).normalized());
          }};
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
