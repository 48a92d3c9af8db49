#include "experiments/polynomial_nets/harmonics_learning/harmonics_learning.h"

#include "experiments/polynomial_nets/harmonics_learning/claims.h"
#include "experiments/polynomial_nets/harmonics_learning/figures.h"
#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "experiments/polynomial_nets/harmonics_learning/tables.h"
#include "experiments/polynomial_nets/paper.h"

namespace hadamard_ntk::experiments {
namespace harmonics_learning {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--harmonics", config.harmonics, 1, 100, "degrees k of the target");
  flags.IntegerList("--degrees", config.degrees, 1, 20, "degrees N of the nets, at least two");
  flags.Integer("--depth", config.depth, 2, 20, "depth of the fully-connected net, in weight layers");
  flags.Integer("--samples", config.samples, 10, 20000, "training samples on S^9");
  flags.Integer("--data_sets", config.data_sets, 2, 1000, "data sets, for infinite width");
  flags.Choice("--scale", config.scale, {"unit_rms", "unit_value", "gegenbauer"},
               "harmonics of equal RMS, with P_k(1) = 1, or unnormalised Gegenbauer polynomials");
  flags.Real("--learning_rate", config.learning_rate, 1e-12, 1e6, "common rate, for the mean of squares");
  flags.Integer("--iterations", config.iterations, 10, 100000000, "iterations drawn for infinite width");
  flags.Choice("--finite_network", config.finite_network, {"ccp", "pnn"}, "finite nets of degree N");
  flags.IntegerList("--widths", config.widths, 1, 1 << 20, "widths of finite nets");
  flags.Integer("--nets", config.nets, 1, 1000, "finite nets of each kind");
  flags.Integer("--finite_iterations", config.finite_iterations, 1, 10000000, "iterations of finite nets");
  flags.Integer("--held_out", config.held_out, 2, 1000000, "held-out points for finite nets");
  flags.Choice("--start", config.start, {"zero", "random"},
               "finite nets minus their initial outputs, or as they are (as in the authors' program)");
}

}  // namespace
}  // namespace harmonics_learning

Experiment HarmonicsLearning() {
  using namespace harmonics_learning;
  return Define<Config, Evidence>(
      {.name = "harmonics_learning",
       .summary =
           "How fast do polynomial nets of degree N learn the harmonics of a target on S^9? Figure 5 at the paper's "
           "common learning rate and at a scale-fair one, on and off the samples.",
       .paper = PolynomialNets(),
       .quick =
           {.samples = 600, .data_sets = 2, .widths = {64, 256}, .nets = 1, .finite_iterations = 500, .held_out = 2000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"harmonics_learning", TabulateCommonRate},
                  {"harmonics_learning_fair", TabulateFairRate},
                  {"harmonics_learning_off_samples", TabulateOffSamples},
                  {"harmonics_learning_times", TabulateTimes},
                  {"harmonics_learning_widths", TabulateWidths}},
       .figures = {{"harmonics_learning", DrawCommonRate},
                   {"harmonics_learning_fair", DrawFairRate},
                   {"harmonics_learning_off_samples", DrawOffSamples},
                   {"harmonics_learning_times", DrawTimes},
                   {"harmonics_learning_widths", DrawWidths}},
       .text = DescribeTimes});
}

}  // namespace hadamard_ntk::experiments
