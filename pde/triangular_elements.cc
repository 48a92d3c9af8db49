#include "pde/triangular_elements.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

TriangularElements::TriangularElements(Triangulation mesh) : mesh_(std::move(mesh)) {
  if (unknowns() == 0) {
    throw std::invalid_argument("TriangularElements: the triangulation has no node off the boundary");
  }
  MakeElements();
  MakePattern();
  masses_ = Eigen::VectorXd::Zero(unknowns());
  ForEach(unknowns(), [&](int i) {
    for (const Corner& c : corners(i)) {
      const Element& element = elements_[c.element];
      masses_[i] += element.area / 3;
      for (int k = 0; k < 3; ++k) {
        if (c.entry[k] < 0) continue;
        stiffness_.valuePtr()[c.entry[k]] += element.area * element.gradient[c.corner].dot(element.gradient[k]);
      }
    }
  });
}

linsolve::SparseMatrix TriangularElements::SobolevMatrix() const {
  linsolve::SparseMatrix a = stiffness_;
  for (int i = 0; i < unknowns(); ++i) a.coeffRef(i, i) += masses_[i];
  return a;
}

void TriangularElements::MakeElements() {
  elements_.reserve(mesh_.triangles().size());
  for (std::size_t t = 0; t < mesh_.triangles().size(); ++t) {
    const Triangle& nodes = mesh_.triangles()[t];
    Element element{{}, {}, mesh_.Area(static_cast<int>(t))};
    for (int k = 0; k < 3; ++k) {
      const Point side = mesh_.nodes()[nodes[(k + 2) % 3]] - mesh_.nodes()[nodes[(k + 1) % 3]];
      element.unknown[k] = mesh_.unknown(nodes[k]);
      element.gradient[k] = Point(-side.y(), side.x()) / (2 * element.area);
    }
    elements_.push_back(element);
  }
}

void TriangularElements::MakePattern() {
  std::vector<Eigen::Triplet<double>> entries;
  first_corner_.assign(unknowns() + 1, 0);
  for (const Element& element : elements_) {
    for (const int i : element.unknown) {
      if (i < 0) continue;
      ++first_corner_[i + 1];
      for (const int j : element.unknown) {
        if (j >= 0) entries.emplace_back(i, j, 0);
      }
    }
  }
  stiffness_.resize(unknowns(), unknowns());
  stiffness_.setFromTriplets(entries.begin(), entries.end());
  for (int i = 0; i < unknowns(); ++i) first_corner_[i + 1] += first_corner_[i];
  corners_.resize(first_corner_.back());
  std::vector<int> next(first_corner_.begin(), first_corner_.end() - 1);
  const int* columns = stiffness_.innerIndexPtr();
  for (std::size_t t = 0; t < elements_.size(); ++t) {
    for (int k = 0; k < 3; ++k) {
      const int i = elements_[t].unknown[k];
      if (i < 0) continue;
      Corner corner{static_cast<int>(t), k, {-1, -1, -1}};
      const int* begin = columns + stiffness_.outerIndexPtr()[i];
      const int* end = columns + stiffness_.outerIndexPtr()[i + 1];
      for (int l = 0; l < 3; ++l) {
        const int j = elements_[t].unknown[l];
        if (j >= 0) corner.entry[l] = static_cast<int>(std::lower_bound(begin, end, j) - columns);
      }
      corners_[next[i]++] = corner;
    }
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
