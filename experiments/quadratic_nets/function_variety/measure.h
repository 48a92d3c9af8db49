/// Dimensions of function varieties: quadratic nets beside nets of squares, at equal width and at equal parameters.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_MEASURE_H_

#include <optional>
#include <vector>

#include "experiments/quadratic_nets/function_variety/variety.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::function_variety {

struct Config {
  int parameters = 200;  ///< of the largest net of a curve
  int inputs = 8;        ///< the closed forms are tried up to so many
};

/// The shapes that the claim is judged by.
inline constexpr Shape kShapes[] = {{6, 1, 1}, {6, 2, 1}, {6, 3, 1}, {6, 4, 1}, {5, 2, 1}, {8, 2, 1}, {8, 4, 1},
                                    {2, 2, 2}, {3, 3, 2}, {4, 2, 2}, {4, 3, 2}, {5, 4, 2}, {2, 2, 3}};

struct Net {
  Kind kind = Kind::kQuadratic;
  Shape shape = {};
  int parameters = 0, dimension = 0;
  double ambient = 0;

  bool fills() const { return dimension >= ambient; }
};

struct Row {
  Net quadratic = {}, square = {}, tied = {};
  Net doubled = {};  ///< squares at twice the width
  Net equal = {};    ///< the widest net of squares, as deep, with at most the quadratic net's number of parameters
  FloatingRank quadratic_in_double = {}, square_in_double = {};
};

struct Evidence {
  Config config = {};
  std::vector<Row> rows = {};
  std::vector<Net> curves = {};  ///< 8 inputs, one hidden layer; 4, two; 2, three: all widths up to Config::parameters
  std::vector<Net> closed = {};  ///< one hidden layer: all that ClosedForm knows up to Config::inputs
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::function_variety

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_MEASURE_H_
