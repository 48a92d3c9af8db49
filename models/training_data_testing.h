/// Made-up samples for the tests of training: the same everywhere, of size about 1.
#ifndef HADAMARD_NTK_MODELS_TRAINING_DATA_TESTING_H_
#define HADAMARD_NTK_MODELS_TRAINING_DATA_TESTING_H_

#include <cmath>
#include <cstddef>
#include <span>

#include "models/matrix.h"
#include "models/random.h"

namespace hadamard_ntk::models {

/// n x d normals.
template <class T>
Matrix<T> Inputs(Index n, Index d) {
  Matrix<T> x(n, d);
  FillNormal({.seed = 11, .purpose = Purpose::kData}, 0, std::span<T>(x.data(), static_cast<std::size_t>(x.size())));
  return x;
}

/// n x outputs, in [-1, 1].
template <class T>
Matrix<T> Smooth(Index n, Index outputs) {
  Matrix<T> y(n, outputs);
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = static_cast<T>(std::sin(static_cast<double>(i + 1)));
  return y;
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_TRAINING_DATA_TESTING_H_
