#include "linalg/strip_cholesky.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Index = std::ptrdiff_t;

// Strips of a panel, and of the groups of rows that are updated by it together.
constexpr Index kPanel = 8;

template <class F>
void ForEach(Index begin, Index end, const F& f) {
  if (begin < end) tbb::parallel_for(begin, end, f, tbb::simple_partitioner());
}

template <class T>
void FillUp(StripMatrix<T>& a) {
  constexpr Index kRows = kStripRows<T>;
  const Index last = a.strips() - 1;
  for (Index i = a.size() - last * kRows; i < kRows; ++i) {
    for (Index k = 0; k < (last + 1) * kRows; ++k) a.strip(last)[k * kRows + i] = T(0);
    T* diagonal = a.block(last, last);
    for (Index k = 0; k < kRows; ++k) diagonal[i * kRows + k] = T(0);
    diagonal[i * kRows + i] = T(1);
  }
}

// The lower triangle of a block of R x R by its factor.  Returns the first bad pivot, or -1.
template <class T>
Index FactorizeBlock(T* a) {
  constexpr Index kRows = kStripRows<T>;
  for (Index k = 0; k < kRows; ++k) {
    T* column = a + k * kRows;
    if (!(column[k] > 0) || !std::isfinite(column[k])) return k;
    const T pivot = std::sqrt(column[k]), inverse = 1 / pivot;
    column[k] = pivot;
    for (Index i = k + 1; i < kRows; ++i) column[i] *= inverse;
    for (Index j = k + 1; j < kRows; ++j) {
      const T factor = column[j];
      // From the start of j's register on: what lies above the diagonal is never read.
      for (Index i = j / kLanes<T> * kLanes<T>; i < kRows; ++i) a[j * kRows + i] -= column[i] * factor;
    }
  }
  return -1;
}

// X := X L^-T for a block X and a factored diagonal block L.
template <class T>
void SolveBlock(const T* l, T* x) {
  constexpr Index kRows = kStripRows<T>;
  for (Index j = 0; j < kRows; ++j) {
    Lane<T> sum[4];
    for (int g = 0; g < 4; ++g) sum[g] = Load(x + j * kRows + g * kLanes<T>);
    for (Index k = 0; k < j; ++k) {
      const T factor = l[k * kRows + j];
      for (int g = 0; g < 4; ++g) sum[g] -= Load(x + k * kRows + g * kLanes<T>) * factor;
    }
    const T inverse = 1 / l[j * kRows + j];
    for (int g = 0; g < 4; ++g) Store<T>(sum[g] * inverse, x + j * kRows + g * kLanes<T>);
  }
}

// Rows s0..s1 of the panel's blocks, minus what the columns before the panel contribute.
template <class T>
void Update(StripMatrix<T>& a, Index panel, Index panel_end, Index s0, Index s1) {
  constexpr Index kRows = kStripRows<T>, kDepth = 256;
  for (Index k = 0; k < panel * kRows; k += kDepth) {
    const Index depth = std::min(kDepth, panel * kRows - k);
    for (Index t = panel; t < panel_end; ++t) {
      for (Index s = std::max(s0, t); s < s1; ++s) {
        SubtractStripProduct(a.strip(s) + k * kRows, a.strip(t) + k * kRows, depth, a.block(s, t));
      }
    }
  }
}

template <class T>
void SolveLower(const T* l, Index count, T* v) {
  constexpr Index kRows = kStripRows<T>;
  for (Index c = 0; c < count; ++c) {
    T* x = v + c * kRows;
    for (Index k = 0; k < kRows; ++k) {
      x[k] /= l[k * kRows + k];
      for (Index i = k + 1; i < kRows; ++i) x[i] -= l[k * kRows + i] * x[k];
    }
  }
}

template <class T>
void SolveLowerTransposed(const T* l, Index count, T* v) {
  constexpr Index kRows = kStripRows<T>;
  for (Index c = 0; c < count; ++c) {
    T* x = v + c * kRows;
    for (Index k = kRows - 1; k >= 0; --k) {
      T sum = x[k];
      for (Index i = k + 1; i < kRows; ++i) sum -= l[k * kRows + i] * x[i];
      x[k] = sum / l[k * kRows + k];
    }
  }
}

// After the columns up to a share f of them, left-looking: the integral of p (1 - p) to f, over that to 1.
double ShareOfWork(double f) { return f * f * (3 - 2 * f); }

}  // namespace

template <class T>
std::ptrdiff_t FactorizeCholesky(StripMatrix<T>& a, const WorkDone& work_done) {
  constexpr Index kRows = kStripRows<T>;
  const Index strips = a.strips();
  FillUp(a);
  for (Index panel = 0; panel < strips; panel += kPanel) {
    const Index panel_end = std::min(panel + kPanel, strips);
    ForEach(0, (strips - panel + kPanel - 1) / kPanel, [&](Index group) {
      const Index s0 = panel + group * kPanel;
      Update(a, panel, panel_end, s0, std::min(s0 + kPanel, strips));
    });
    for (Index t = panel; t < panel_end; ++t) {
      const Index before = panel * kRows, depth = (t - panel) * kRows;
      SubtractStripProduct(a.strip(t) + before * kRows, a.strip(t) + before * kRows, depth, a.block(t, t));
      const Index bad = FactorizeBlock(a.block(t, t));
      if (bad >= 0) return t * kRows + bad;
      ForEach(t + 1, strips, [&](Index s) {
        SubtractStripProduct(a.strip(s) + before * kRows, a.strip(t) + before * kRows, depth, a.block(s, t));
        SolveBlock(a.block(t, t), a.block(s, t));
      });
    }
    if (work_done) {
      work_done(ShareOfWork(static_cast<double>(panel_end) / static_cast<double>(strips)));
    }
  }
  return -1;
}

template <class T>
void SolveCholesky(const StripMatrix<T>& l, StripVectors<T>& v) {
  if (v.size() != l.size()) {
    throw std::invalid_argument("SolveCholesky: the vectors must have " + std::to_string(l.size()) + " entries, got " +
                                std::to_string(v.size()));
  }
  constexpr Index kRows = kStripRows<T>;
  const Index count = v.count(), strips = l.strips();
  const auto subtract = [&](const auto& product, Index from, Index to, const T* block) {
    LaneVector<T> sum(kRows * count, T(0));
    product(block, v.strip(from), count, sum.data());
    for (Index i = 0; i < kRows * count; ++i) v.strip(to)[i] -= sum[i];
  };
  for (Index t = 0; t < strips; ++t) {
    SolveLower(l.block(t, t), count, v.strip(t));
    ForEach(t + 1, strips, [&](Index s) { subtract(AddTileProduct<T>, t, s, l.block(s, t)); });
  }
  for (Index s = strips - 1; s >= 0; --s) {
    SolveLowerTransposed(l.block(s, s), count, v.strip(s));
    ForEach(0, s, [&](Index t) { subtract(AddTransposedTileProduct<T>, s, t, l.block(s, t)); });
  }
}

template std::ptrdiff_t FactorizeCholesky(StripMatrix<float>&, const WorkDone&);
template std::ptrdiff_t FactorizeCholesky(StripMatrix<double>&, const WorkDone&);
template void SolveCholesky(const StripMatrix<float>&, StripVectors<float>&);
template void SolveCholesky(const StripMatrix<double>&, StripVectors<double>&);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
