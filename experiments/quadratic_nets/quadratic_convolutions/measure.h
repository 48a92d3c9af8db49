/// Nets of two convolutions, conventional or quadratic, trained on Fashion-MNIST from several starts and at several
/// rates.
///
/// All are conv(c_1) - max pool 2 - conv(c_2) - max pool 2 - dense 10, 3 x 3 kernels; cross-entropy, SGD with momentum
/// 0.9, batches of 64, a cosine from the learning rate to 0.  No batch normalisation.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/shared/image_sets.h"
#include "experiments/shared/names.h"
#include "models/matrix.h"
#include "referee/program/json.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {

struct Config {
  ImageSources sources{};
  std::vector<double> learning_rates = {0.02, 0.1};
  int seeds = 5;
  int epochs = 3;
  int train_images = 10000;
  int test_images = 10000;
};

/// What is trained.
struct Setting {
  std::string name;  ///< "conventional", "equal_parameters", "random", "relinear"
  double gamma = 1;  ///< learning rates of W_g, b_g, W_b, c over those of the rest
};
/// The conventional net of widths 16, 32; the one of widths 20, 51, with as many parameters as the quadratic one of
/// 16, 32; that from a random start; and from the ReLinear start with gamma = 0, 1e-2, 1e-1, 1.
const std::vector<Setting>& Settings();
/// "relinear, gamma 0.01".
std::string Label(const Setting& setting);

inline constexpr double kFailedError = 0.45;  ///< a test error from which on a training has failed

struct Training {
  bool diverged = false;
  double error = 1;  ///< share of the test images given a wrong class; 1 if it diverged

  bool failed() const { return diverged || !(error < kFailedError); }
};

/// All trainings of a setting at a learning rate, one for each seed.  A seed is one choice of images and their order.
struct Group {
  Setting setting = {};
  double learning_rate = 0;
  models::Index parameters = 0;
  std::vector<Training> trainings = {};
};

struct Evidence {
  Config config = {};
  std::string data = {};
  Json data_sha256 = Json::object();  ///< file name -> SHA-256
  std::vector<Group> groups = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::quadratic_convolutions

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_QUADRATIC_CONVOLUTIONS_MEASURE_H_
