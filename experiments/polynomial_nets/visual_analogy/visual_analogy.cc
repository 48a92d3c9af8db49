#include "experiments/polynomial_nets/visual_analogy/visual_analogy.h"

#include <array>
#include <string>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/visual_analogy/claims.h"
#include "experiments/polynomial_nets/visual_analogy/figures.h"
#include "experiments/polynomial_nets/visual_analogy/measure.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {
namespace visual_analogy {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.Choice("--side", config.side, {"32", "64", "128"}, "of the pictures in pixels (the paper: 128)");
  flags.Integer("--steps", config.steps, 1, 1000000, "of Adam (the paper: 10000)");
  flags.Integer("--batch", config.batch, 1, 1000, "problems of a step (the paper: 32)");
  flags.Real("--rate", config.rate, 1e-6, 1, "of Adam (the paper: 5e-4)");
  flags.Integer("--seeds", config.seeds, 2, 100, "in the scale regime (the paper: 8)");
  flags.Integer("--translation_seeds", config.translation_seeds, 0, 100, "in the translation regime");
  flags.Integer("--test_problems", config.test_problems, 0, 19040, "of each region; 0: all 19040");
  flags.Text("--checkpoints", config.checkpoints, "directory to save trainings in, and to go on from");
}

// One row per net, regime, seed and region; the rule, and the rule with shuffled answers, as nets.
Table Tabulate(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"regime", Table::kText},
               {"seed", Table::kInteger},
               {"region", Table::kInteger},
               {"accuracy", Table::kReal}});
  const auto append = [&](const std::string& net, Regime regime, int seed,
                          const std::array<double, kRegions>& accuracy) {
    for (int region = 0; region < kRegions; ++region) {
      table.Append(net, NameOf(regime), seed, region, accuracy[static_cast<std::size_t>(region)]);
    }
  };
  for (const TestedNet& net : evidence.nets) append(net.net, net.regime, net.seed, net.accuracy);
  for (const Regime regime : {Regime::kScale, Regime::kTranslation}) {
    const RuleAccuracies& rule = evidence.rule[static_cast<std::size_t>(regime)];
    append("rule", regime, 0, rule.right);
    append("rule_shuffled", regime, 0, rule.shuffled);
  }
  return table;
}

// R^2 of the latents by a feature's value.
Table TabulateLatents(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"seed", Table::kInteger},
               {"feature", Table::kText},
               {"degree", Table::kInteger},
               {"r_squared", Table::kReal}});
  for (const char* name : {"plain", "hp"}) {
    for (const TestedNet& net : evidence.Find(name, Regime::kScale)) {
      for (std::size_t feature = 0; feature < kFeatures; ++feature) {
        for (std::size_t n = 0; n < kDegrees; ++n) {
          table.Append(net.net, net.seed, NameOf(feature), static_cast<int>(n) + 1, net.r_squared[feature][n]);
        }
      }
    }
  }
  return table;
}

}  // namespace
}  // namespace visual_analogy

Experiment VisualAnalogy() {
  using namespace visual_analogy;
  return Define<Config, Evidence>(
      {.name = "visual_analogy",
       .summary = "Does an encoder with Hadamard products extrapolate better in visual analogies? Appendix E.5. As the "
                  "paper has it: --side 128 --steps 10000 --seeds 8 --translation_seeds 8 --test_problems 0.",
       .paper = PolynomialNets(),
       .quick = {.side = "32", .steps = 5, .seeds = 2, .translation_seeds = 1, .test_problems = 30},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"visual_analogy", Tabulate}, {"visual_analogy_latents", TabulateLatents}},
       .figures = {{"visual_analogy", DrawAccuracies}}});
}

}  // namespace hadamard_ntk::experiments
