/// That the Barron norm bounds the size of a two-layer net, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_CLAIMS_H_

#include <string>
#include <vector>

#include "experiments/barron_pdes/two_layer/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::two_layer {

/// Rows of one target, d and method.
std::vector<Row> Select(const std::vector<Row>& rows, const std::string& target, int d, const std::string& method);

/// The exponent of `error` in k; missing for fewer than 3 sizes or errors that are not positive.
double SlopeOf(const std::vector<Row>& rows);

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::two_layer

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TWO_LAYER_CLAIMS_H_
