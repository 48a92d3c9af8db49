/// Pieces along a line, differences against their order, and x^2 by kinks.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_FIGURES_H_

#include <vector>

#include "experiments/quadratic_nets/piecewise_degree/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::piecewise_degree {

/// The differences of a group over its pieces, by order: 5th percentile, median, 95th; and the largest tolerance.
struct Spread {
  std::vector<double> low, median, high, tolerance;
};
Spread SpreadOf(const Group& group);

Figure DrawDifferences(const Evidence& evidence);
/// The first lines of the shallowest quadratic and conventional nets, |t| <= 1.
Figure DrawLine(const Evidence& evidence);
Figure DrawSquare(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::piecewise_degree

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_FIGURES_H_
