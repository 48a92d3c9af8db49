#include "linsolve/multigrid.h"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <stdexcept>
#include <string>
#include <utility>

#include "linalg/streaming_copy.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

constexpr Index kCoarsest = 4;  // cells along an axis
constexpr int kCoarsestSweeps = 80;
constexpr int kHalfSweeps = 4;
constexpr Index kWindow = 8;  // planes that are alive at once
constexpr Index kSlabCells = Index{1} << 14, kSlabPlanes = 16;
constexpr int kRed = 0, kBlack = 1;

template <class F>
void ForSlabs(std::size_t count, const F& f) {
  if (count == 1) return f(0);
  oneapi::tbb::parallel_for(std::size_t{0}, count, f, oneapi::tbb::simple_partitioner());
}

// A row of an array of so many numbers, past the cache if that is too large for it.
template <class T>
void WriteRow(const T* from, Index n, T* to, Index size) {
  if (size * sizeof(T) < linalg::kStreamingBytes) {
    std::copy_n(from, n, to);
  } else {
    linalg::StreamingCopy(from, n, to);
  }
}

}  // namespace

// As many slabs as threads, unless they would be so low that their overlap costs more than it gains.
template <class T>
Index Multigrid<T>::SlabHeight(const std::array<Index, 3>& extents) {
  using Control = oneapi::tbb::global_control;
  const auto [nx, ny, nz] = extents;
  const auto threads = static_cast<Index>(Control::active_value(Control::max_allowed_parallelism));
  const Index most = std::max<Index>(1, std::min(nx * ny * nz / kSlabCells, nz / kSlabPlanes));
  const Index count = std::clamp<Index>(threads, 1, most);
  return ((nz + count - 1) / count + 1) / 2 * 2;
}

template <class T>
bool Multigrid<T>::Coarsest(const std::array<Index, 3>& extents) {
  return *std::max_element(extents.begin(), extents.end()) <= kCoarsest;
}

template <class T>
std::size_t Multigrid<T>::Bytes(const Grid& grid) {
  std::size_t bytes = 0;
  auto extents = MultigridLevel<T>::Extents(grid);
  for (bool finest = true;; finest = false, extents = MultigridLevel<T>::CoarserExtents(extents)) {
    const auto [nx, ny, nz] = extents;
    const Index height = SlabHeight(extents), slabs = (nz + height - 1) / height;
    const int arrays = (finest ? 0 : 2) + (Coarsest(extents) ? 0 : 1);
    bytes += MultigridLevel<T>::Bytes(extents, finest) + arrays * nx * ny * nz * sizeof(T) +
             slabs * 2 * MultigridLevel<T>::WindowBytes(extents, kWindow);
    if (Coarsest(extents)) return bytes;
  }
}

template <class T>
Multigrid<T>::Multigrid(const GridMask& mask, const MultigridOptions& options) : grid_(mask.grid()) {
  if (!(options.coarse_weight > 0)) {
    throw std::invalid_argument("Multigrid: coarse_weight must be above 0, got " +
                                fmt::to_string(options.coarse_weight));
  }
  levels_.push_back({MultigridLevel<T>(mask), {}, {}, {}, {}});
  while (!Coarsest(levels_.back().operation.extents())) {
    levels_.push_back({levels_.back().operation.Coarser(options.coarse_weight), {}, {}, {}, {}});
  }
  for (Level& level : levels_) {
    const MultigridLevel<T>& operation = level.operation;
    const Index nz = operation.nz(), height = SlabHeight(operation.extents());
    for (Index begin = 0; begin < nz; begin += height) {
      Slab slab{begin, std::min(nz, begin + height), operation.MakeWindow(kWindow), operation.MakeWindow(kWindow), {}};
      slab.row.resize(slab.u.stride());
      level.slabs.push_back(std::move(slab));
    }
    if (&level != &levels_.front()) {
      level.right.resize(operation.cells());
      level.solution.resize(operation.cells());
    }
    if (&level != &levels_.back()) level.descended.resize(operation.cells());
  }
}

// One plane after the other enters the window.  Half a sweep needs both neighbours as they were before it, so each
// follows the one before it at a distance of a plane.  What the neighbouring slabs own is computed here, too, as far as
// it is needed, `halo` planes beyond either end: of the planes that enter, each half sweep does one less.
template <class T>
template <class Enter, class Leave>
void Multigrid<T>::Wave(const Level& level, Slab& slab, Index halo, int first_colour, const Enter& enter,
                        const Leave& leave) {
  const Index nz = level.operation.nz();
  const Index begin = std::max<Index>(0, slab.begin - halo), end = std::min(nz, slab.end + halo);
  slab.u.Clear(begin - 1);
  for (Index entering = begin; entering < slab.end + halo; ++entering) {
    if (entering < end) {
      enter(entering);
    } else if (entering == end) {
      slab.u.Clear(end);
    }
    for (int half = 0; half < kHalfSweeps; ++half) {
      const Index plane = entering - 1 - half;
      const bool known = plane >= (begin == 0 ? 0 : begin + 1 + half) && plane < (end == nz ? nz : end - 1 - half);
      if (known) level.operation.Relax(slab.u, slab.f, plane, (first_colour + half) % 2);
    }
    leave(entering);
  }
}

template <class T>
template <class Right>
void Multigrid<T>::Descend(Level& level, Level& coarse, const Right& right) const {
  const MultigridLevel<T>& operation = level.operation;
  const Index nx = operation.nx(), ny = operation.ny();
  ForSlabs(level.slabs.size(), [&](std::size_t s) {
    Slab& slab = level.slabs[s];
    const auto enter = [&](Index z) {
      slab.u.Clear(z);
      for (Index y = 0; y < ny; ++y) right(y, z, slab.f.row(y, z));
    };
    const auto restrict_pair = [&](Index last) {
      for (Index y = 0; y < ny; y += 2) {
        std::ranges::fill(slab.row, T(0));
        for (Index z = last / 2 * 2; z <= last; ++z) {
          for (Index k = y; k < std::min(ny, y + 2); ++k) operation.AddResidual(slab.u, slab.f, k, z, slab.row.data());
        }
        T* const to = coarse.right.data() + CoarseCell(coarse, y, last);
        for (Index x = 0; x < coarse.operation.nx(); ++x) to[x] = slab.row[2 * x] + slab.row[2 * x + 1];
      }
    };
    Wave(level, slab, kHalfSweeps + 1, kRed, enter, [&](Index entering) {
      const Index done = entering - kHalfSweeps, known = done - 1;
      if (done >= slab.begin && done < slab.end) {
        for (Index y = 0; y < ny; ++y) {
          WriteRow<T>(slab.u.row(y, done), nx, level.descended.data() + (done * ny + y) * nx, operation.cells());
        }
      }
      const bool ends_pair = known % 2 == 1 || known == operation.nz() - 1;
      if (known >= slab.begin && known < slab.end && ends_pair) restrict_pair(known);
    });
    linalg::StreamingFence();
  });
}

template <class T>
Index Multigrid<T>::CoarseCell(const Level& coarse, Index y, Index z) {
  return (z / 2 * coarse.operation.ny() + y / 2) * coarse.operation.nx();
}

template <class T>
template <class Right, class Emit>
void Multigrid<T>::Ascend(Level& level, const Level& coarse, const Right& right, const Emit& emit) const {
  const MultigridLevel<T>& operation = level.operation;
  const Index nx = operation.nx(), ny = operation.ny();
  ForSlabs(level.slabs.size(), [&](std::size_t s) {
    Slab& slab = level.slabs[s];
    const auto enter = [&](Index z) {
      for (Index y = 0; y < ny; ++y) {
        if (y % 2 == 0) {
          const T* const correction = coarse.solution.data() + CoarseCell(coarse, y, z);
          for (Index x = 0; x < coarse.operation.nx(); ++x) slab.row[2 * x] = slab.row[2 * x + 1] = correction[x];
        }
        right(y, z, slab.f.row(y, z));
        std::copy_n(level.descended.data() + (z * ny + y) * nx, nx, slab.u.row(y, z));
        operation.AddCorrection(slab.row.data(), y, z, slab.u);
      }
    };
    Wave(level, slab, kHalfSweeps, kBlack, enter, [&](Index entering) {
      const Index done = entering - kHalfSweeps;
      if (done < slab.begin || done >= slab.end) return;
      for (Index y = 0; y < ny; ++y) emit(y, done, slab.u.row(y, done));
    });
    linalg::StreamingFence();
  });
}

template <class T>
template <class Right, class Emit>
void Multigrid<T>::SolveCoarsest(Level& level, const Right& right, const Emit& emit) const {
  const MultigridLevel<T>& operation = level.operation;
  Slab& slab = level.slabs[0];
  for (Index z = -1; z <= operation.nz(); ++z) slab.u.Clear(z);
  for (Index z = 0; z < operation.nz(); ++z) {
    for (Index y = 0; y < operation.ny(); ++y) right(y, z, slab.f.row(y, z));
  }
  for (int half = 0; half < 2 * kCoarsestSweeps; ++half) {
    const int first = half < kCoarsestSweeps ? kRed : kBlack;
    for (Index z = 0; z < operation.nz(); ++z) operation.Relax(slab.u, slab.f, z, (first + half) % 2);
  }
  for (Index z = 0; z < operation.nz(); ++z) {
    for (Index y = 0; y < operation.ny(); ++y) emit(y, z, slab.u.row(y, z));
  }
}

template <class T>
template <class Right, class Emit>
void Multigrid<T>::Cycle(std::size_t l, const Right& right, const Emit& emit) const {
  if (l + 1 == levels_.size()) return SolveCoarsest(levels_[l], right, emit);
  Descend(levels_[l], levels_[l + 1], right);
  CoarseCycle(l + 1);
  Ascend(levels_[l], levels_[l + 1], right, emit);
}

template <class T>
void Multigrid<T>::CoarseCycle(std::size_t l) const {
  Level& level = levels_[l];
  const Index nx = level.operation.nx(), ny = level.operation.ny();
  const auto right = [&](Index y, Index z, T* to) { std::copy_n(level.right.data() + (z * ny + y) * nx, nx, to); };
  Cycle(l, right,
        [&](Index y, Index z, const T* from) { std::copy_n(from, nx, level.solution.data() + (z * ny + y) * nx); });
}

template <class T>
template <class S>
double Multigrid<T>::Apply(const GridFunction<S>& r, GridFunction<S>& z) const {
  if (r.grid() != grid_ || z.grid() != grid_) {
    throw std::invalid_argument("Multigrid: the hierarchy's grid is " + Describe(grid_) + ", the functions' " +
                                Describe(r.grid()) + " and " + Describe(z.grid()));
  }
  const MultigridLevel<T>& finest = levels_[0].operation;
  const Index nx = finest.nx(), ny = finest.ny();
  std::vector<double> products(finest.nz());
  const auto right = [&](Index y, Index plane, T* to) { std::copy_n(r.row(plane * ny + y), nx, to); };
  Cycle(0, right, [&](Index y, Index plane, const T* from) {
    const Index row = plane * ny + y;
    if constexpr (std::same_as<S, T>) {
      WriteRow(from, nx, z.row(row), z.size());
      products[plane] += RowDot(r.row(row), from, nx);
    } else {
      constexpr Index kPiece = 512;  // of a row, in the first cache
      S piece[kPiece];
      for (Index x = 0; x < nx; x += kPiece) {
        const Index count = std::min(kPiece, nx - x);
        std::copy_n(from + x, count, piece);
        WriteRow(piece, count, z.row(row) + x, z.size());
        products[plane] += RowDot(r.row(row) + x, piece, count);
      }
    }
  });
  double sum = 0;
  for (const double product : products) sum += product;
  return sum;
}

template class Multigrid<float>;
template class Multigrid<double>;
template double Multigrid<float>::Apply(const GridFunction<float>&, GridFunction<float>&) const;
template double Multigrid<float>::Apply(const GridFunction<double>&, GridFunction<double>&) const;
template double Multigrid<double>::Apply(const GridFunction<double>&, GridFunction<double>&) const;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
