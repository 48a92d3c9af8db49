/// Error and correlation of the trained net against n / d^k.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_FIGURES_H_

#include "experiments/hierarchical_polynomials/adam_training/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::adam_training {

/// Left: error of the net (solid), the NTK (dashed) and the CCP net (dotted); right: correlation of u with p.  Medians,
/// points of all seeds.
Figure DrawTraining(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::adam_training

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_ADAM_TRAINING_FIGURES_H_
