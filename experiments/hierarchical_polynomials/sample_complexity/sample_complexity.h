/// How many samples does layerwise training of a three-layer net need, against the dimension?
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_SAMPLE_COMPLEXITY_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_SAMPLE_COMPLEXITY_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment SampleComplexity();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_SAMPLE_COMPLEXITY_SAMPLE_COMPLEXITY_H_
