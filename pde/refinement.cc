#include "pde/refinement.h"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

linsolve::SparseMatrix Prolongation(const Triangulation& coarse, const Triangulation& fine) {
  const int old = static_cast<int>(coarse.nodes().size());
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(3 * static_cast<std::size_t>(fine.unknowns()));
  const auto add = [&](int fine_node, int coarse_node, double value) {
    const int row = fine.unknown(fine_node), column = coarse.unknown(coarse_node);
    if (row >= 0 && column >= 0) entries.emplace_back(row, column, value);
  };
  for (int i = 0; i < old; ++i) add(i, i, 1);
  for (std::size_t e = 0; e < coarse.edges().size(); ++e) {
    add(old + static_cast<int>(e), coarse.edges()[e].a, 0.5);
    add(old + static_cast<int>(e), coarse.edges()[e].b, 0.5);
  }
  linsolve::SparseMatrix prolongation(fine.unknowns(), coarse.unknowns());
  prolongation.setFromTriplets(entries.begin(), entries.end());
  return prolongation;
}

}  // namespace

Refinement Refined(const Triangulation& coarse, const EdgeMiddle& middle) {
  std::vector<Point> nodes = coarse.nodes();
  const int old = static_cast<int>(nodes.size());
  for (const Edge& edge : coarse.edges()) {
    const Point &a = coarse.nodes()[edge.a], &b = coarse.nodes()[edge.b];
    nodes.push_back(middle ? middle(a, b) : (a + b) / 2);
  }
  std::vector<Triangle> triangles;
  triangles.reserve(4 * coarse.triangles().size());
  for (std::size_t t = 0; t < coarse.triangles().size(); ++t) {
    const Triangle& corner = coarse.triangles()[t];
    Triangle inner = coarse.edges_of_triangles()[t];  // opposite to the corners
    for (int& node : inner) node += old;
    for (int i = 0; i < 3; ++i) triangles.push_back({corner[i], inner[(i + 2) % 3], inner[(i + 1) % 3]});
    triangles.push_back(inner);
  }
  Triangulation fine(std::move(nodes), std::move(triangles), coarse.boundary());
  linsolve::SparseMatrix prolongation = Prolongation(coarse, fine);
  return {std::move(fine), std::move(prolongation)};
}

NestedTriangulations RefinedTimes(int times, Triangulation coarse, const EdgeMiddle& middle) {
  if (times < 0) throw std::invalid_argument("RefinedTimes: times must be at least 0, got " + std::to_string(times));
  NestedTriangulations nested{std::move(coarse), {}};
  for (int i = 0; i < times; ++i) {
    Refinement refinement = Refined(nested.finest, middle);
    if (nested.finest.unknowns() > 0) nested.prolongations.push_back(std::move(refinement.prolongation));
    nested.finest = std::move(refinement.fine);
  }
  return nested;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
