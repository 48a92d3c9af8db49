/// The paper whose claims the experiments of this folder check [FanEtAl2021].
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PAPER_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PAPER_H_

#include "experiments/shared/names.h"
#include "referee/paper.h"

namespace hadamard_ntk::experiments {

/// Where a claim is printed that is none of the paper's.
inline constexpr char kOurs[] = "ours; no claim of the paper";

/// The sentence of the abstract that says which nets are more expressive.
inline constexpr char kExpressivity[] =
    "\"we first apply the spline theory and a measure from algebraic geometry to give two theorems that demonstrate "
    "better model expressivity of a quadratic network than the conventional counterpart with or without quadratic "
    "activation.\"";

inline Paper QuadraticNets() {
  return {.id = "quadratic_nets",
          .key = "FanEtAl2021",
          .title = "On Expressivity and Trainability of Quadratic Networks",
          .authors = "Fan, Li, Wang, Lai, Wang",
          .venue = "arXiv:2110.06081"};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PAPER_H_
