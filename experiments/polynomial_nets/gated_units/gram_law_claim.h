/// The claim gated_gram_law: eigenvalues of Gram matrices of normal points are those of the law.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GRAM_LAW_CLAIM_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GRAM_LAW_CLAIM_H_

#include "experiments/polynomial_nets/gated_units/measure.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments::gated_units {

Declaration GramLawClaim();
Judgement JudgeGramLaw(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GRAM_LAW_CLAIM_H_
