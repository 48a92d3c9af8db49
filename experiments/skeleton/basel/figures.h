/// The remainder against n.
#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_FIGURES_H_

#include "experiments/shared/names.h"
#include "experiments/skeleton/basel/measure.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments::basel {

Figure DrawRemainders(const Evidence& evidence);

}  // namespace hadamard_ntk::experiments::basel

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_FIGURES_H_
