#include "experiments/polynomial_nets/digit_arithmetic/digit_arithmetic.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/claims.h"
#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/image_nets.h"
#include "experiments/shared/image_sets.h"
#include "experiments/shared/image_training.h"
#include "experiments/shared/names.h"
#include "models/loss.h"
#include "models/schedule.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

struct Config {
  ImageSources sources{};
  int folds = 3;
  int held_out = 10;
  int per_pair = 500;
  int test_per_pair = 50;
  int dense_epochs = 8;
  int conv_epochs = 2;
  int batch = 32;
  std::string optimizer = "adadelta";
  std::string schedule = "cosine";
  double dropout = 0;
  std::string checkpoints = {};
};

void AddFlags(CLI::App& app, Config& config) {
  AddFlags(app, config.sources);
  AddInteger(app, "--folds", &config.folds, 2, 10, "cross validation: times --held_out at most 100");
  AddInteger(app, "--held_out", &config.held_out, 1, 50, "pairs that are not trained on");
  AddInteger(app, "--per_pair", &config.per_pair, 1, 10000, "training samples of each pair (the paper: 1000)");
  AddInteger(app, "--test_per_pair", &config.test_per_pair, 1, 10000, "test samples of each pair");
  AddInteger(app, "--dense_epochs", &config.dense_epochs, 0, 10000, "epochs of the dense nets; 0: leave them out");
  AddInteger(app, "--conv_epochs", &config.conv_epochs, 0, 10000,
             "epochs of the convolutional nets; 0: leave them out");
  AddInteger(app, "--batch", &config.batch, 1, 10000, "samples of a step (the paper: 128)");
  AddChoice(app, "--optimizer", &config.optimizer, {"adadelta", "sgd"},
            "adadelta of rate 1, or SGD of rate 1e-4 with Nesterov momentum 0.9 and weight decay 1e-5");
  AddChoice(app, "--schedule", &config.schedule, {"cosine", "constant"},
            "of the rate: down to 0 by half a cosine, or constant");
  AddReal(app, "--dropout", &config.dropout, 0, 1,
          "of the convolutional nets, times the rates 1/4 and 1/2: 0 for none, since nets trained with dropout give "
          "biased sums without it until they have seen far more samples than the defaults");
  app.add_option("--checkpoints", config.checkpoints, "directory to save trainings in, and to go on from");
}

Json ToJson(const Config& config) {
  return {{"sources", ToJson(config.sources)},
          {"folds", config.folds},
          {"held_out", config.held_out},
          {"per_pair", config.per_pair},
          {"test_per_pair", config.test_per_pair},
          {"dense_epochs", config.dense_epochs},
          {"conv_epochs", config.conv_epochs},
          {"batch", config.batch},
          {"optimizer", config.optimizer},
          {"schedule", config.schedule},
          {"dropout", config.dropout},
          {"checkpoints", config.checkpoints}};
}

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

// At most 10000 of the samples, at equal distances.
PairSamples Some(const PairSamples& samples) {
  constexpr models::Index kMost = 10000;
  const models::Index step = (samples.x.rows() + kMost - 1) / kMost, count = (samples.x.rows() + step - 1) / step;
  PairSamples some{.x = models::Matrix<float>(count, samples.x.cols()), .y = models::Matrix<float>(count, 1)};
  for (models::Index i = 0; i < count; ++i) {
    some.x.row(i) = samples.x.row(i * step);
    some.y.row(i) = samples.y.row(i * step);
  }
  return some;
}

Table Means(const DigitEvidence& evidence) {
  Table table({{"method", Table::kText},
               {"test", Table::kText},
               {"measure", Table::kText},
               {"mean", Table::kReal},
               {"deviation", Table::kReal},
               {"printed", Table::kRealOrMissing}});
  const std::vector<std::pair<std::string, double SumAccuracy::*>> measures = {
      {"rounding", &SumAccuracy::rounding},
      {"floor_ceiling", &SumAccuracy::floor_ceiling},
      {"plus_minus_one", &SumAccuracy::plus_minus_one}};
  for (const auto& [key, folds] : evidence.accuracy) {
    for (const auto& [name, measure] : measures) {
      const MeanAndDeviation over = OverFolds(folds, measure);
      table.Append(key.first, key.second, name, over.mean, over.deviation,
                   PrintedInTable1(key.first, key.second, measure));
    }
  }
  return table;
}

std::string Summary(const DigitEvidence& evidence, const std::string& data) {
  using Align = TextColumn::Align;
  std::vector<std::vector<std::string>> rows;
  const auto entry = [](const MeanAndDeviation& over, double printed) {
    std::string text = RoundedReal(over.mean, 3);
    (text += " +- ") += RoundedReal(over.deviation, 2);
    if (printed == printed) ((text += " (") += RoundedReal(printed, 3)) += ")";
    return text;
  };
  for (const auto& [key, folds] : evidence.accuracy) {
    std::vector<std::string> row = {key.first, key.second};
    for (double SumAccuracy::*measure :
         {&SumAccuracy::rounding, &SumAccuracy::floor_ceiling, &SumAccuracy::plus_minus_one}) {
      row.push_back(entry(OverFolds(folds, measure), PrintedInTable1(key.first, key.second, measure)));
    }
    rows.push_back(std::move(row));
  }
  return data + "\nMean +- standard deviation over the folds, in brackets the paper's mean:\n" +
         TextTable({{"method"},
                    {"test"},
                    {"rounding", Align::kRight},
                    {"floor/ceiling", Align::kRight},
                    {"+-1", Align::kRight}},
                   rows);
}

// What is another than the paper's, and what it does not print.
std::vector<std::string> Differences(const Config& config, const ImageSet& set) {
  constexpr int kFolds = 3, kHeldOut = 10, kPerPair = 1000, kEpochs = 100, kBatch = 128;
  std::vector<std::string> differs;
  if (set.name == "digits") differs.push_back("data: " + set.described);
  const auto number = [&](const std::string& what, int chosen, int printed) {
    if (chosen == printed) return;
    differs.push_back(what + " " + std::to_string(chosen) + " instead of " + std::to_string(printed));
  };
  number("data: samples of each pair:", config.per_pair, kPerPair);
  number("folds:", config.folds, kFolds);
  number("held-out pairs:", config.held_out, kHeldOut);
  const auto budget = [&](const std::string& kind, int epochs) {
    const double share = static_cast<double>(epochs) * config.per_pair / (kEpochs * kPerPair);
    if (epochs == 0) {
      differs.push_back("nets: " + kind + " nets left out");
    } else if (share != 1) {
      differs.push_back("budget: " + kind + " nets see " + RoundedReal(share, 2) +
                        " times as many samples in training");
    }
  };
  budget("dense", config.dense_epochs);
  budget("convolutional", config.conv_epochs);
  number("training: batches of", config.batch, kBatch);
  if (config.optimizer == "adadelta" && config.dense_epochs > 0) {
    differs.push_back("training: Adadelta for the dense nets instead of SGD");
  }
  if (config.optimizer == "sgd" && config.conv_epochs > 0) {
    differs.push_back("training: SGD for the convolutional nets instead of Adadelta");
  }
  if (config.schedule != "constant") differs.push_back("training: " + config.schedule + " schedule of the rate");
  if (config.dropout != 1 && config.conv_epochs > 0) {
    differs.push_back("training: the dropout rates times " + RoundedReal(config.dropout, 2));
  }
  differs.push_back("architecture: where the products stand, and of which averages, is chosen here");
  return differs;
}

Result Run(const Config& config, RunContext& context) {
  std::vector<std::pair<std::string, int>> methods;
  DigitEvidence evidence;
  const auto add = [&](const std::string& kind, int epochs) {
    if (epochs == 0) return;
    evidence.kinds.push_back(kind);
    methods.emplace_back(kind, epochs);
    methods.emplace_back(kind + "_hp", epochs);
  };
  add("dense", config.dense_epochs);
  add("conv", config.conv_epochs);
  if (methods.empty()) throw FlagError("--dense_epochs", "or --conv_epochs must be positive", "0");
  if (config.folds * config.held_out > kDigitPairs) {
    throw FlagError("--held_out",
                    "times --folds must be at most " + std::to_string(kDigitPairs) + ", the pairs there are",
                    std::to_string(config.folds) + " x " + std::to_string(config.held_out));
  }
  const ImageSet set = ReadDigits(config.sources);
  evidence.differs = Differences(config, set);
  const std::vector<PairSplit> splits = SplitPairs(config.folds, config.held_out, context.seed);

  std::int64_t epochs = 0;
  for (const auto& method : methods) epochs += method.second;
  context.progress.Start("epochs", epochs * config.folds);
  Table table({{"method", Table::kText},
               {"fold", Table::kInteger},
               {"test", Table::kText},
               {"rounding", Table::kReal},
               {"floor_ceiling", Table::kReal},
               {"plus_minus_one", Table::kReal}});
  for (int fold = 0; fold < config.folds; ++fold) {
    const PairSplit& split = splits[static_cast<std::size_t>(fold)];
    const std::uint64_t seed = context.seed * 1000 + 10 * static_cast<std::uint64_t>(fold);
    const PairSamples train = MakePairs(set.train, split.trained, config.per_pair, seed);
    const PairSamples trained = Some(train);
    const PairSamples fresh = MakePairs(set.test, split.trained, config.test_per_pair, seed + 1);
    const PairSamples held_out = MakePairs(set.test, split.held_out, config.test_per_pair, seed + 2);
    for (const auto& [method, method_epochs] : methods) {
      const models::LayerNet<float> net = TrainOnImages({.name = method + "_" + std::to_string(fold),
                                                         .net = NetOf(method, config.dropout),
                                                         .seed = seed,
                                                         .training = TrainingOf(config, train.x.rows(), method_epochs),
                                                         .epochs = method_epochs,
                                                         .checkpoints = config.checkpoints,
                                                         .on_epoch = [&] { context.progress.Advance(); }},
                                                        train.x, train.y);
      const auto test = [&](const std::string& name, const PairSamples& samples) {
        const SumAccuracy accuracy = MeasureSums(Evaluate(net, samples.x), samples.y);
        evidence.accuracy[{method, name}].push_back(accuracy);
        table.Append(method, fold, name, accuracy.rounding, accuracy.floor_ceiling, accuracy.plus_minus_one);
      };
      test("interpolation", trained);
      test("fresh", fresh);
      test("extrapolation", held_out);
    }
  }

  Result result;
  result.claims = {JudgeTable1(evidence)};
  result.summary = Summary(evidence, set.described + "; " + std::to_string(config.per_pair) + " samples of each pair.");
  result.data_sha256 = set.data_sha256;
  result.figures.push_back({"digit_arithmetic", DrawTable1(evidence)});
  result.tables.push_back({"digit_arithmetic", std::move(table)});
  result.tables.push_back({"digit_arithmetic_means", Means(evidence)});
  return result;
}

}  // namespace

Experiment DigitArithmetic() {
  Config quick{.per_pair = 10, .test_per_pair = 20, .dense_epochs = 40, .conv_epochs = 0};
  return MakeExperiment<Config>(
      {.name = "digit_arithmetic",
       .summary =
           "Do Hadamard products help to add two handwritten digits in pairs never seen together? Table 1, dense and "
           "convolutional nets on real digits.",
       .paper = PolynomialNets(),
       .claims = {DeclareTable1()},
       .defaults = {},
       .quick = quick,
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
