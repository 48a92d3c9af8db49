/// Claims of ours on Deep Ritz, and how they are judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/barron_pdes/deep_ritz/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::deep_ritz {

/// Rows of one method, d ascending.
std::vector<Row> Select(const std::vector<Row>& rows, const std::string& method);

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_CLAIMS_H_
