#include "experiments/polynomial_nets/visual_analogy/measure.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "models/analogy_encoder.h"
#include "models/layer_net.h"
#include "models/network.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

struct Planned {
  std::string net;
  Regime regime;
  int seed;
};

std::vector<Planned> PlanOf(const Config& config) {
  std::vector<Planned> plan;
  for (int seed = 0; seed < config.seeds; ++seed) {
    for (const char* net : {"plain", "hp", "plain_again"}) plan.push_back({net, Regime::kScale, seed});
  }
  for (const char* net : {"raw", "oracle", "oracle_raw"}) plan.push_back({net, Regime::kScale, 0});
  for (int seed = 0; seed < config.translation_seeds; ++seed) {
    for (const char* net : {"plain", "hp"}) plan.push_back({net, Regime::kTranslation, seed});
  }
  return plan;
}

AnalogyTraining TrainingOf(const Config& config, const Planned& planned, const RunContext& context) {
  const auto is = [&](const char* net) { return planned.net == net; };
  constexpr int kAgain = 500;
  return {.name = planned.net + "_" + NameOf(planned.regime) + "_" + std::to_string(planned.seed),
          .side = is("oracle") || is("oracle_raw") ? 0 : std::stoi(config.side),
          .products = is("hp"),
          .context = !is("raw") && !is("oracle_raw"),
          .regime = planned.regime,
          .seed = context.seed * 1000 + static_cast<std::uint64_t>(planned.seed + (is("plain_again") ? kAgain : 0)),
          .steps = config.steps,
          .batch = config.batch,
          .rate = config.rate,
          .checkpoints = config.checkpoints};
}

// Latents of a trained plain encoder, and of one with products that has its weights and none in S.
double DifferenceWithoutS(const Net& plain, int side) {
  std::vector<Square> squares;
  for (int level = 0; level < kLevels; level += 8) squares.push_back({level, kLevels - 1 - level, level, level});
  Net::Workspace workspace;
  const models::Matrix<float> x = Inputs(squares, side);
  models::LayerNet<float> with(models::AnalogyEncoder{.side = side, .products = true}.Layers(), /*seed=*/0);
  const models::Index size =
      models::LayerNet<float>(models::AnalogyEncoder{.side = side}.Layers(), /*seed=*/0).parameters().size();
  with.parameters().values().setZero();
  with.parameters().values().tail(size) = plain.parameters().values().head(size);
  const models::Matrix<float> difference = models::Forward(with, x).transpose() - plain.Encode(x, workspace);
  return static_cast<double>(difference.cwiseAbs().maxCoeff());
}

}  // namespace

std::vector<TestedNet> Evidence::Find(const std::string& net, Regime regime) const {
  std::vector<TestedNet> found;
  std::copy_if(nets.begin(), nets.end(), std::back_inserter(found),
               [&](const TestedNet& tested) { return tested.net == net && tested.regime == regime; });
  return found;
}

double MeanAccuracy(const TestedNet& net, int first) {
  double sum = 0;
  for (int region = first; region < kRegions; ++region) sum += net.accuracy[static_cast<std::size_t>(region)];
  return sum / (kRegions - first);
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  const std::vector<Planned> plan = PlanOf(config);
  context.progress.Start("training", static_cast<std::int64_t>(plan.size()) * config.steps);
  for (const Planned& planned : plan) {
    AnalogyTraining training = TrainingOf(config, planned, context);
    training.on_step = [&] { context.progress.Advance(); };
    const Net net = TrainOnAnalogies(training);
    TestedNet tested{.net = planned.net,
                     .regime = planned.regime,
                     .seed = planned.seed,
                     .accuracy = Accuracies(net, training.side, planned.regime, config.test_problems, context.seed)};
    if (planned.regime == Regime::kScale && (planned.net == "plain" || planned.net == "hp")) {
      for (std::size_t feature = 0; feature < kFeatures; ++feature) {
        tested.r_squared[feature] = FitLatents(net, training.side, feature);
      }
    }
    if (planned.net == "plain") {
      evidence.without_s = std::max(evidence.without_s, DifferenceWithoutS(net, training.side));
    }
    evidence.nets.push_back(std::move(tested));
  }
  for (const Regime regime : {Regime::kScale, Regime::kTranslation}) {
    evidence.rule[static_cast<std::size_t>(regime)] = AccuraciesOfRule(regime, config.test_problems, context.seed);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::visual_analogy
