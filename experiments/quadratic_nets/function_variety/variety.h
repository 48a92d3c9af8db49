/// The variety of functions of a net without ReLU, affine readout included: its dimension is the generic rank of the
/// Jacobian parameters -> values at more points than parameters, which is the rank of the empirical NTK's Gram matrix.
/// All functions of the net are polynomials of degree 2^hidden, the ambient space.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_VARIETY_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_VARIETY_H_

#include <cstdint>
#include <optional>

namespace hadamard_ntk::experiments::function_variety {

struct Shape {
  int inputs = 1, width = 1, hidden = 1;  ///< `hidden` layers, all of that width
};

enum class Kind {
  kQuadratic,  ///< neurons r g + s, models/quadratic_net.h
  kSquare,     ///< conventional neurons with activation z^2
  kTied,       ///< quadratic neurons with W_g = W_r, b_g = b_r, W_b = 0, c = 0: as a family what kSquare is
};

int ParameterCount(const Shape& shape, Kind kind);
/// C(inputs + 2^hidden, inputs).
double Ambient(const Shape& shape);

/// Modulo 2^61 - 1, by forward differentiation at a random point of parameters and one random input more than
/// parameters, keyed by the seed: exact, as linalg/modular_rank.h says.  The degree of a minor is below 32 times its
/// size for up to 3 hidden layers: too small with probability below 2^-45 for up to 2000 parameters.
int VarietyDimension(const Shape& shape, Kind kind, std::uint64_t seed);

/// The same in double, of models::QuadraticNet at a random start: singular values of the Jacobian with columns (one per
/// parameter) of length 1, cut where the quotient of neighbours is largest.
struct FloatingRank {
  int rank = 0;
  double kept = 0, dropped = 0;  ///< the two singular values at the cut, over the largest
};
FloatingRank RankInDouble(const Shape& shape, Kind kind, std::uint64_t seed);

/// One hidden layer, in closed form; nothing where the form is not known to hold:
///   square      min(C(n+2, 2), m (n+1) - m (m-1)/2 + 1)           for m <= n
///   quadratic   min(C(n+2, 2), 2m (n+1) - m (2m-1) + n + 1)       for 2m <= n + 1
std::optional<int> ClosedForm(const Shape& shape, Kind kind);

}  // namespace hadamard_ntk::experiments::function_variety

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_VARIETY_H_
