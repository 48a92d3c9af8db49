/// The pieces of a ReLU net on a line, and the degree of the polynomial that it is on each.
///
///   line     x(t) = p + t v, t in [-2, 2], p and v normal; a net of its own for each line, at its start, biases N(0, 1)
///   piece    a longest run of equidistant t at which no unit switches on or off
///   degree   by differences of the values at 2^hidden + 4 equidistant points of the run, with 50 digits: the net's value
///            there is that of one polynomial, whether or not units switch twice in between
/// Rounding is counted: 3 roundings' worth for each number a unit adds up, times the same net of moduli.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_PIECES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_PIECES_H_

#include <cstdint>
#include <vector>

#include "experiments/shared/differences.h"

namespace hadamard_ntk::experiments::piecewise_degree {

enum class Kind {
  kQuadratic,     ///< models::QuadraticNet at a random start
  kConventional,  ///< the same at the ReLinear start, which is a conventional ReLU net
  kCubic,         ///< a quadratic net whose first unit is multiplied by its r once more
  kSquaredRelu,   ///< conventional units relu(z)^2: pieces of degree 2^hidden by construction
};

struct NetSize {
  int inputs = 3, width = 10, hidden = 1;
};

struct Piece {
  Differences differences = {};  ///< orders 0 to 2^hidden + 2
  double from = 0, to = 0;       ///< t
  /// Largest |models net in double - 50 digits|, over the rounding bound in double; 0 for a net that models has not.
  double error_in_double = 0;
};

struct Line {
  std::vector<Piece> pieces = {};
  int too_short = 0;                        ///< runs of fewer points than the differences need
  std::vector<double> t = {}, values = {};  ///< in double; Measure keeps those of the first line
  std::vector<double> kinks = {};           ///< between which t
};

/// 2^halvings equidistant t on each unit of it, so that t is exact; the same line, and the same random numbers, for
/// each kind.  Keyed by seed and line.
Line TakeLine(Kind kind, const NetSize& size, int halvings, std::uint64_t seed, int line);

}  // namespace hadamard_ntk::experiments::piecewise_degree

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_PIECES_H_
