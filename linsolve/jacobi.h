/// The diagonal of the Poisson operator (pressure_poisson.h) as a preconditioner: M r = r / diagonal, 0 where that is
/// 0.
#ifndef HADAMARD_NTK_LINSOLVE_JACOBI_H_
#define HADAMARD_NTK_LINSOLVE_JACOBI_H_

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

template <class T>
class Jacobi {
 public:
  explicit Jacobi(const GridMask& mask) : diagonal_(mask.open_faces()) {}

  /// z = M r; returns r.z.  All three are of the mask's grid.
  double Apply(const GridFunction<T>& r, GridFunction<T>& z) const {
    const Index nx = r.grid().nx();
    return SumOverRows(r.grid(), [&](Index begin, Index end) {
      double sum = 0;
      for (Index row = begin; row < end; ++row) {
        const std::uint8_t* const diagonal = diagonal_.data() + row * nx;
        const T* const from = r.row(row);
        T* const to = z.row(row);
        for (Index i = 0; i < nx; ++i) to[i] = diagonal[i] > 0 ? from[i] / static_cast<T>(diagonal[i]) : T(0);
        sum += RowDot(from, to, nx);
      }
      return sum;
    });
  }
  GridFunction<T> operator()(const GridFunction<T>& r) const {
    GridFunction<T> z(r.grid());
    Apply(r, z);
    return z;
  }

 private:
  std::vector<std::uint8_t> diagonal_;
};

/// The pass of linalg/operator.h.
template <class T>
Eigen::VectorXd Precondition(const Jacobi<T>& m, const GridFunction<T>& r, std::optional<GridFunction<T>>& z) {
  if (!z) z.emplace(r.grid());
  return Eigen::VectorXd::Constant(1, m.Apply(r, *z));
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_JACOBI_H_
