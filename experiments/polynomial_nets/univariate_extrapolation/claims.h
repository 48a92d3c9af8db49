#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_CLAIMS_H_

#include "experiments/polynomial_nets/univariate_extrapolation/evidence.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

Claim DeclareFigure1Cubic();
Claim DeclareFigure1Cosine();
Claim DeclareFigure1Linear();
Claim DeclareFigure1Degree();
Claim DeclareFigure1Relu();

Claim JudgeFigure1Cubic(const UnivariateEvidence& evidence);
Claim JudgeFigure1Cosine(const UnivariateEvidence& evidence);
Claim JudgeFigure1Linear(const UnivariateEvidence& evidence);
Claim JudgeFigure1Degree(const UnivariateEvidence& evidence);
Claim JudgeFigure1Relu(const UnivariateEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_CLAIMS_H_
