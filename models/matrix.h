/// The matrices of this library: Eigen's, column-major unless their name says otherwise.
/// Data X is n x d: a row is a sample.  Weights are row-major: a row belongs to a hidden unit.
#ifndef HADAMARD_NTK_MODELS_MATRIX_H_
#define HADAMARD_NTK_MODELS_MATRIX_H_

#include <Eigen/Core>
#include <type_traits>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::models {

using Eigen::Index;

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

/// Arguments: a matrix of any size and column stride; a contiguous vector.  T is not deduced from them.
template <class T>
using MatrixArgument = std::type_identity_t<Eigen::Ref<const Matrix<T>>>;
template <class T>
using VectorArgument = std::type_identity_t<Eigen::Ref<const Vector<T>>>;
template <class T>
using VectorResult = std::type_identity_t<Eigen::Ref<Vector<T>>>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_MATRIX_H_
