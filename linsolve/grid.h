/// The cells of a box in two or three dimensions, numbered with x fastest.
///
/// A grid of two dimensions has one layer of cells in z and no faces across it, so what is written for (x, y, z) serves
/// both; it knows that it is flat all the same.  The sides of a cell have length 1.
#ifndef HADAMARD_NTK_LINSOLVE_GRID_H_
#define HADAMARD_NTK_LINSOLVE_GRID_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace hadamard_ntk::linsolve {

using Index = std::ptrdiff_t;

class Grid {
 public:
  /// Two or three extents, each at least 1, of at most 2^31 - 1 cells; throws std::invalid_argument for others.
  explicit Grid(const std::vector<Index>& extents);
  /// n cells along each of `dimension` axes.
  static Grid Cube(Index n, int dimension = 3) { return Grid(std::vector<Index>(dimension, n)); }

  int dimension() const { return dimension_; }
  Index nx() const { return extents_[0]; }
  Index ny() const { return extents_[1]; }
  Index nz() const { return extents_[2]; }
  /// The third is 1 in two dimensions.
  const std::array<Index, 3>& extents() const { return extents_; }
  Index cells() const { return nx() * ny() * nz(); }
  /// Lines of cells along x.
  Index rows() const { return ny() * nz(); }

  Index cell(Index x, Index y, Index z = 0) const { return (z * ny() + y) * nx() + x; }
  std::array<Index, 3> position(Index cell) const { return {cell % nx(), cell / nx() % ny(), cell / (nx() * ny())}; }
  /// How far apart in number the neighbours along an axis are.
  std::array<Index, 3> strides() const { return {1, nx(), nx() * ny()}; }

  bool operator==(const Grid&) const = default;

 private:
  int dimension_;
  std::array<Index, 3> extents_;
};

/// "32 x 32 x 32".
std::string Describe(const Grid& grid);
/// "(3, 0, 7)": where a cell is.
std::string DescribeCell(const Grid& grid, Index cell);

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_GRID_H_
