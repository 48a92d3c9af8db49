#include "referee/figure/polyline.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace hadamard_ntk::referee {
namespace {

constexpr double kCell = 0.5;  // px

// Runs of points in one cell of x, reduced to first, lowest, highest, last, in their order.
std::vector<Point> ReduceColumns(const std::vector<Point>& line) {
  std::vector<Point> out;
  for (std::size_t begin = 0; begin < line.size();) {
    std::size_t end = begin + 1;
    while (end < line.size() && std::floor(line[end].x / kCell) == std::floor(line[begin].x / kCell)) ++end;
    std::size_t low = begin, high = begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (line[i].y < line[low].y) low = i;
      if (line[i].y > line[high].y) high = i;
    }
    for (const std::size_t i : std::set<std::size_t>{begin, low, high, end - 1}) out.push_back(line[i]);
    begin = end;
  }
  return out;
}

double Distance(const Point& p, const Point& a, const Point& b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

}  // namespace

std::vector<Point> Thin(const std::vector<Point>& line, double tolerance) {
  const std::vector<Point> all = ReduceColumns(line);
  if (all.size() < 3) return all;
  std::vector<bool> keep(all.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open = {{0, all.size() - 1}};
  while (!open.empty()) {
    const auto [a, b] = open.back();
    open.pop_back();
    std::size_t farthest = a;
    double distance = tolerance;
    for (std::size_t i = a + 1; i < b; ++i) {
      const double d = Distance(all[i], all[a], all[b]);
      if (d > distance) {
        distance = d;
        farthest = i;
      }
    }
    if (farthest == a) continue;
    keep[farthest] = true;
    open.push_back({a, farthest});
    open.push_back({farthest, b});
  }
  std::vector<Point> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (keep[i]) out.push_back(all[i]);
  }
  return out;
}

std::vector<Point> ThinPoints(const std::vector<Point>& points) {
  std::set<std::pair<double, double>> cells;
  std::vector<Point> out;
  for (const Point& p : points) {
    if (cells.insert({std::floor(p.x / kCell), std::floor(p.y / kCell)}).second) out.push_back(p);
  }
  return out;
}

}  // namespace hadamard_ntk::referee
