/// How fast finite and infinitely wide nets take up label noise sin(2 pi f |x|) on images of two classes.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_MEASURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "experiments/shared/image_sets.h"
#include "experiments/shared/names.h"
#include "referee/program/json.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::label_noise {

struct Config {
  ImageSources sources{};
  std::vector<double> frequencies = {0.1, 0.5, 1, 2};
  std::vector<int> classes = {3, 8};
  int images = 600;
  int steps = 400;
  int seeds = 3;
  double learning_rate = 1e-4;
};

/// One training; both by step shown.
struct Curve {
  std::vector<double> validation = {};   ///< mean square error on the clean images
  std::vector<double> noise_share = {};  ///< b of f(x_i) = a clean_i + b noise_i, by least squares over trained images
};

struct Evidence {
  Config config = {};
  std::string images = {};               ///< what they are
  Json data_sha256 = {};                 ///< file name -> SHA-256
  std::vector<std::int64_t> shown = {};  ///< steps at which the curves are looked at, even in log t
  /// (network, frequency, seed); networks fc, hp (Adam), fc_ntk, pnn_ntk (infinitely wide; gradient descent at the rate
  /// 1 / lambda_max)
  std::map<std::tuple<std::string, double, int>, Curve> curves = {};
};

/// Labels -1 and +1; 80% of the images are trained on, with the noise, the others stay clean for validation.
/// Throws FlagError unless there are two classes and the frequencies increase.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::label_noise

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_MEASURE_H_
