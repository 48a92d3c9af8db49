/// Eigen's matrix as a block of vectors, its columns, in the sense of linalg/operator.h.
#ifndef HADAMARD_NTK_LINALG_DENSE_BLOCK_H_
#define HADAMARD_NTK_LINALG_DENSE_BLOCK_H_

#include <Eigen/Core>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

struct Dense {
  Eigen::MatrixXd values;
};

inline Eigen::VectorXd Dot(const Dense& a, const Dense& b) {
  return a.values.cwiseProduct(b.values).colwise().sum().transpose();
}

inline void AddScaled(Dense& y, const Eigen::VectorXd& factor, const Dense& x) {
  y.values += x.values * factor.asDiagonal();
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_DENSE_BLOCK_H_
