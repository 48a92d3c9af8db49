/// Figure 1's targets, the nets trained on them, and what becomes of one beyond the training range.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_NETS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_NETS_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/shared/adam_training.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {

/// A target of Figure 1, the interval [-edge, edge] that it is learned on, and the nets that the paper sets against it.
struct Target {
  std::string name;  ///< "cubic": x^3 + x^2 - 10 x + 5; "cosine": cos(2 x)
  double edge;       ///< 5/2; 3 pi / 4.  Extrapolation is up to twice as far.
  int degree;        ///< of the nets with Hadamard products: 3; 10
  int depth;         ///< of the fully-connected net, in weight layers: 4; 11

  double operator()(double x) const;
};
std::vector<Target> Targets();

using RealFunction = std::function<Eigen::VectorXd(const Eigen::VectorXd&)>;

/// A network trained on a target.
///   "nn_hp"            the authors' net of Figure 1: y_1 = a_1 x + b_1, y_n = (a_n x + b_n) y_{n-1} + y_{n-1},
///                      f = c y_N + beta, a polynomial of degree N by N linear factors; Adam at 1e-4, decay 1e-3
///   "nn_hp_converged"  the same net with Adam at 1e-3, without decay; "nn_hp_lower" with a factor less
///   "pnn", "ccp"       with ReLU, of the same degree, with biases      "ccp_raw"  activation-free (kernel only)
///   "fc"               fully-connected, with biases
struct Net {
  std::string network;
  int parameter = 0;  ///< degree, or depth
  int width = 0;      ///< 0: the kernel predictor of the infinitely wide net
  int seed = 0;       ///< of the initialisation and of the training samples
  RealFunction value;
};

/// Number of samples and epochs for the nets of width 1, and for those of width 256 ([choice] beside the paper's: they
/// see fewer and smaller batches, at a larger rate, unless told otherwise).
struct Training {
  int samples = 200000, epochs = 40;
  int wide_samples = 20000, wide_batch = 128;
  double wide_rate = 1e-3;
  int fc_cubic_epochs = 5, fc_cosine_epochs = 2, product_epochs = 10;
  int kernel_samples = 100;
};
inline constexpr int kWideWidth = 256;

/// n points uniform in the interval, keyed by the seed.
Eigen::VectorXd UniformSamples(const Target& target, int n, std::uint64_t seed);
/// One uniform point in each of n equal cells.
Eigen::VectorXd StratifiedSamples(const Target& target, int n, std::uint64_t seed);

/// Trains the finite net of that name.  Throws std::invalid_argument for an unknown one.
Net TrainFinite(const Target& target, const std::string& network, const Training& training, std::uint64_t seed,
                int index);
/// The exact ridgeless predictors of "fc", "pnn", "ccp", "ccp_raw" on stratified samples: the mean over
/// initialisations after training to the end with the squared loss.
std::vector<Net> TrainKernels(const Target& target, int samples, std::uint64_t seed, int index);

/// Functions of which the claims hold, put in the place of nets: "planted_target", 1.05 times the target, which misses
/// it by a twentieth everywhere; "planted_line"; "planted_power", x^N.
std::vector<Net> PlantedNets(const Target& target);

/// What became of one net.  Errors are root mean squares over 256 points of a region, relative to those of the target.
struct Case {
  std::string target, network;
  int parameter = 0, width = 0, seed = 0;
  double inside = 0;                         ///< [-edge, edge]
  double left = 0, right = 0;                ///< [-2 edge, -edge], [edge, 2 edge]
  double near_left = 0, near_right = 0;      ///< up to 1.25 edge
  double line_left = 0, line_right = 0;      ///< what a straight line leaves of f there, relative to the target
  double degree_left = 0, degree_right = 0;  ///< log2 |f(2t) / f(t)| at t = -2^20, 2^20; NaN: f changes sign, or is 0

  double worse() const { return left > right ? left : right; }
  bool operator==(const Case&) const = default;
};
Case Examine(const Target& target, const Net& net);

/// Euclidean norm of what the best straight line leaves of equidistant values.
double LineResidual(const Eigen::VectorXd& values);

}  // namespace hadamard_ntk::experiments::univariate_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_NETS_H_
