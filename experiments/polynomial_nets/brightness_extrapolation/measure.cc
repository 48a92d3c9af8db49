#include "experiments/polynomial_nets/brightness_extrapolation/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <utility>

#include "experiments/shared/image_nets.h"
#include "experiments/shared/image_training.h"
#include "models/labelled_images.h"
#include "models/layer_net.h"
#include "models/loss.h"
#include "models/schedule.h"
#include "ntk/fully_connected.h"
#include "ntk/gram_product.h"
#include "ntk/input_bias.h"
#include "ntk/kernel_solver.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::experiments::brightness_extrapolation {
namespace {

constexpr int kDegree = 4, kClasses = 10;
constexpr double kTrainedBrightness = 0.1;
constexpr int kKernelTestImages = 2000;

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

// Dark images to train on, and those to test on with pixels in [0, 1].
struct Images {
  models::Matrix<float> x, y, pixels;
  std::vector<models::Index> labels;
};

Images ImagesOf(const ImageSet& set, const Config& config, std::uint64_t seed) {
  const models::LabelledImages train = ChooseImages(set.train, TrainingImages(config, set.train.count()), seed);
  const models::LabelledImages test = ChooseImages(set.test, config.test_images, seed);
  const auto scale = static_cast<float>(1 / 255.0);
  return {models::PixelMatrix(train, static_cast<float>(kTrainedBrightness) * scale),
          models::OneHot<float>(models::Labels(train), kClasses), models::PixelMatrix(test, scale),
          models::Labels(test)};
}

// What all nets of a data set have in common.
ImageTraining TrainingOf(const Config& config, const Images& images) {
  const std::int64_t steps_per_epoch = (images.x.rows() + kBatch - 1) / kBatch;
  return {.name = "",
          .net = {.input = {.channels = images.x.cols()}, .layers = {}},
          .training = {.loss = models::Loss::kMeanCrossEntropy,
                       .method = models::Sgd{.momentum = 0.9},
                       .schedule = models::Constant{config.learning_rate},
                       .batch_size = std::min(kBatch, images.x.rows())},
          .epochs = std::max<std::int64_t>(1, config.steps / steps_per_epoch),
          .checkpoints = config.checkpoints};
}

std::uint64_t KeyOf(int seed, const RunContext& context) {
  return context.seed * 1000 + static_cast<std::uint64_t>(seed);
}

// One seed: its images, with and without products and biases.
void MeasureTrained(const std::string& data_set, const Images& images, int seed, RunContext& context,
                    Evidence& evidence) {
  ImageTraining run = TrainingOf(evidence.config, images);
  run.seed = KeyOf(seed, context);
  for (const bool biases : {true, false}) {
    for (const std::string& network : {std::string("fc"), std::string("hp")}) {
      run.net.layers =
          network == "fc" ? DenseNet(kDegree + 1, kWidth, kClasses) : DenseHpNet(kDegree, kWidth, kClasses);
      run.net.biases = biases;
      run.name = data_set + "_" + network + (biases ? "_biases_" : "_no_biases_") + std::to_string(seed);
      const models::LayerNet<float> net = TrainOnImages(run, images.x, images.y);
      ClassChanges* changes = nullptr;
      if (network == "fc") changes = biases ? &evidence.with_biases : &evidence.without_biases;
      evidence.accuracy[{data_set, network, biases}].push_back(
          Accuracies(evidence.r_max, images.labels, ClassesOf(net, images.pixels), changes));
      context.progress.Advance();
    }
  }
}

// Nets without biases as they start: of other shapes than the trained ones, and linear maps.
void CountUntrained(const Images& images, const RunContext& context, Evidence& evidence) {
  const std::vector<std::tuple<int, models::Index, ClassChanges*>> kinds = {
      {2, 1024, &evidence.other_shapes}, {9, 32, &evidence.other_shapes}, {1, 1, &evidence.linear}};
  for (const auto& [depth, width, changes] : kinds) {
    for (int seed = 0; seed < evidence.config.seeds; ++seed) {
      const models::LayerNet<float> net(
          {.input = {.channels = images.pixels.cols()}, .layers = DenseNet(depth, width, kClasses), .biases = false},
          KeyOf(seed, context));
      Accuracies(evidence.r_max, images.labels, ClassesOf(net, images.pixels), changes);
    }
  }
}

// The infinitely wide nets with biases, trained to the end with the squared loss on the unit vectors of the classes.
void MeasureInfinitelyWide(const ImageSet& set, RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  for (int seed = 0; seed < config.seeds; ++seed) {
    const std::uint64_t chosen = KeyOf(seed, context);
    const models::LabelledImages train = ChooseImages(set.train, config.kernel_images, chosen);
    const models::LabelledImages test = ChooseImages(set.test, std::min(config.test_images, kKernelTestImages), chosen);
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

DataSet MakeDataSet(const ImageSet& set) {
  DataSet data_set{.name = set.name,
                   .described = set.described,
                   .train_images = set.train.count(),
                   .test_images = set.test.count(),
                   .data_sha256 = set.data_sha256};
  for (models::Index i = 0; i < set.test.size(); ++i) {
    data_set.image.push_back(set.test.pixels[static_cast<std::size_t>(i)] / 255.0);
  }
  return data_set;
}

}  // namespace

models::Index TrainingImages(const Config& config, models::Index images) {
  return config.train_images > 0 ? config.train_images : images * 5 / 6;
}

Evidence Measure(const Config& config, RunContext& context) {
  const std::vector<ImageSet> sets = {ReadDigits(config.sources), ReadFashionMnist(config.sources)};
  Evidence evidence{.config = config, .r_max = Brightnesses()};
  context.progress.Start("nets", static_cast<std::int64_t>(sets.size()) * config.seeds * 6);
  for (const ImageSet& set : sets) {
    evidence.data_sets.push_back(MakeDataSet(set));
    for (int seed = 0; seed < config.seeds; ++seed) {
      const Images images = ImagesOf(set, config, KeyOf(seed, context));
      MeasureTrained(set.name, images, seed, context, evidence);
      if (seed == 0) CountUntrained(images, context, evidence);
    }
    MeasureInfinitelyWide(set, context, evidence);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::brightness_extrapolation
