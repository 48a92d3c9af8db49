/// Does an encoder with Hadamard products extrapolate better in visual analogies? Appendix E.5 of [WuEtAl2022], the
/// task of [WebEtAl2020]: squares of four features, A : B :: C : ?, seven candidates, levels that training has not
/// seen.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_VISUAL_ANALOGY_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_VISUAL_ANALOGY_H_

#include "experiments/shared/names.h"
#include "referee/experiment.h"

namespace hadamard_ntk::experiments {

Experiment VisualAnalogy();

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_VISUAL_ANALOGY_H_
