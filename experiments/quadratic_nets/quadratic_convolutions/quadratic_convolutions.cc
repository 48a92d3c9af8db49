#include "experiments/quadratic_nets/quadratic_convolutions/quadratic_convolutions.h"

#include <cstddef>
#include <string>

#include "experiments/quadratic_nets/paper.h"
#include "experiments/quadratic_nets/quadratic_convolutions/claims.h"
#include "experiments/quadratic_nets/quadratic_convolutions/figures.h"
#include "experiments/quadratic_nets/quadratic_convolutions/measure.h"

namespace hadamard_ntk::experiments {
namespace quadratic_convolutions {
namespace {

void AddFlags(Flags& flags, Config& config) {
  AddFashionMnistFlag(flags, config.sources);
  flags.RealList("--learning_rates", config.learning_rates, 1e-6, 100, "at the start, of SGD with momentum 0.9");
  flags.Integer("--seeds", config.seeds, 2, 100, "trainings of each kind");
  flags.Integer("--epochs", config.epochs, 1, 1000, "of each training");
  flags.Integer("--train_images", config.train_images, 10, 60000, "images to train on");
  flags.Integer("--test_images", config.test_images, 10, 10000, "images to test on");
}

// An error of a training that diverged is 1.
Table Tabulate(const Evidence& evidence) {
  Table table({{"setting", Table::kText},
               {"gamma", Table::kReal},
               {"learning_rate", Table::kReal},
               {"parameters", Table::kInteger},
               {"seed", Table::kInteger},
               {"diverged", Table::kInteger},
               {"test_error", Table::kReal}});
  for (const Group& group : evidence.groups) {
    for (std::size_t seed = 0; seed < group.trainings.size(); ++seed) {
      const Training& training = group.trainings[seed];
      table.Append(group.setting.name, group.setting.gamma, group.learning_rate, static_cast<int>(group.parameters),
                   static_cast<int>(seed), training.diverged ? 1 : 0, training.error);
    }
  }
  return table;
}

}  // namespace
}  // namespace quadratic_convolutions

Experiment QuadraticConvolutions() {
  using namespace quadratic_convolutions;
  return Define<Config, Evidence>(
      {.name = "quadratic_convolutions",
       .summary = "Do quadratic convolutions learn Fashion-MNIST better than conventional ones, and does ReLinear keep "
                  "them from failing?",
       .paper = QuadraticNets(),
       .quick = {.seeds = 2, .epochs = 1, .train_images = 1000, .test_images = 1000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"quadratic_convolutions", Tabulate}},
       .figures = {{"quadratic_convolutions", DrawErrors}},
       .text = [](const Evidence& evidence) { return evidence.data + ".\n"; },
       .data_sha256 = [](const Evidence& evidence) { return evidence.data_sha256; }});
}

}  // namespace hadamard_ntk::experiments
