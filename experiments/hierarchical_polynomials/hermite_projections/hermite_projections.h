/// Are the Hermite components of g(p(x)) up to degree k those of Stein's lemma, as for a normal p?
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_HERMITE_PROJECTIONS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_HERMITE_PROJECTIONS_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment HermiteProjections();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_HERMITE_PROJECTIONS_H_
