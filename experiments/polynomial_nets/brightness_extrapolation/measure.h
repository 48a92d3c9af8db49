/// Nets trained to classify dark images, and their accuracies on brighter ones.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_MEASURE_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "experiments/shared/image_sets.h"
#include "experiments/shared/names.h"
#include "models/matrix.h"
#include "referee/program/json.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::brightness_extrapolation {

inline constexpr models::Index kWidth = 256, kBatch = 128;  ///< of the finite nets

struct Config {
  ImageSources sources{};
  int seeds = 5;
  int steps = 2500;
  int train_images = 0;  ///< of those that there are, others for every seed; 0: five sixths
  int test_images = 10000;
  int kernel_images = 4000;
  double learning_rate = 0.1;
  std::string checkpoints = {};
};

struct DataSet {
  std::string name = {};  ///< ImageSet::name
  std::string described = {};
  models::Index train_images = 0, test_images = 0;  ///< that there are
  int side = 28;
  std::vector<double> image = {};     ///< the first one to test: side x side, by rows, in [0, 1]
  Json data_sha256 = Json::object();  ///< file name -> SHA-256
};

/// Of the classes that nets give to test images at r_max > 0.1: how many, and how many differ from that at 0.1.
struct ClassChanges {
  long compared = 0, changed = 0;
};

struct Evidence {
  Config config = {};
  std::vector<DataSet> data_sets = {};
  std::vector<double> r_max = {};  ///< pixels are in [0, r_max]; increasing, the first is that of the training
  /// (data set, network, biases) -> [seed][r_max]; networks fc, hp (finite), fc_ntk, pnn_ntk (infinitely wide, with
  /// biases, on part of the images, which the seed chooses)
  std::map<std::tuple<std::string, std::string, bool>, std::vector<std::vector<double>>> accuracy = {};
  /// Of trained fc nets with and without biases, of fc nets without biases as they start, of other depths and widths,
  /// and of linear maps without bias; over all seeds and data sets.
  ClassChanges with_biases = {}, without_biases = {}, other_shapes = {}, linear = {};
};

/// How many of so many images a seed trains on.
models::Index TrainingImages(const Config& config, models::Index images);

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::brightness_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_MEASURE_H_
