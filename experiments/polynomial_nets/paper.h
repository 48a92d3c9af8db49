/// The paper whose claims the experiments of this folder check [WuEtAl2022].
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_PAPER_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_PAPER_H_

#include "experiments/shared/names.h"
#include "referee/paper.h"

namespace hadamard_ntk::experiments {

/// Where a claim is printed that is none of the paper's.
inline constexpr char kOurs[] = "ours; no claim of the paper";

inline Paper PolynomialNets() {
  return {.id = "polynomial_nets",
          .key = "WuEtAl2022",
          .title = "Extrapolation and Spectral Bias of Neural Nets with Hadamard Product: a Polynomial Net Study",
          .authors = "Wu, Zhu, Liu, Chrysos, Cevher",
          .venue = "NeurIPS 2022 (arXiv:2209.07736)"};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_PAPER_H_
