#include "experiments/quadratic_nets/quadratic_convolutions/measure.h"

#include <algorithm>
#include <cstdint>

#include "experiments/shared/image_training.h"
#include "linalg/diverged.h"
#include "models/labelled_images.h"
#include "models/layer_net.h"
#include "models/loss.h"
#include "models/optimizer.h"
#include "models/quadratic_convolution.h"
#include "models/schedule.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {
namespace {

constexpr int kClasses = 10;
constexpr models::Index kBatch = 64;

models::LayerNetOptions NetOf(const Setting& setting) {
  const bool quadratic = setting.name == "random" || setting.name == "relinear",
             wide = setting.name == "equal_parameters";
  const auto start = setting.name == "random" ? models::QuadraticStart::kRandom : models::QuadraticStart::kReLinear;
  std::vector<models::Layer> layers;
  for (const models::Index outputs : {wide ? 20 : 16, wide ? 51 : 32}) {
    if (quadratic) {
      Append(models::QuadraticConvolution{.outputs = outputs, .start = start}, layers);
    } else {
      layers.push_back({models::ConvolutionLayer{.outputs = outputs}});
    }
    layers.push_back({models::MaxPoolLayer{.size = 2}});
  }
  layers.push_back({models::DenseLayer{.outputs = kClasses, .relu = false}});
  return {.input = {.height = 28, .width = 28, .channels = 1}, .layers = layers};
}

// Those of W_g, b_g, W_b, c of both convolutions: of the matrices of a net, numbered from 1, all but the first of
// three.
std::vector<models::Group> GroupsOf(const Setting& setting) {
  if (setting.name != "relinear") return {};
  std::vector<models::Group> groups;
  for (const char* number : {"2", "3", "5", "6"}) {
    for (const char* segment : {"W", "b"}) {
      groups.push_back({.segment = std::string(segment) + number, .rate_factor = setting.gamma});
    }
  }
  return groups;
}

struct Images {
  models::Matrix<float> x, y, tests;
  std::vector<models::Index> labels;
};

Images ImagesOf(const ImageSet& set, const Config& config, std::uint64_t seed) {
  constexpr float kScale = 1.0F / 255;
  const models::LabelledImages train = ChooseImages(set.train, config.train_images, seed);
  const models::LabelledImages test = ChooseImages(set.test, config.test_images, seed);
  return {PixelMatrix(train, kScale), models::OneHot<float>(Labels(train), kClasses), PixelMatrix(test, kScale),
          Labels(test)};
}

Training Train(const ImageTraining& run, const Images& images) {
  try {
    const models::LayerNet<float> net = TrainOnImages(run, images.x, images.y);
    const models::Matrix<float> f = Evaluate(net, images.tests);
    if (!f.allFinite()) return {.diverged = true};
    return {.error = 1 - Accuracy(LargestColumns(f), images.labels)};
  } catch (const linalg::Diverged&) {
    return {.diverged = true};
  }
}

}  // namespace

const std::vector<Setting>& Settings() {
  static const std::vector<Setting> kSettings = {{"conventional"}, {"equal_parameters"}, {"random"},
                                                 {"relinear", 0},  {"relinear", 0.01},   {"relinear", 0.1},
                                                 {"relinear", 1}};
  return kSettings;
}

std::string Label(const Setting& setting) {
  if (setting.name != "relinear") return setting.name;
  return setting.name + ", gamma " + RoundedReal(setting.gamma, 3);
}

Evidence Measure(const Config& config, RunContext& context) {
  const ImageSet set = ReadFashionMnist(config.sources);
  Evidence evidence{.config = config, .data = set.described, .data_sha256 = set.data_sha256};
  for (const double rate : config.learning_rates) {
    for (const Setting& setting : Settings()) {
      const models::Index parameters = models::LayerNet<float>(NetOf(setting), 0).parameters().size();
      evidence.groups.push_back({.setting = setting, .learning_rate = rate, .parameters = parameters});
    }
  }
  context.progress.Start("trainings", static_cast<std::int64_t>(evidence.groups.size()) * config.seeds);
  for (int seed = 0; seed < config.seeds; ++seed) {
    const std::uint64_t key = context.seed * 1000 + static_cast<std::uint64_t>(seed);
    const Images images = ImagesOf(set, config, key);
    const models::Index batch = std::min(kBatch, images.x.rows());
    const std::int64_t steps = config.epochs * ((images.x.rows() + batch - 1) / batch);
    for (Group& group : evidence.groups) {
      const ImageTraining run = {.name = Label(group.setting),
                                 .net = NetOf(group.setting),
                                 .seed = key,
                                 .training = {.loss = models::Loss::kMeanCrossEntropy,
                                              .method = models::Sgd{.momentum = 0.9},
                                              .schedule = models::Cosine{.rate = group.learning_rate, .steps = steps},
                                              .groups = GroupsOf(group.setting),
                                              .batch_size = batch},
                                 .epochs = config.epochs};
      group.trainings.push_back(Train(run, images));
      context.progress.Advance();
    }
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::quadratic_convolutions
