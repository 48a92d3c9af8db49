#include "linsolve/pressure_poisson.h"

#include <cstring>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using linalg::kLanes;
using linalg::Lane;
using linalg::Load;

template <class T>
Lane<T> FromBytes(const std::uint8_t* from) {
  typedef std::uint8_t Bytes __attribute__((vector_size(kLanes<T>)));
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return __builtin_convertvector(bytes, Lane<T>);
}

}  // namespace

template <class T>
PressurePoisson<T>::PressurePoisson(const GridMask& mask)
    : grid_(mask.grid()), diagonal_(mask.open_faces()), zeros_(mask.grid().nx()) {}

template <class T>
void PressurePoisson<T>::Check(const GridFunction<T>& v) const {
  if (v.grid() != grid_) {
    throw std::invalid_argument("PressurePoisson: the operator's grid is " + Describe(grid_) + ", the function's " +
                                Describe(v.grid()));
  }
}

// A whole register at each end of the row takes neighbours of the next row for its own; the two cells are done again.
template <class T>
void PressurePoisson<T>::ProductOfRow(const GridFunction<T>& v, Index row, T* product) const {
  const Index nx = grid_.nx(), ny = grid_.ny(), y = row % ny, z = row / ny;
  const T* const at = v.row(row);
  const T* const south = y > 0 ? at - nx : zeros_.data();
  const T* const north = y + 1 < ny ? at + nx : zeros_.data();
  const T* const below = z > 0 ? at - nx * ny : zeros_.data();
  const T* const above = z + 1 < grid_.nz() ? at + nx * ny : zeros_.data();
  const std::uint8_t* const diagonal = diagonal_.data() + row * nx;
  const auto one = [&](Index i) {
    const T west = i > 0 ? at[i - 1] : T(0), east = i + 1 < nx ? at[i + 1] : T(0);
    const T neighbours = (west + east) + (south[i] + north[i]) + (below[i] + above[i]);
    product[i] = diagonal[i] > 0 ? static_cast<T>(diagonal[i]) * at[i] - neighbours : T(0);
  };
  Index i = 0;
  for (; i + kLanes<T> <= nx; i += kLanes<T>) {
    const Lane<T> faces = FromBytes<T>(diagonal + i);
    const Lane<T> neighbours = (Load(at + i - 1) + Load(at + i + 1)) + (Load(south + i) + Load(north + i)) +
                               (Load(below + i) + Load(above + i));
    linalg::Store<T>(faces > T(0) ? faces * Load(at + i) - neighbours : Lane<T>{}, product + i);
  }
  for (; i < nx; ++i) one(i);
  one(0);
  one(nx - 1);
}

template <class T>
void PressurePoisson<T>::Multiply(const GridFunction<T>& v, GridFunction<T>& product) const {
  Check(v);
  Check(product);
  ForRows(grid_, [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) ProductOfRow(v, row, product.row(row));
  });
}

template <class T>
GridFunction<T> PressurePoisson<T>::operator()(const GridFunction<T>& v) const {
  GridFunction<T> product(grid_);
  Multiply(v, product);
  return product;
}

template class PressurePoisson<float>;
template class PressurePoisson<double>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
