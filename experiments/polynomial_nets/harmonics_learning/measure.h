#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_MEASURE_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"

namespace hadamard_ntk::experiments {

/// What a net learns and is measured on: samples in rows, unit vectors.
struct HarmonicTask {
  HarmonicTarget target;
  Eigen::MatrixXd x, held_out;                    ///< n x (d + 1), and any number of rows
  Eigen::MatrixXd harmonics, held_out_harmonics;  ///< h_k at those
};

/// Streams 3 set, 3 set + 1, 3 set + 2 of the seed: axes, samples, held-out points (none if held_out == 0).
HarmonicTask MakeHarmonicTask(int d, const std::vector<int>& degrees, HarmonicScale scale, int samples, int held_out,
                              std::uint64_t seed, int set);

/// A finite net without biases, in float: "ccp" (A.1 with s = 1, as the authors' program), "pnn" (unit normalisation)
/// of degree `parameter`, "fc" of depth `parameter`.
struct HarmonicNet {
  std::string network;
  int parameter = 0, width = 0;
  std::uint64_t seed = 0;
};

struct HarmonicTraining {
  double learning_rate = 0;         ///< of full-batch gradient descent on (1/n) sum r^2; 0: n / (2 lambda_max) ...
                                    ///< ... of the net's own NTK at the start, by power iteration
  std::vector<std::int64_t> steps;  ///< at which it is measured, increasing from 0
  bool zero_start = true;           ///< f_0 is subtracted: the net is f_t - f_0
};

/// (1/n) sum_i h_k(x_i) r_t(x_i), over the samples and over the held-out points: steps x |K|.
struct HarmonicCurve {
  Eigen::MatrixXd training, held_out;
  double learning_rate = 0;
  double lambda_max = 0;          ///< of the net's NTK on the samples, at the start
  double start_rms = 0;           ///< of f_0 on the samples
  std::int64_t diverged_at = -1;  ///< the step of a divergence; the curve then ends before
};

/// Throws std::invalid_argument for an unknown network.  A divergence is reported, not thrown.
HarmonicCurve TrainHarmonicNet(const HarmonicNet& net, const HarmonicTask& task, const HarmonicTraining& training,
                               const std::function<void(std::int64_t)>& advance);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_MEASURE_H_
