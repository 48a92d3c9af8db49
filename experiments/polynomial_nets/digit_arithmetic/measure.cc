#include "experiments/polynomial_nets/digit_arithmetic/measure.h"

#include <algorithm>
#include <cstdint>

#include "experiments/shared/image_nets.h"
#include "experiments/shared/image_training.h"
#include "models/layer_net.h"
#include "models/loss.h"
#include "models/matrix.h"
#include "models/schedule.h"
#include "models/training_options.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments::digit_arithmetic {
namespace {

constexpr int kDepth = 5;
constexpr models::Index kWidth = 256;

// Dense nets see a vector.
models::LayerNetOptions NetOf(const std::string& method, double dropout) {
  if (method == "dense") return {.input = {.channels = 1568}, .layers = DenseNet(kDepth, kWidth, 1)};
  if (method == "dense_hp") return {.input = {.channels = 1568}, .layers = DenseHpNet(kDepth - 1, kWidth, 1)};
  return {.input = {28, 56, 1}, .layers = method == "conv" ? ConvolutionalNet(dropout) : ConvolutionalHpNet(dropout)};
}

models::TrainingOptions TrainingOf(const Config& config, models::Index samples, int epochs) {
  const models::Index batch = std::min<models::Index>(config.batch, samples);
  models::TrainingOptions training{.loss = models::Loss::kMeanSquares, .batch_size = batch};
  double rate = 1;
  if (config.optimizer == "sgd") {
    training.method = models::Sgd{.momentum = 0.9, .nesterov = true, .weight_decay = 1e-5};
    rate = 1e-4;
  } else {
    training.method = models::Adadelta{};
  }
  if (config.schedule == "cosine") {
    training.schedule = models::Cosine{.rate = rate, .steps = epochs * ((samples + batch - 1) / batch)};
  } else {
    training.schedule = models::Constant{rate};
  }
  return training;
}

// At equal distances.
PairSamples AtMost10000(const PairSamples& samples) {
  constexpr models::Index kMost = 10000;
  const models::Index step = (samples.x.rows() + kMost - 1) / kMost, count = (samples.x.rows() + step - 1) / step;
  PairSamples chosen{.x = models::Matrix<float>(count, samples.x.cols()), .y = models::Matrix<float>(count, 1)};
  for (models::Index i = 0; i < count; ++i) {
    chosen.x.row(i) = samples.x.row(i * step);
    chosen.y.row(i) = samples.y.row(i * step);
  }
  return chosen;
}

std::vector<std::string> KindsOf(const Config& config) {
  std::vector<std::string> kinds;
  if (config.dense_epochs > 0) kinds.push_back("dense");
  if (config.conv_epochs > 0) kinds.push_back("conv");
  if (kinds.empty()) throw FlagError("--dense_epochs", "or --conv_epochs must be positive", "0");
  return kinds;
}

void RequireEnoughPairs(const Config& config) {
  if (config.folds * config.held_out <= kDigitPairs) return;
  throw FlagError("--held_out",
                  "times --folds must be at most " + std::to_string(kDigitPairs) + ", the pairs there are",
                  std::to_string(config.folds) + " x " + std::to_string(config.held_out));
}

int EpochsOf(const Config& config, const std::string& method) {
  return method.starts_with("dense") ? config.dense_epochs : config.conv_epochs;
}

void MeasureFold(const ImageSet& set, const PairSplit& split, int fold, RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  const std::uint64_t seed = context.seed * 1000 + 10 * static_cast<std::uint64_t>(fold);
  const PairSamples train = MakePairs(set.train, split.trained, config.per_pair, seed);
  const PairSamples trained = AtMost10000(train);
  const PairSamples fresh = MakePairs(set.test, split.trained, config.test_per_pair, seed + 1);
  const PairSamples held_out = MakePairs(set.test, split.held_out, config.test_per_pair, seed + 2);
  for (const std::string& method : Methods(evidence)) {
    const int epochs = EpochsOf(config, method);
    const models::LayerNet<float> net = TrainOnImages({.name = method + "_" + std::to_string(fold),
                                                       .net = NetOf(method, config.dropout),
                                                       .seed = seed,
                                                       .training = TrainingOf(config, train.x.rows(), epochs),
                                                       .epochs = epochs,
                                                       .checkpoints = config.checkpoints,
                                                       .on_epoch = [&] { context.progress.Advance(); }},
                                                      train.x, train.y);
    const auto test = [&](const std::string& name, const PairSamples& samples) {
      evidence.accuracy[{method, name}].push_back(MeasureSums(Evaluate(net, samples.x), samples.y));
    };
    test("interpolation", trained);
    test("fresh", fresh);
    test("extrapolation", held_out);
  }
}

}  // namespace

std::vector<std::string> Methods(const Evidence& evidence) {
  std::vector<std::string> methods;
  for (const std::string& kind : evidence.kinds) {
    methods.push_back(kind);
    methods.push_back(kind + "_hp");
  }
  return methods;
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config, .kinds = KindsOf(config)};
  RequireEnoughPairs(config);
  const ImageSet set = ReadDigits(config.sources);
  evidence.data_set = set.name;
  evidence.images = set.described;
  evidence.data_sha256 = set.data_sha256;
  std::int64_t epochs = 0;
  for (const std::string& method : Methods(evidence)) epochs += EpochsOf(config, method);
  context.progress.Start("epochs", epochs * config.folds);
  const std::vector<PairSplit> splits = SplitPairs(config.folds, config.held_out, context.seed);
  for (int fold = 0; fold < config.folds; ++fold) {
    MeasureFold(set, splits[static_cast<std::size_t>(fold)], fold, context, evidence);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::digit_arithmetic
