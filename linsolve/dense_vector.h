/// Eigen's vector as a block of one vector in the sense of linalg/operator.h, for iterations on sparse matrices.
#ifndef HADAMARD_NTK_LINSOLVE_DENSE_VECTOR_H_
#define HADAMARD_NTK_LINSOLVE_DENSE_VECTOR_H_

#include <Eigen/Core>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

struct DenseVector {
  Eigen::VectorXd values;
};

inline Eigen::VectorXd Dot(const DenseVector& a, const DenseVector& b) {
  return Eigen::VectorXd::Constant(1, a.values.dot(b.values));
}

inline void AddScaled(DenseVector& y, const Eigen::VectorXd& factor, const DenseVector& x) {
  y.values += factor[0] * x.values;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_DENSE_VECTOR_H_
