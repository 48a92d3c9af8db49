/// The lemma on Hermite components of g(p(x)) [WanNicLee2023], as quoted in public reviews, and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_CLAIMS_H_

#include <vector>

#include "experiments/hierarchical_polynomials/hermite_projections/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::hermite_projections {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::hermite_projections

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_CLAIMS_H_
