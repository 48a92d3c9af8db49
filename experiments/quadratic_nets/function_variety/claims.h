/// "More expressive than a conventional net with quadratic activation", by the dimension of the function variety.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/quadratic_nets/function_variety/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::function_variety {

/// "6,[2]": inputs and hidden widths.
std::string NameOf(const Shape& shape);

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::function_variety

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_FUNCTION_VARIETY_CLAIMS_H_
