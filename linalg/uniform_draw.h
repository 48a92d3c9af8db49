/// A number drawn evenly from [0, 1), in steps of 2^-53: the same with every standard library, whose distributions are
/// not.
#ifndef HADAMARD_NTK_LINALG_UNIFORM_DRAW_H_
#define HADAMARD_NTK_LINALG_UNIFORM_DRAW_H_

#include <cmath>
#include <random>

namespace hadamard_ntk::linalg {

inline double UniformDraw(std::mt19937_64& random) { return std::ldexp(static_cast<double>(random() >> 11), -53); }

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_UNIFORM_DRAW_H_
