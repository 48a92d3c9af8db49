/// "Polynomial in dimension", at constant p, B_L and eps.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/barron_pdes/dimension/measure.h"
#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::dimension {

/// |u*|_B against d.
PowerLawFit FitNorm(const Evidence& evidence, const std::string& problem, const std::string& data);
/// Norms against A, from a quarter of the largest A on.
PowerLawFit FitGrowth(const Growth& growth);

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::dimension

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DIMENSION_CLAIMS_H_
