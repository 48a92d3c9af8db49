#include "linsolve/multigrid_level.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using linalg::kLanes;
using linalg::Lane;
using linalg::Load;
using linalg::LoadAs;

// What is at a cell of a plane, by its distance from the plane's first cell; all windows have the same strides.  The
// neighbours in x are given: what was just stored is not to be loaded again at another place, which waits for the
// store.
template <class T>
struct UnitWeights {
  const std::uint8_t* diagonal;

  Lane<T> Diagonal(Index at) const { return LoadAs<T>(diagonal + at); }
  Lane<T> Neighbours(const T* below, const T* u, const T* above, Index stride, Index at, const Lane<T>& west,
                     const Lane<T>& east) const {
    return (west + east) + (Load(u + at - stride) + Load(u + at + stride)) + (Load(below + at) + Load(above + at));
  }
};

template <class T>
struct Weights {
  const float *diagonal, *x, *y, *z, *z_below;

  Lane<T> Diagonal(Index at) const { return LoadAs<T>(diagonal + at); }
  Lane<T> Neighbours(const T* below, const T* u, const T* above, Index stride, Index at, const Lane<T>& west,
                     const Lane<T>& east) const {
    return (LoadAs<T>(x + at - 1) * west + LoadAs<T>(x + at) * east) +
           (LoadAs<T>(y + at - stride) * Load(u + at - stride) + LoadAs<T>(y + at) * Load(u + at + stride)) +
           (LoadAs<T>(z_below + at) * Load(below + at) + LoadAs<T>(z + at) * Load(above + at));
  }
};

// 0 1 0 1 ...
template <class T>
Lane<T> Parities() {
  Lane<T> parities;
  for (int i = 0; i < kLanes<T>; ++i) parities[i] = static_cast<T>(i % 2);
  return parities;
}

}  // namespace

template <class T>
std::array<Index, 3> MultigridLevel<T>::Extents(const Grid& grid) {
  if (grid.dimension() == 2) return {grid.nx(), 1, grid.ny()};
  return grid.extents();
}

template <class T>
std::array<Index, 3> MultigridLevel<T>::CoarserExtents(const std::array<Index, 3>& extents) {
  return {(extents[0] + 1) / 2, (extents[1] + 1) / 2, (extents[2] + 1) / 2};
}

template <class T>
std::size_t MultigridLevel<T>::Bytes(const std::array<Index, 3>& extents, bool finest) {
  const auto [nx, ny, nz] = extents;
  if (finest) return PaddedPlanes<std::uint8_t>::Bytes(nx, ny, nz, kLanes<T>);
  const auto planes = [nx = nx, ny = ny](Index count) { return PaddedPlanes<float>::Bytes(nx, ny, count, kLanes<T>); };
  return planes(nz) + 3 * planes(nz + 1);
}

template <class T>
MultigridLevel<T>::MultigridLevel(const std::array<Index, 3>& extents) : extents_(extents) {}

template <class T>
MultigridLevel<T>::MultigridLevel(const GridMask& mask) : MultigridLevel(Extents(mask.grid())) {
  faces_.emplace(nx(), ny(), nz(), kLanes<T>);
  oneapi::tbb::parallel_for(Index{0}, nz(), [&](Index z) {
    for (Index y = 0; y < ny(); ++y) {
      std::copy_n(mask.open_faces().data() + (z * ny() + y) * nx(), nx(), faces_->row(y, z));
    }
  });
}

template <class T>
float MultigridLevel<T>::Diagonal(const std::array<Index, 3>& cell) const {
  const auto [x, y, z] = cell;
  return faces_ ? faces_->row(y, z)[x] : diagonal_->row(y, z)[x];
}

template <class T>
float MultigridLevel<T>::Weight(int axis, const std::array<Index, 3>& cell) const {
  if (cell[axis] + 1 >= extents_[axis]) return 0;
  if (!faces_) return weights_[axis]->row(cell[1], cell[2])[cell[0]];
  std::array<Index, 3> next = cell;
  ++next[axis];
  return Diagonal(cell) > 0 && Diagonal(next) > 0;
}

// Of the sum over a block of A, the faces within it are no part.
template <class T>
MultigridLevel<T> MultigridLevel<T>::Coarser(double scale) const {
  MultigridLevel coarse(CoarserExtents(extents_));
  coarse.diagonal_.emplace(coarse.nx(), coarse.ny(), coarse.nz(), kLanes<T>);
  // One plane of zeros more, below the first.
  for (auto& weights : coarse.weights_) weights.emplace(coarse.nx(), coarse.ny(), coarse.nz() + 1, kLanes<T>);
  const auto factor = static_cast<float>(scale);
  oneapi::tbb::parallel_for(Index{0}, coarse.nz(), [&](Index cz) {
    for (Index z = 2 * cz; z < std::min(nz(), 2 * cz + 2); ++z) {
      for (Index y = 0; y < ny(); ++y) {
        float* const diagonal = coarse.diagonal_->row(y / 2, cz);
        for (Index x = 0; x < nx(); ++x) {
          const std::array<Index, 3> cell = {x, y, z};
          diagonal[x / 2] += factor * Diagonal(cell);
          for (int axis = 0; axis < 3; ++axis) {
            const float weight = factor * Weight(axis, cell);
            if (cell[axis] % 2 == 0) {
              diagonal[x / 2] -= 2 * weight;
            } else {
              coarse.weights_[axis]->row(y / 2, cz)[x / 2] += weight;
            }
          }
        }
      }
    }
  });
  return coarse;
}

template <class T>
template <class F>
void MultigridLevel<T>::ForStencil(Index z, const F& f) const {
  if (faces_) return f(UnitWeights<T>{faces_->row(0, z)});
  f(Weights<T>{diagonal_->row(0, z), weights_[0]->row(0, z), weights_[1]->row(0, z), weights_[2]->row(0, z),
               weights_[2]->row(0, z - 1)});
}

template <class T>
void MultigridLevel<T>::Relax(Window& u, const Window& f, Index z, int colour) const {
  const T *const below = u.row(0, z - 1), *const above = u.row(0, z + 1), *const right = f.row(0, z);
  T* const at = u.row(0, z);
  const Index stride = u.stride(), width = nx(), rows = ny();
  // Captured by value: what is behind a reference is loaded again after every store.
  ForStencil(z, [=](const auto stencil) {
    const Lane<T> parities = Parities<T>();
    for (Index y = 0; y < rows; ++y) {
      const auto mine = parities == static_cast<T>((y + z + colour) % 2);
      const Index end = y * stride + width;
      Lane<T> before{}, here = Load(at + y * stride);
      for (Index i = y * stride; i < end; i += kLanes<T>) {
        const Lane<T> behind = Load(at + i + kLanes<T>), diagonal = stencil.Diagonal(i);
        const Lane<T> neighbours =
            stencil.Neighbours(below, at, above, stride, i, linalg::Joined<T, kLanes<T> - 1>(before, here),
                               linalg::Joined<T, 1>(here, behind));
        linalg::Store<T>((mine & (diagonal > T(0))) ? (Load(right + i) + neighbours) / diagonal : here, at + i);
        before = here;
        here = behind;
      }
    }
  });
}

template <class T>
void MultigridLevel<T>::AddResidual(const Window& u, const Window& f, Index y, Index z, T* sum) const {
  const T *const below = u.row(0, z - 1), *const at = u.row(0, z), *const above = u.row(0, z + 1);
  const T* const right = f.row(0, z);
  const Index stride = u.stride(), begin = y * stride, end = begin + nx();
  ForStencil(z, [=](const auto stencil) {
    for (Index i = begin; i < end; i += kLanes<T>) {
      const Lane<T> diagonal = stencil.Diagonal(i);
      const Lane<T> neighbours = stencil.Neighbours(below, at, above, stride, i, Load(at + i - 1), Load(at + i + 1));
      const Lane<T> rest = Load(right + i) - (diagonal * Load(at + i) - neighbours);
      linalg::Store<T>(Load(sum + i - begin) + (diagonal > T(0) ? rest : Lane<T>{}), sum + i - begin);
    }
  });
}

template <class T>
void MultigridLevel<T>::AddCorrection(const T* correction, Index y, Index z, Window& u) const {
  T* const at = u.row(0, z);
  const Index begin = y * u.stride(), end = begin + nx();
  ForStencil(z, [=](const auto stencil) {
    for (Index i = begin; i < end; i += kLanes<T>) {
      const Lane<T> where = stencil.Diagonal(i);
      linalg::Store<T>(Load(at + i) + (where > T(0) ? Load(correction + i - begin) : Lane<T>{}), at + i);
    }
  });
}

template class MultigridLevel<float>;
template class MultigridLevel<double>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
