#include "linsolve/component_means.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

template <class T>
void RequireGrid(const GridMask& mask, const GridFunction<T>& b) {
  if (b.grid() != mask.grid()) {
    throw std::invalid_argument("right-hand side: its grid is " + Describe(b.grid()) + ", the mask's " +
                                Describe(mask.grid()));
  }
}

// The sum of term(cell) over the fluid cells of each component; in parallel if there is one.  With more digits than
// double, for thousands of equal values, as a mean leaves behind, round the same way one after the other.
template <class F>
std::vector<double> SumsByComponent(const GridMask& mask, const F& term) {
  const Grid& grid = mask.grid();
  std::vector<long double> sums(mask.components().size(), 0.0L);
  if (sums.size() == 1) {
    sums[0] = SumOverRows(grid, [&](Index begin, Index end) {
      long double sum = 0;
      for (Index cell = begin * grid.nx(); cell < end * grid.nx(); ++cell) sum += mask.fluid(cell) ? term(cell) : 0;
      return static_cast<double>(sum);
    });
  } else {
    for (Index cell = 0; cell < grid.cells(); ++cell) {
      if (mask.fluid(cell)) sums[mask.component(cell)] += term(cell);
    }
  }
  return {sums.begin(), sums.end()};
}

}  // namespace

template <class T>
void RemoveMeans(const GridMask& mask, GridFunction<T>& b) {
  RequireGrid(mask, b);
  std::vector<double> means = SumsByComponent(mask, [&](Index cell) { return static_cast<double>(b[cell]); });
  for (std::size_t c = 0; c < means.size(); ++c) {
    const GridMask::Component& component = mask.components()[c];
    means[c] = component.pinned ? 0 : means[c] / static_cast<double>(component.cells);
  }
  ForRows(mask.grid(), [&](Index begin, Index end) {
    for (Index cell = begin * b.grid().nx(); cell < end * b.grid().nx(); ++cell) {
      b[cell] = mask.fluid(cell) ? static_cast<T>(b[cell] - means[mask.component(cell)]) : T(0);
    }
  });
}

template <class T>
void RequireInRange(const GridMask& mask, const GridFunction<T>& b) {
  RequireGrid(mask, b);
  const auto bad = [&](Index cell) { return !std::isfinite(b[cell]) || (!mask.fluid(cell) && b[cell] != 0); };
  const double count = SumOverRows(mask.grid(), [&](Index begin, Index end) {
    Index sum = 0;
    for (Index cell = begin * b.grid().nx(); cell < end * b.grid().nx(); ++cell) sum += bad(cell);
    return static_cast<double>(sum);
  });
  if (count > 0) {
    Index cell = 0;
    while (!bad(cell)) ++cell;
    throw std::invalid_argument("right-hand side: must be finite, and 0 where there is no fluid, got " +
                                fmt::format("{:g}", b[cell]) + " in cell " + DescribeCell(mask.grid(), cell));
  }
  const std::vector<double> sums = SumsByComponent(mask, [&](Index cell) { return static_cast<double>(b[cell]); });
  const std::vector<double> sizes =
      SumsByComponent(mask, [&](Index cell) { return std::abs(static_cast<double>(b[cell])); });
  double largest = 0;
  for (const T value : b.values()) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::size_t c = 0; c < sums.size(); ++c) {
    const bool rounding = std::abs(sums[c]) <= 64 * std::numeric_limits<T>::epsilon() * (sizes[c] + largest);
    if (mask.components()[c].pinned || rounding) continue;
    throw std::invalid_argument("right-hand side: not in the range of the operator, its sum over " +
                                mask.DescribeComponent(static_cast<Index>(c)) + " must be 0, got " +
                                fmt::format("{:g}", sums[c]));
  }
}

template void RemoveMeans(const GridMask&, GridFunction<float>&);
template void RemoveMeans(const GridMask&, GridFunction<double>&);
template void RequireInRange(const GridMask&, const GridFunction<float>&);
template void RequireInRange(const GridMask&, const GridFunction<double>&);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
