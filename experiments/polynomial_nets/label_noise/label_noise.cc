#include "experiments/polynomial_nets/label_noise/label_noise.h"

#include <string>

#include "experiments/polynomial_nets/label_noise/claims.h"
#include "experiments/polynomial_nets/label_noise/figures.h"
#include "experiments/polynomial_nets/label_noise/measure.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/image_sets.h"

namespace hadamard_ntk::experiments {
namespace label_noise {
namespace {

void AddFlags(Flags& flags, Config& config) {
  AddFlags(flags, config.sources);
  flags.RealList("--frequencies", config.frequencies, 0.001, 1000, "f of the noise sin(2 pi f |x|), increasing");
  flags.IntegerList("--classes", config.classes, 0, 9, "the two digits told apart");
  flags.Integer("--images", config.images, 20, 20000, "images; 80% are trained on");
  flags.Integer("--steps", config.steps, 10, 1000000, "steps of full-batch Adam");
  flags.Integer("--seeds", config.seeds, 2, 100, "choices of images and weights");
  flags.Real("--learning_rate", config.learning_rate, 1e-8, 1, "of Adam");
}

// One row per network, frequency, seed and step shown.
Table Tabulate(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"frequency", Table::kReal},
               {"seed", Table::kInteger},
               {"step", Table::kInteger},
               {"validation_mse", Table::kReal},
               {"noise_share", Table::kReal}});
  for (const auto& [key, curve] : evidence.curves) {
    const auto& [network, frequency, seed] = key;
    for (std::size_t i = 0; i < evidence.shown.size(); ++i) {
      table.Append(network, frequency, seed, evidence.shown[i], curve.validation[i], curve.noise_share[i]);
    }
  }
  return table;
}

std::string Describe(const Evidence& evidence) {
  const std::vector<int>& classes = evidence.config.classes;
  return evidence.images + ", classes " + std::to_string(classes[0]) + " and " + std::to_string(classes[1]) + ".";
}

}  // namespace
}  // namespace label_noise

Experiment LabelNoise() {
  using namespace label_noise;
  return Define<Config, Evidence>(
      {.name = "label_noise",
       .summary =
           "How fast do nets with and without Hadamard products take up label noise of low and high frequency, on "
           "real images? Appendix E.6.",
       .paper = PolynomialNets(),
       .quick = {.frequencies = {0.1, 1}, .images = 100, .steps = 60, .seeds = 2},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"label_noise", Tabulate}},
       .figures = {{"label_noise", DrawCurves}},
       .text = Describe,
       .data_sha256 = [](const Evidence& evidence) { return evidence.data_sha256; }});
}

}  // namespace hadamard_ntk::experiments
