/// The paper whose claims the experiments of this folder check [KanEtAl2022].
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_PAPER_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_PAPER_H_

#include "experiments/shared/names.h"
#include "referee/paper.h"

namespace hadamard_ntk::experiments {

inline Paper ConjugateDirectionsPaper() {
  return {.id = "conjugate_directions",
          .key = "KanEtAl2022",
          .title = "A Deep Conjugate Direction Method for Iteratively Solving Linear Systems",
          .authors = "Kaneda, Akar, Chen, Kala, Hyde, Teran",
          .venue = "arXiv:2205.10763"};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_PAPER_H_
