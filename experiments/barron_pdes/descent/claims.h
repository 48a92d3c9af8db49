/// "Preconditioned gradient descent converges exponentially fast": as printed, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_CLAIMS_H_

#include <vector>

#include "experiments/barron_pdes/descent/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::descent {

std::vector<Check<Evidence>> Checks();

/// The runs of one setting, by size.
std::vector<const Comparison*> RunsOf(const Evidence& evidence, const std::string& setting);
/// All settings, in the order of their first runs.
std::vector<std::string> Settings(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::descent

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_CLAIMS_H_
