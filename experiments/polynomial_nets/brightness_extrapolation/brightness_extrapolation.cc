#include "experiments/polynomial_nets/brightness_extrapolation/brightness_extrapolation.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/brightness_extrapolation/claims.h"
#include "experiments/polynomial_nets/brightness_extrapolation/figures.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/image_nets.h"
#include "experiments/shared/image_sets.h"
#include "experiments/shared/image_training.h"
#include "experiments/shared/names.h"
#include "models/loss.h"
#include "models/schedule.h"
#include "ntk/fully_connected.h"
#include "ntk/gram_product.h"
#include "ntk/input_bias.h"
#include "ntk/kernel_solver.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kDegree = 4, kClasses = 10;
constexpr models::Index kWidth = 256, kBatch = 128;
constexpr double kTrainedBrightness = 0.1;
constexpr int kKernelTestImages = 2000;

struct Config {
  ImageSources sources{};
  int seeds = 3;
  int steps = 2500;
  int train_images = 0;
  int test_images = 10000;
  int kernel_images = 4000;
  double learning_rate = 0.1;
  std::string checkpoints = {};
};

void AddFlags(CLI::App& app, Config& config) {
  AddFlags(app, config.sources);
  AddInteger(app, "--seeds", &config.seeds, 2, 100, "trained nets of each kind");
  AddInteger(app, "--steps", &config.steps, 10, 10000000, "steps of each training, with batches of 128");
  AddInteger(app, "--train_images", &config.train_images, 0, 60000, "images to train on; 0: all");
  AddInteger(app, "--test_images", &config.test_images, 10, 10000, "images to test on");
  AddInteger(app, "--kernel_images", &config.kernel_images, 50, 60000,
             "training images of the infinitely wide nets: time grows with the cube, 60000 need 8 GiB");
  AddReal(app, "--learning_rate", &config.learning_rate, 1e-6, 100, "of SGD with momentum 0.9");
  app.add_option("--checkpoints", config.checkpoints, "directory to save trainings in, and to go on from");
}

Json ToJson(const Config& config) {
  return {{"sources", ToJson(config.sources)},
          {"seeds", config.seeds},
          {"steps", config.steps},
          {"train_images", config.train_images},
          {"test_images", config.test_images},
          {"kernel_images", config.kernel_images},
          {"learning_rate", config.learning_rate},
          {"checkpoints", config.checkpoints}};
}

std::vector<double> Brightnesses() {
  std::vector<double> r_max;
  for (int i = 1; i <= 10; ++i) r_max.push_back(i / 10.0);
  return r_max;
}

// The accuracy at every brightness; `changes` counts classes that differ from those at the first.
template <class Classify>
std::vector<double> Accuracies(const std::vector<double>& r_max, const std::vector<models::Index>& labels,
                               const Classify& classify, ClassChanges* changes = nullptr) {
  std::vector<double> accuracies;
  std::vector<models::Index> first;
  for (const double r : r_max) {
    const std::vector<models::Index> classes = classify(r);
    if (first.empty()) {
      first = classes;
    } else if (changes) {
      changes->compared += std::ssize(classes);
      for (std::size_t i = 0; i < classes.size(); ++i) changes->changed += classes[i] != first[i];
    }
    accuracies.push_back(Accuracy(classes, labels));
  }
  return accuracies;
}

// r -> the classes of the images with pixels in [0, r].
auto ClassesOf(const models::LayerNet<float>& net, const models::Matrix<float>& pixels) {
  return [&](double r) { return LargestColumns(Evaluate(net, static_cast<float>(r) * pixels)); };
}

struct Nets {
  const Config& config;
  RunContext& context;
  BrightnessEvidence& evidence;

  void Train(const ImageSet& set) const {
    const models::LabelledImages train = ChooseImages(set.train, config.train_images, context.seed);
    const models::LabelledImages test = ChooseImages(set.test, config.test_images, context.seed);
    const auto scale = static_cast<float>(1 / 255.0);
    const models::Matrix<float> x = models::PixelMatrix(train, static_cast<float>(kTrainedBrightness) * scale),
                                pixels = models::PixelMatrix(test, scale),
                                y = models::OneHot<float>(models::Labels(train), kClasses);
    const std::vector<models::Index> labels = models::Labels(test);
    const std::int64_t steps_per_epoch = (x.rows() + kBatch - 1) / kBatch;
    for (const bool biases : {true, false}) {
      for (const std::string& network : {std::string("fc"), std::string("hp")}) {
        for (int seed = 0; seed < config.seeds; ++seed) {
          ImageTraining run{
              .name = set.name + "_" + network + (biases ? "_biases_" : "_no_biases_") + std::to_string(seed),
              .net = {.input = {.channels = x.cols()},
                      .layers = network == "fc" ? DenseNet(kDegree + 1, kWidth, kClasses)
                                                : DenseHpNet(kDegree, kWidth, kClasses),
                      .biases = biases},
              .seed = context.seed * 1000 + static_cast<std::uint64_t>(seed),
              .training = {.loss = models::Loss::kMeanCrossEntropy,
                           .method = models::Sgd{.momentum = 0.9},
                           .schedule = models::Constant{config.learning_rate},
                           .batch_size = std::min(kBatch, x.rows())},
              .epochs = std::max<std::int64_t>(1, config.steps / steps_per_epoch),
              .checkpoints = config.checkpoints};
          const models::LayerNet<float> net = TrainOnImages(run, x, y);
          ClassChanges* changes = nullptr;
          if (network == "fc") changes = biases ? &evidence.with_biases : &evidence.without_biases;
          evidence.accuracy[{set.name, network, biases}].push_back(
              Accuracies(evidence.r_max, labels, ClassesOf(net, pixels), changes));
          context.progress.Advance();
        }
      }
    }
    CountUntrained(pixels, labels);
  }

  // Nets without biases as they start: of other shapes than the trained ones, and linear maps.
  void CountUntrained(const models::Matrix<float>& pixels, const std::vector<models::Index>& labels) const {
    const std::vector<std::tuple<int, models::Index, ClassChanges*>> kinds = {
        {2, 1024, &evidence.other_shapes}, {9, 32, &evidence.other_shapes}, {1, 1, &evidence.linear}};
    for (const auto& [depth, width, changes] : kinds) {
      for (int seed = 0; seed < config.seeds; ++seed) {
        const models::LayerNet<float> net(
            {.input = {.channels = pixels.cols()}, .layers = DenseNet(depth, width, kClasses), .biases = false},
            context.seed * 1000 + static_cast<std::uint64_t>(seed));
        Accuracies(evidence.r_max, labels, ClassesOf(net, pixels), changes);
      }
    }
  }

  // The infinitely wide nets with biases, trained to the end with the squared loss on the unit vectors of the classes.
  void Solve(const ImageSet& set) const {
    for (int seed = 0; seed < config.seeds; ++seed) {
      const auto chosen = context.seed * 1000 + static_cast<std::uint64_t>(seed);
      const models::LabelledImages train = ChooseImages(set.train, config.kernel_images, chosen);
      const models::LabelledImages test =
          ChooseImages(set.test, std::min(config.test_images, kKernelTestImages), chosen);
      const Eigen::MatrixXd x = models::PixelMatrix(train, 1).cast<double>() * (kTrainedBrightness / 255),
                            pixels = models::PixelMatrix(test, 1).cast<double>() / 255,
                            y = models::OneHot<double>(models::Labels(train), kClasses);
      const std::vector<models::Index> labels = models::Labels(test);
      const auto add = [&](const std::string& name, const auto& kernel) {
        const Eigen::MatrixXd coefficients = ntk::SolveKernel(kernel, x, y).coefficients;
        evidence.accuracy[{set.name, name, true}].push_back(Accuracies(evidence.r_max, labels, [&](double r) {
          return LargestColumns(ntk::GramProduct(kernel, (r * pixels).eval(), x, coefficients).template cast<float>());
        }));
        context.progress.Advance();
      };
      add("fc_ntk", ntk::FullyConnected(kDegree + 1, 0.1));
      add("pnn_ntk", ntk::WithInputBias(ntk::PolynomialNet(kDegree), 0.1));
    }
  }
};

BrightnessColumn ColumnOf(const ImageSet& set, const BrightnessEvidence& evidence) {
  BrightnessColumn column{.title = set.name == "fashion_mnist" ? "Fashion-MNIST"
                                   : set.name == "mnist"       ? "MNIST"
                                                               : "handwritten digits (OpenCV's)",
                          .r_max = evidence.r_max};
  for (models::Index i = 0; i < set.test.size(); ++i) {
    column.image.push_back(set.test.pixels[static_cast<std::size_t>(i)] / 255.0);
  }
  const auto add = [&](const std::string& label, const std::string& network, bool biases, const std::string& color,
                       bool dashed) {
    column.curves.push_back({label, color, dashed, evidence.accuracy.at({set.name, network, biases})});
  };
  add("FC", "fc", true, palette::kBlue, false);
  add("Hp", "hp", true, palette::kVermilion, false);
  add("FC, no biases", "fc", false, palette::kBlue, true);
  add("Hp, no biases", "hp", false, palette::kVermilion, true);
  add("FC, infinite", "fc_ntk", true, palette::kSky, false);
  add("PNN, infinite", "pnn_ntk", true, palette::kOrange, false);
  return column;
}

// What is known to be another than in the figure, and what is not printed.
std::vector<std::string> Differences(const Config& config, const std::vector<ImageSet>& sets) {
  std::vector<std::string> differs;
  for (const ImageSet& set : sets) {
    if (set.name == "digits") differs.push_back("data: " + set.described);
    const auto part = [&](models::Index chosen, models::Index count, const std::string& purpose) {
      if (chosen <= 0 || chosen >= count) return;
      differs.push_back("data: " + std::to_string(chosen) + " of " + std::to_string(count) + " images to " + purpose +
                        ", " + set.name);
    };
    part(config.train_images, set.train.count(), "train");
    part(config.test_images, set.test.count(), "test");
  }
  constexpr int kPrintedRuns = 3;
  if (config.seeds != kPrintedRuns) {
    differs.push_back("seeds: " + std::to_string(config.seeds) + " instead of " + std::to_string(kPrintedRuns));
  }
  differs.push_back("budget: " + std::to_string(config.steps) + " steps of SGD with momentum 0.9, rate " +
                    RoundedReal(config.learning_rate, 3) + ", batches of " + std::to_string(kBatch) +
                    "; the main text of the paper prints none");
  differs.push_back("architecture: width " + std::to_string(kWidth) +
                    ", and by which averages of its input a net with Hadamard products multiplies, are chosen here");
  return differs;
}

Result Run(const Config& config, RunContext& context) {
  const std::vector<ImageSet> sets = {ReadDigits(config.sources), ReadFashionMnist(config.sources)};
  BrightnessEvidence evidence{.r_max = Brightnesses(), .differs = Differences(config, sets)};
  for (const ImageSet& set : sets) evidence.data_sets.push_back(set.name);
  context.progress.Start("nets", static_cast<std::int64_t>(sets.size()) * config.seeds * 6);
  for (const ImageSet& set : sets) {
    Nets{config, context, evidence}.Train(set);
    Nets{config, context, evidence}.Solve(set);
  }

  Result result;
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
  Table differences({{"data_set", Table::kText},
                     {"biases", Table::kInteger},
                     {"at", Table::kText},
                     {"hp_minus_fc", Table::kReal},
                     {"half_width_95", Table::kReal},
                     {"p_greater", Table::kReal}});
  std::vector<BrightnessColumn> columns;
  for (const ImageSet& set : sets) {
    for (const bool biases : {true, false}) {
      const BrightnessDifference d = CompareWithFc(evidence, set.name, "hp", biases);
      differences.Append(set.name, biases ? 1 : 0, "training", d.trained.mean, d.trained.half_width,
                         d.trained.p_greater);
      differences.Append(set.name, biases ? 1 : 0, "brighter", d.brighter.mean, d.brighter.half_width,
                         d.brighter.p_greater);
    }
    columns.push_back(ColumnOf(set, evidence));
    result.data_sha256.update(set.data_sha256);
    (result.summary += set.described) += ".\n";
  }
  result.claims = {JudgeFigure3(evidence), JudgeScaleInvariance(evidence)};
  result.figures.push_back({"brightness_extrapolation", DrawBrightness(columns)});
  result.tables.push_back({"brightness_extrapolation", std::move(table)});
  result.tables.push_back({"brightness_differences", std::move(differences)});
  return result;
}

}  // namespace

Experiment BrightnessExtrapolation() {
  Config quick{.seeds = 2, .steps = 150, .train_images = 4000, .test_images = 500, .kernel_images = 200};
  return MakeExperiment<Config>(
      {.name = "brightness_extrapolation",
       .summary = "Do Hadamard products help when images get brighter than in training? Figure 3, on real images, "
                  "with and without biases, finite and infinitely wide.",
       .paper = PolynomialNets(),
       .claims = {DeclareFigure3(), DeclareScaleInvariance()},
       .defaults = {},
       .quick = quick,
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
