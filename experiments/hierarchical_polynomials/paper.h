/// The paper whose claims the experiments of this folder check [WanNicLee2023].
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_PAPER_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_PAPER_H_

#include "experiments/shared/names.h"
#include "referee/paper.h"

namespace hadamard_ntk::experiments {

inline Paper HierarchicalPolynomials() {
  return {.id = "hierarchical_polynomials",
          .key = "WanNicLee2023",
          .title = "Learning Hierarchical Polynomials with Three-Layer Neural Networks",
          .authors = "Wang, Nichani, Lee",
          .venue = "arXiv:2311.13774"};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_PAPER_H_
