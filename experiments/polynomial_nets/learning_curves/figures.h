/// Predicted curves and measured errors against n, a panel for each target.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_FIGURES_H_

#include "experiments/polynomial_nets/learning_curves/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::learning_curves {

/// Lines: predicted; points with bars of five standard errors: measured.
Figure DrawCurves(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::learning_curves

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LEARNING_CURVES_FIGURES_H_
