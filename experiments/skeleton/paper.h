/// The paper of the experiment to copy.
#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_PAPER_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_PAPER_H_

#include "experiments/shared/names.h"
#include "referee/paper.h"

namespace hadamard_ntk::experiments {

inline Paper Skeleton() {
  return {.id = "skeleton",
          .key = "",
          .title = "De summis serierum reciprocarum",
          .authors = "Euler",
          .venue = "Commentarii academiae scientiarum Petropolitanae 7, 1740"};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_PAPER_H_
