/// Infinitely wide nets that learn a sum of harmonics by full-batch gradient descent, exactly.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_INFINITE_WIDTH_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_INFINITE_WIDTH_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"
#include "experiments/shared/kernel_predictor.h"

namespace hadamard_ntk::experiments::harmonics_learning {

/// At which learning rate: the paper's, or one fair to the kernels' scales (measure.h): in inverse proportion to
/// lambda_max, or to K(x, x). The last is only asked of infinite width, where rates are small: its times are those of
/// the common rate, counted in eta n K(x, x).
enum class Rate { kCommon, kFair, kByTrace };
/// "common", "fair", "trace".
std::string Name(Rate rate);

/// An infinitely wide net on one data set.  Vectors have one entry per harmonic, curves one row per step.
struct WideRun {
  std::string network;  ///< "ccp", "pnn", "pnn_eq2", "fc"
  int parameter = 0, data_set = 0;
  double diagonal = 0, lambda_max = 0;  ///< K(x, x), and of the Gram matrix
  std::vector<double> mu, next_mu;      ///< mu_k, mu_{k+1}
  struct AtRate {
    double eta = 0;                            ///< for 1/2 sum r^2
    std::vector<double> halving, halving_off;  ///< iterations until half is left; infinity: never
    double halving_of_noise = 0;               ///< of random labels
    Eigen::MatrixXd on_samples, off_samples;   ///< steps x |K|
    Eigen::VectorXd noise;                     ///< part left of random labels, by step
  };
  AtRate common, fair;
  std::vector<double> least_off, least_off_shuffled;  ///< least part ever left; learnt from shuffled labels

  const AtRate& At(Rate rate) const { return rate == Rate::kFair ? fair : common; }
};

/// K(X, X), and mu_0, ..., on the sphere S^d, of one network.
struct Kernel {
  WideNetwork net;  ///< "ccp", "pnn" (unit normalisation), "fc"
  std::vector<double> mu;
  double diagonal = 0;
};

/// CCP nets (A.1) and PNNs of these degrees, a fully-connected net; mu up to that of k_max.
std::vector<Kernel> Kernels(int d, const std::vector<int>& degrees, int depth, int k_max);

/// Throws FlagError for --learning_rate, of the mean of squares, unless descent converges: at most n / lambda_max.
void RequireConvergence(double learning_rate, int samples, const Kernel& kernel, double lambda_max);

/// Settings of a descent: the common rate, of the mean of squares, and the steps of the curves.
struct Descent {
  double learning_rate = 0;
  std::vector<std::int64_t> steps;
  std::uint64_t seed = 1;  ///< of the order of shuffled labels
};

/// On data set number `set`, the task; a PNN in both normalisations, unit and eq. (2)'s. Throws as RequireConvergence.
std::vector<WideRun> Descend(const Kernel& kernel, const Task& task, int set, const Descent& descent);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_INFINITE_WIDTH_H_
