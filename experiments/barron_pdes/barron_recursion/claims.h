/// The growth of the Barron norm per iterate, and of the approximation that comes of it.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_CLAIMS_H_

#include <vector>

#include "experiments/barron_pdes/barron_recursion/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::barron_recursion {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::barron_recursion

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_CLAIMS_H_
