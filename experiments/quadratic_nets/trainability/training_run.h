/// One training of the table: a net of a setting on the samples of a seed.
///
/// SGD with momentum 0.9 on the mean logistic loss, batches of 64, the rate times 0.1 at half and three quarters of the
/// steps.  Weights start by He, N(0, 2 / fan-in), biases as 0 (b_g as the setting says), all at the standard
/// parameterization, whose rates kCcp has by a factor for its readout.  `hidden` counts hidden layers: 4 of width 10
/// are 1,331 parameters of a quadratic net. Settings of one seed share samples, their order, and those weights that
/// they have in common: all that start as kReLinear or kRandom have W_r and A of kConventional.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_TRAINING_RUN_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_TRAINING_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/quadratic_nets/trainability/two_spheres.h"
#include "models/quadratic_net.h"

namespace hadamard_ntk::experiments::trainability {

enum class Kind {
  kConventional,     ///< ReLU net of the same width
  kEqualParameters,  ///< ReLU net of the least width that has as many parameters as the quadratic one
  kCcp,              ///< CCP ReLU net with biases (models/ccp_net.h) of degree hidden + 1, so of as many Hadamard
                     ///< products as the quadratic one, and of the least width with as many parameters
  kSquare,           ///< conventional neurons of activation z^2, of the same width
  kRandom,           ///< quadratic ReLU net, the three matrices random
  kReLinear,         ///< quadratic ReLU net that starts as kConventional
};

struct Setting {
  std::string name;
  Kind kind = Kind::kReLinear;
  double gamma = 1;  ///< shrinks the rates of W_g, b_g, W_b, c: sg
  double alpha = 1;  ///< shrinks these weights towards their start after each step: sw
  int repeat = 1;    ///< trains so many times as many epochs
};

/// conv, conv_params, conv_time (conv for three times the epochs: the products of a quadratic net), ccp, square,
/// random, sg_0 (which has to be conv), sg_1e-4 to sg_1, sw_0.9, sw_0.99.
const std::vector<Setting>& Settings();

struct Shape {
  int hidden = 2, width = 10;
};

/// The least width of a net of kind kEqualParameters or kCcp with at least the quadratic net's parameters.
int WidthOfEqualParameters(Kind kind, const Shape& shape);

struct Schedule {
  double rate = 0.02;
  int epochs = 30;
};

struct Outcome {
  int parameters = 0;
  bool finite = false;  ///< the test outputs
  double error = 0;     ///< on the test samples; 1/2 if not finite
  double loss = 0;      ///< mean over the training samples at the end; 0 if not finite

  bool failed() const { return !finite || error >= 0.45; }
};

/// A function of its arguments alone, for any number of threads.
Outcome Train(const Setting& setting, const Shape& shape, const Schedule& schedule, std::uint64_t seed,
              const Samples& training, const Samples& test);

/// log2 of the root mean square of |h_l| over the samples, l = 0..hidden, at the start of kRandom or kReLinear; minus
/// infinity where no unit is alive.
std::vector<double> LogScales(Kind kind, const Shape& shape, std::uint64_t seed, const Samples& samples);

}  // namespace hadamard_ntk::experiments::trainability

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_TRAINABILITY_TRAINING_RUN_H_
