/// Eigen's matrix as a block of vectors, its columns, in the sense of linalg/operator.h; its vector as a block of one.
#ifndef HADAMARD_NTK_LINALG_DENSE_BLOCK_H_
#define HADAMARD_NTK_LINALG_DENSE_BLOCK_H_

#include <Eigen/Core>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

template <class Values>
struct DenseBlock {
  Values values;
};
using Dense = DenseBlock<Eigen::MatrixXd>;
using DenseColumn = DenseBlock<Eigen::VectorXd>;

template <class Values>
Eigen::VectorXd Dot(const DenseBlock<Values>& a, const DenseBlock<Values>& b) {
  return a.values.cwiseProduct(b.values).colwise().sum().transpose();
}

template <class Values>
void AddScaled(DenseBlock<Values>& y, const Eigen::VectorXd& factor, const DenseBlock<Values>& x) {
  y.values += x.values * factor.asDiagonal();
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_DENSE_BLOCK_H_
