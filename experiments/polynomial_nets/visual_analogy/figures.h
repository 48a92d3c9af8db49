/// Accuracy against region.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_FIGURES_H_

#include "experiments/polynomial_nets/visual_analogy/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::visual_analogy {

/// A panel for each regime: means, every seed, chance and the rule.
Figure DrawAccuracies(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_FIGURES_H_
