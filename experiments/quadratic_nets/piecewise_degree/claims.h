/// "More expressive than a conventional net", by the degree of the pieces on lines.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_CLAIMS_H_

#include <vector>

#include "experiments/quadratic_nets/piecewise_degree/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::piecewise_degree {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::piecewise_degree

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_CLAIMS_H_
