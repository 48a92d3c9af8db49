/// A number for every cell of a grid, x fastest, without gaps between rows: a block of one vector in the sense of
/// linalg/operator.h.
///
/// Sums run over blocks of rows, in an order that depends on the grid alone, so results are the same for any number of
/// threads.  They are taken in T along a row and in double from row to row: error of Dot at most
/// (nx / lanes + 8) eps_T |a|.|b|.
#ifndef HADAMARD_NTK_LINSOLVE_GRID_FUNCTION_H_
#define HADAMARD_NTK_LINSOLVE_GRID_FUNCTION_H_

#include <oneapi/tbb/cache_aligned_allocator.h>
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

namespace grid_function_internal {

// Leaves numbers as they are: who touches memory first, a page at a time, should be all threads.
template <class T>
struct Untouched : tbb::cache_aligned_allocator<T> {
  template <class U>
  struct rebind {
    using other = Untouched<U>;
  };
  template <class U>
  void construct(U*) noexcept {}
};

}  // namespace grid_function_internal

template <class T>
class GridFunction {
 public:
  /// Zeros.
  explicit GridFunction(const Grid& grid) : grid_(grid), values_(grid.cells() + 2 * kMargin) {
    Fill([](Index, Index count, T* to) { std::fill_n(to, count, T(0)); });
  }
  GridFunction(const GridFunction& other) : grid_(other.grid_), values_(other.values_.size()) { Copy(other); }
  GridFunction& operator=(const GridFunction& other) {
    if (this == &other) return *this;
    grid_ = other.grid_;
    values_.resize(other.values_.size());
    Copy(other);
    return *this;
  }
  GridFunction(GridFunction&&) noexcept = default;
  GridFunction& operator=(GridFunction&&) noexcept = default;

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

  template <class F>
  void Fill(const F& fill) {
    linalg::PreferHugePages(values_.data(), values_.size() * sizeof(T));
    std::fill_n(values_.data(), kMargin, T(0));
    std::fill_n(data() + size(), kMargin, T(0));
    ForRows(grid_, [&](Index begin, Index end) { fill(begin * grid_.nx(), (end - begin) * grid_.nx(), row(begin)); });
  }
  void Copy(const GridFunction& other) {
    Fill([&](Index from, Index count, T* to) { std::copy_n(other.data() + from, count, to); });
  }

  Grid grid_;
  std::vector<T, grid_function_internal::Untouched<T>> values_;
};

/// The sum of f(begin, end) over the same blocks, f in parallel.
template <class F>
double SumOverRows(const Grid& grid, const F& f) {
  const Index step = RowsPerBlock(grid);
  std::vector<double> sums((grid.rows() + step - 1) / step);
  ForRows(grid, [&](Index begin, Index end) { sums[begin / step] = f(begin, end); });
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
  return SumOverRows(a.grid(), [&](Index begin, Index end) {
    double sum = 0;
    for (Index row = begin; row < end; ++row) sum += RowDot(a.row(row), b.row(row), a.grid().nx());
    return sum;
  });
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

/// x += alpha p, then p = z + beta p, in one pass.
template <class T>
void Turn(GridFunction<T>& x, const Eigen::VectorXd& alpha, GridFunction<T>& p, const GridFunction<T>& z,
          const Eigen::VectorXd& beta) {
  const T along = static_cast<T>(alpha[0]), keep = static_cast<T>(beta[0]);
  ForRows(x.grid(), [&](Index begin, Index end) {
    T *const at = x.row(begin), *const direction = p.row(begin);
    const T* const toward = z.row(begin);
    for (Index i = 0; i < (end - begin) * x.grid().nx(); ++i) {
      at[i] += along * direction[i];
      direction[i] = toward[i] + keep * direction[i];
    }
  });
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_GRID_FUNCTION_H_
