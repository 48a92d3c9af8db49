/// A number for every cell of a grid, x fastest, without gaps between rows: a block of one vector in the sense of
/// linalg/operator.h.
///
/// Sums run over blocks of rows, in an order that depends on the grid alone, so results are the same for any number of
/// threads.  They are taken in T along a row and in double from row to row: error of Dot at most
/// (nx / lanes + 8) eps_T |a|.|b|.
#ifndef HADAMARD_NTK_LINSOLVE_GRID_FUNCTION_H_
#define HADAMARD_NTK_LINSOLVE_GRID_FUNCTION_H_

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "linsolve/grid.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
class GridFunction {
 public:
  /// Zeros.
  explicit GridFunction(const Grid& grid) : grid_(grid) {
    const Index numbers = grid.cells() + 2 * kMargin;
    values_.reserve(numbers);
    linalg::PreferHugePages(values_.data(), numbers * sizeof(T));
    values_.resize(numbers);
  }

  const Grid& grid() const { return grid_; }
  Index size() const { return grid_.cells(); }
  /// Aligned; the register before the first cell and the one behind the last can be read.
  T* data() { return values_.data() + kMargin; }
  const T* data() const { return values_.data() + kMargin; }
  T& operator[](Index cell) { return data()[cell]; }
  T operator[](Index cell) const { return data()[cell]; }
  std::span<T> values() { return {data(), static_cast<std::size_t>(size())}; }
  std::span<const T> values() const { return {data(), static_cast<std::size_t>(size())}; }
  T* row(Index row) { return data() + row * grid_.nx(); }
  const T* row(Index row) const { return data() + row * grid_.nx(); }

 private:
  static constexpr Index kMargin = 128 / sizeof(T);

  Grid grid_;
  linalg::LaneVector<T> values_;
};

/// Rows that are worked on at once: about 2^15 cells, what a thread keeps in its cache.
inline Index RowsPerBlock(const Grid& grid) { return std::max<Index>(1, (Index{1} << 15) / grid.nx()); }

/// f(begin, end) for blocks of rows, in parallel.
template <class F>
void ForRows(const Grid& grid, const F& f) {
  const Index rows = grid.rows(), step = RowsPerBlock(grid), blocks = (rows + step - 1) / step;
  const auto block = [&](Index b) { f(b * step, std::min(rows, (b + 1) * step)); };
  if (blocks == 1) return block(0);
  oneapi::tbb::parallel_for(Index{0}, blocks, block, oneapi::tbb::static_partitioner());
}

/// The sum over all rows of f(row), f in parallel.
template <class F>
double SumOverRows(const Grid& grid, const F& f) {
  const Index step = RowsPerBlock(grid);
  std::vector<double> sums((grid.rows() + step - 1) / step);
  ForRows(grid, [&](Index begin, Index end) {
    double sum = 0;
    for (Index row = begin; row < end; ++row) sum += f(row);
    sums[begin / step] = sum;
  });
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

/// a.b of n numbers.
template <class T>
double RowDot(const T* a, const T* b, Index n) {
  linalg::Lane<T> sums{};
  Index i = 0;
  for (; i + linalg::kLanes<T> <= n; i += linalg::kLanes<T>) sums += linalg::Load(a + i) * linalg::Load(b + i);
  alignas(linalg::kLaneBytes) T parts[linalg::kLanes<T>];
  linalg::Store(sums, parts);
  T sum = linalg::SumByHalves<linalg::kLanes<T>>(parts);
  for (; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

/// a.b as a number; Dot gives it as operator.h wants it.
template <class T>
double InnerProduct(const GridFunction<T>& a, const GridFunction<T>& b) {
  return SumOverRows(a.grid(), [&](Index row) { return RowDot(a.row(row), b.row(row), a.grid().nx()); });
}

template <class T>
Eigen::VectorXd Dot(const GridFunction<T>& a, const GridFunction<T>& b) {
  return Eigen::VectorXd::Constant(1, InnerProduct(a, b));
}

template <class T>
double Norm(const GridFunction<T>& a) {
  return std::sqrt(InnerProduct(a, a));
}

/// y += factor x.
template <class T>
void AddScaled(GridFunction<T>& y, double factor, const GridFunction<T>& x) {
  const T scale = static_cast<T>(factor);
  ForRows(y.grid(), [&](Index begin, Index end) {
    T* to = y.row(begin);
    const T* from = x.row(begin);
    for (Index i = 0; i < (end - begin) * y.grid().nx(); ++i) to[i] += scale * from[i];
  });
}

template <class T>
void AddScaled(GridFunction<T>& y, const Eigen::VectorXd& factor, const GridFunction<T>& x) {
  AddScaled(y, factor[0], x);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_GRID_FUNCTION_H_
