/// The paper whose claims the experiments of this folder check [MarwahEtAl2023].
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_PAPER_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_PAPER_H_

#include "experiments/shared/names.h"
#include "referee/paper.h"

namespace hadamard_ntk::experiments {

/// Sentences of the abstract, in its order.
inline constexpr char kBarronApproximation[] =
    "\"We show that if composing a function with Barron norm b with partial derivatives of L produces a function of "
    "Barron norm at most B_L b^p, the solution to the PDE can be epsilon-approximated in the L^2 sense by a function "
    "with Barron norm O((dB_L)^{max{p log(1/epsilon), p^{log(1/epsilon)}}}).\"";
inline constexpr char kTwoLayerSize[] =
    "\"By a classical result due to Barron [1993], this correspondingly bounds the size of a 2-layer neural network "
    "needed to approximate the solution.\"";
inline constexpr char kPolynomialInDimension[] =
    "\"Treating p, epsilon, B_L as constants, this quantity is polynomial in dimension, thus showing neural networks "
    "can evade the curse of dimensionality.\"";
inline constexpr char kSimulatedDescent[] =
    "\"Our proof technique involves neurally simulating (preconditioned) gradient in an appropriate Hilbert space, "
    "which converges exponentially fast to the solution of the PDE, and such that we can bound the increase of the "
    "Barron norm at each iterate.\"";

/// Where constants come from that the abstract does not print.
inline constexpr char kEarlierVersion[] =
    "constants of an earlier public version of the paper; those of the last one were not at hand";

inline Paper BarronPdes() {
  return {.id = "barron_pdes",
          .key = "MarwahEtAl2023",
          .title = "Neural Network Approximations of PDEs Beyond Linearity: A Representational Perspective",
          .authors = "Marwah, Lipton, Lu, Risteski",
          .venue = "arXiv:2210.12101"};
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_PAPER_H_
