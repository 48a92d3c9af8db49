#include "experiments/polynomial_nets/label_noise/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "experiments/shared/image_nets.h"
#include "experiments/shared/image_training.h"
#include "models/labelled_images.h"
#include "models/layer_net.h"
#include "models/loss.h"
#include "models/matrix.h"
#include "models/schedule.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/input_bias.h"
#include "ntk/kernel_regression.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments::label_noise {
namespace {

constexpr int kDepth = 6, kDegree = 5;
constexpr models::Index kWidth = 256;

void RequireSensible(const Config& config) {
  if (config.classes.size() != 2) {
    throw FlagError("--classes", "must be two digits", std::to_string(config.classes.size()) + " of them");
  }
  if (!std::is_sorted(config.frequencies.begin(), config.frequencies.end())) {
    throw FlagError("--frequencies", "must increase", "another order");
  }
}

// 1, 2, 3, 5, 7, 10, ... up to the last.
std::vector<std::int64_t> ShownSteps(std::int64_t last) {
  std::vector<std::int64_t> steps;
  for (int i = 0;; ++i) {
    const auto step = static_cast<std::int64_t>(std::llround(std::pow(10, i / 6.0)));
    if (step >= last) break;
    if (steps.empty() || step > steps.back()) steps.push_back(step);
  }
  steps.push_back(last);
  return steps;
}

struct Problem {
  models::Matrix<float> train, validation;
  Eigen::VectorXd clean, clean_validation;
  Eigen::VectorXd norms;
};

Problem MakeProblem(const models::LabelledImages& both, int first_class, int images, std::uint64_t seed) {
  const models::LabelledImages chosen = ChooseImages(both, images, seed);
  const models::Matrix<float> x = models::PixelMatrix(chosen, 1.0f / 255);
  const models::Index trained = x.rows() * 4 / 5;
  Eigen::VectorXd labels(x.rows());
  for (models::Index i = 0; i < x.rows(); ++i) {
    labels[i] = chosen.labels[static_cast<std::size_t>(i)] == first_class ? -1 : 1;
  }
  return {x.topRows(trained), x.bottomRows(x.rows() - trained), labels.head(trained), labels.tail(x.rows() - trained),
          x.topRows(trained).cast<double>().rowwise().norm()};
}

// f at the trained images and at the others, at one more step.
void Append(const Problem& problem, const Eigen::VectorXd& noise, const Eigen::VectorXd& trained,
            const Eigen::VectorXd& validated, Curve& curve) {
  curve.validation.push_back((validated - problem.clean_validation).squaredNorm() /
                             static_cast<double>(validated.size()));
  const double clean_clean = problem.clean.squaredNorm(), clean_noise = problem.clean.dot(noise),
               noise_noise = noise.squaredNorm();
  curve.noise_share.push_back((clean_clean * trained.dot(noise) - clean_noise * trained.dot(problem.clean)) /
                              (clean_clean * noise_noise - clean_noise * clean_noise));
}

Curve TrainOn(const Problem& problem, const Eigen::VectorXd& noise, const std::string& network, const Config& config,
              std::uint64_t seed, const std::vector<std::int64_t>& shown) {
  Curve curve;
  ImageTraining run{.name = network,
                    .net = {.input = {.channels = problem.train.cols()},
                            .layers = network == "fc" ? DenseNet(kDepth, kWidth, 1) : DenseHpNet(kDegree, kWidth, 1)},
                    .seed = seed,
                    .training = {.loss = models::Loss::kMeanSquares,
                                 .method = models::Adam{},
                                 .schedule = models::Constant{config.learning_rate}},
                    .epochs = config.steps};
  run.on_step = [&](std::int64_t step, const models::LayerNet<float>& net) {
    if (!std::binary_search(shown.begin(), shown.end(), step)) return;
    Append(problem, noise, Evaluate(net, problem.train).col(0).cast<double>(),
           Evaluate(net, problem.validation).col(0).cast<double>(), curve);
  };
  const models::Matrix<float> y = (problem.clean + noise).cast<float>();
  TrainOnImages(run, problem.train, y);
  return curve;
}

// Exact gradient descent of the infinitely wide net, factorised once for all frequencies.
class WideDescent {
 public:
  template <class Kernel>
  WideDescent(const Kernel& kernel, const Problem& problem)
      : gram_(ntk::Gram(kernel, Eigen::MatrixXd(problem.train.cast<double>()))),
        cross_(ntk::Gram(kernel, Eigen::MatrixXd(problem.validation.cast<double>()),
                         Eigen::MatrixXd(problem.train.cast<double>()))),
        regression_(gram_) {}

  Curve Train(const Problem& problem, const Eigen::VectorXd& noise, const std::vector<std::int64_t>& shown) const {
    Curve curve;
    const ntk::KernelRegression::GradientDescent method{.learning_rate = 1 / regression_.report().lambda_max};
    for (const std::int64_t step : shown) {
      const Eigen::MatrixXd c = regression_.Descend(problem.clean + noise, method, step);
      Append(problem, noise, gram_ * c, cross_ * c, curve);
    }
    return curve;
  }

 private:
  Eigen::MatrixXd gram_, cross_;
  ntk::KernelRegression regression_;
};

void MeasureSeed(const Problem& problem, int seed, std::uint64_t key, RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  const WideDescent fc(ntk::FullyConnected(kDepth, 0.1), problem),
      pnn(ntk::WithInputBias(ntk::PolynomialNet(kDegree), 0.1), problem);
  for (const double frequency : config.frequencies) {
    const Eigen::VectorXd noise = (2 * std::numbers::pi * frequency * problem.norms.array()).sin();
    evidence.curves[{"fc_ntk", frequency, seed}] = fc.Train(problem, noise, evidence.shown);
    evidence.curves[{"pnn_ntk", frequency, seed}] = pnn.Train(problem, noise, evidence.shown);
    for (const std::string& network : {std::string("fc"), std::string("hp")}) {
      evidence.curves[{network, frequency, seed}] = TrainOn(problem, noise, network, config, key, evidence.shown);
      context.progress.Advance();
    }
  }
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  RequireSensible(config);
  ImageSet set = ReadDigits(config.sources);
  const models::LabelledImages both = OfLabels(set.train, {config.classes[0], config.classes[1]});
  Evidence evidence{.config = config,
                    .images = std::move(set.described),
                    .data_sha256 = std::move(set.data_sha256),
                    .shown = ShownSteps(config.steps)};
  context.progress.Start("trainings", config.seeds * static_cast<std::int64_t>(config.frequencies.size()) * 2);
  for (int seed = 0; seed < config.seeds; ++seed) {
    const auto key = context.seed * 1000 + static_cast<std::uint64_t>(seed);
    MeasureSeed(MakeProblem(both, config.classes[0], config.images, key), seed, key, context, evidence);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::label_noise
