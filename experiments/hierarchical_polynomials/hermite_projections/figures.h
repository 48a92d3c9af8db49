/// Norms of Hermite components, and plateaus, against d.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_FIGURES_H_

#include "experiments/hierarchical_polynomials/hermite_projections/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::hermite_projections {

/// |P_{<k} h| above, |P_k h - E[g'(z)] p| beneath, a column for each k, with the line d^{-1/2}.
Figure DrawNorms(const Evidence& evidence);

/// 1 - |P_{<=k} h|^2 / E h^2, a panel for each g, with its limit for d -> infinity.
Figure DrawPlateaus(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::hermite_projections

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_FIGURES_H_
