#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_FIGURES_H_

#include <vector>

#include "experiments/shared/names.h"
#include "experiments/skeleton/basel/measure.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// The remainder against n.
Figure DrawRemainders(const std::vector<Remainder>& remainders);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_FIGURES_H_
