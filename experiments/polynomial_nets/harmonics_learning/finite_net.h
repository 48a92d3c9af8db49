/// Finite nets trained on a sum of harmonics by full-batch gradient descent.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FINITE_NET_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FINITE_NET_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"

namespace hadamard_ntk::experiments::harmonics_learning {

/// A finite net without biases, in float: "ccp" (A.1 with s = 1, as the authors' program), "pnn" (unit normalisation)
/// of degree `parameter`, "fc" of depth `parameter`.
struct FiniteNet {
  std::string network;
  int parameter = 0, width = 0;
  std::uint64_t seed = 0;
};

struct Training {
  double learning_rate = 0;         ///< of full-batch gradient descent on (1/n) sum r^2; 0: n / (2 lambda_max) ...
                                    ///< ... of the net's own NTK at the start, by power iteration
  std::vector<std::int64_t> steps;  ///< at which it is measured, increasing from 0
  bool zero_start = true;           ///< f_0 is subtracted: the net is f_t - f_0
};

/// (1/n) sum_i h_k(x_i) r_t(x_i), over the samples and over the held-out points: steps x |K|.
struct Curve {
  Eigen::MatrixXd training, held_out;
  double learning_rate = 0;
  double lambda_max = 0;          ///< of the net's NTK on the samples, at the start
  double start_rms = 0;           ///< of f_0 on the samples
  std::int64_t diverged_at = -1;  ///< the step of a divergence; the curve then ends before
};

/// Throws std::invalid_argument for an unknown network.  A divergence is reported, not thrown.
Curve Train(const FiniteNet& net, const Task& task, const Training& training,
            const std::function<void(std::int64_t)>& advance);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_FINITE_NET_H_
