#include "experiments/polynomial_nets/brightness_extrapolation/brightness_extrapolation.h"

#include <limits>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/brightness_extrapolation/claims.h"
#include "experiments/polynomial_nets/brightness_extrapolation/differences.h"
#include "experiments/polynomial_nets/brightness_extrapolation/figures.h"
#include "experiments/polynomial_nets/brightness_extrapolation/measure.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/image_sets.h"
#include "experiments/shared/printed_gain.h"

namespace hadamard_ntk::experiments {
namespace brightness_extrapolation {
namespace {

void AddFlags(Flags& flags, Config& config) {
  AddFlags(flags, config.sources);
  flags.Integer("--seeds", config.seeds, 2, 100, "trained nets of each kind, on other images");
  flags.Integer("--steps", config.steps, 10, 10000000, "steps of each training, with batches of 128");
  flags.Integer("--train_images", config.train_images, 0, 60000,
                "images to train on, others for every seed; 0: five sixths of them");
  flags.Integer("--test_images", config.test_images, 10, 10000, "images to test on");
  flags.Integer("--kernel_images", config.kernel_images, 50, 60000,
                "training images of the infinitely wide nets: time grows with the cube, 60000 need 8 GiB");
  flags.Real("--learning_rate", config.learning_rate, 1e-6, 100, "of SGD with momentum 0.9");
  flags.Text("--checkpoints", config.checkpoints, "directory to save trainings in, and to go on from");
}

// One row per data set, network, biases, seed and r_max, on the test images.
Table TabulateAccuracies(const Evidence& evidence) {
  Table table({{"data_set", Table::kText},
               {"network", Table::kText},
               {"biases", Table::kInteger},
               {"seed", Table::kInteger},
               {"r_max", Table::kReal},
               {"accuracy", Table::kReal}});
  for (const auto& [key, runs] : evidence.accuracy) {
    const auto& [data_set, network, biases] = key;
    for (std::size_t seed = 0; seed < runs.size(); ++seed) {
      for (std::size_t r = 0; r < evidence.r_max.size(); ++r) {
        table.Append(data_set, network, biases ? 1 : 0, static_cast<int>(seed), evidence.r_max[r], runs[seed][r]);
      }
    }
  }
  return table;
}

// hp minus fc, paired by seeds: at every r_max, and on the mean beyond the training (r_max missing).  Corrected by Holm
// for the r_max of all data sets, the means for the data sets; with and without biases apart.
Table TabulateDifferences(const Evidence& evidence) {
  Table table({{"data_set", Table::kText},
               {"biases", Table::kInteger},
               {"r_max", Table::kRealOrMissing},
               {"hp_minus_fc", Table::kReal},
               {"half_width_95", Table::kReal},
               {"p_greater", Table::kReal},
               {"p_holm", Table::kReal}});
  for (const bool biases : {true, false}) {
    std::vector<std::vector<double>> at, means;
    for (const DataSet& set : evidence.data_sets) {
      const Differences differences = HpMinusFc(evidence, set.name, biases);
      at.insert(at.end(), differences.at.begin(), differences.at.end());
      means.push_back(differences.brighter);
    }
    const std::vector<GainTest> at_tests = TestGains(at), mean_tests = TestGains(means);
    const auto append = [&](const DataSet& set, double r_max, const GainTest& gain) {
      table.Append(set.name, biases ? 1 : 0, r_max, gain.test.mean, gain.test.half_width, gain.test.p_greater,
                   gain.p_holm);
    };
    for (std::size_t i = 0; i < evidence.data_sets.size(); ++i) {
      for (std::size_t r = 0; r < evidence.r_max.size(); ++r) {
        append(evidence.data_sets[i], evidence.r_max[r], at_tests[i * evidence.r_max.size() + r]);
      }
      append(evidence.data_sets[i], std::numeric_limits<double>::quiet_NaN(), mean_tests[i]);
    }
  }
  return table;
}

std::string Describe(const Evidence& evidence) {
  std::string text;
  for (const DataSet& set : evidence.data_sets) text += set.described + ".\n";
  return text;
}

Json DataSha256(const Evidence& evidence) {
  Json all = Json::object();
  for (const DataSet& set : evidence.data_sets) all.update(set.data_sha256);
  return all;
}

}  // namespace
}  // namespace brightness_extrapolation

Experiment BrightnessExtrapolation() {
  using namespace brightness_extrapolation;
  return Define<Config, Evidence>(
      {.name = "brightness_extrapolation",
       .summary = "Do Hadamard products help when images get brighter than in training? Figure 3, on real images, "
                  "with and without biases, finite and infinitely wide.",
       .paper = PolynomialNets(),
       .quick = {.seeds = 2, .steps = 150, .train_images = 4000, .test_images = 500, .kernel_images = 200},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"brightness_extrapolation", TabulateAccuracies}, {"brightness_differences", TabulateDifferences}},
       .figures = {{"brightness_extrapolation", DrawBrightness}},
       .text = Describe,
       .data_sha256 = DataSha256});
}

}  // namespace hadamard_ntk::experiments
