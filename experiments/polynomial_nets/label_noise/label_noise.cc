#include "experiments/polynomial_nets/label_noise/label_noise.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/label_noise/claims.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/image_nets.h"
#include "experiments/shared/image_sets.h"
#include "experiments/shared/image_training.h"
#include "experiments/shared/names.h"
#include "models/loss.h"
#include "models/schedule.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/input_bias.h"
#include "ntk/kernel_regression.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kDepth = 6, kDegree = 5;
constexpr models::Index kWidth = 256;

struct Config {
  ImageSources sources{};
  std::vector<double> frequencies = {0.1, 0.5, 1, 2};
  std::vector<int> classes = {3, 8};
  int images = 600;
  int steps = 400;
  int seeds = 3;
  double learning_rate = 1e-4;
};

void AddFlags(CLI::App& app, Config& config) {
  AddFlags(app, config.sources);
  AddRealList(app, "--frequencies", &config.frequencies, 0.001, 1000, "f of the noise sin(2 pi f |x|), increasing");
  AddIntegerList(app, "--classes", &config.classes, 0, 9, "the two digits told apart");
  AddInteger(app, "--images", &config.images, 20, 20000, "images; 80% are trained on");
  AddInteger(app, "--steps", &config.steps, 10, 1000000, "steps of full-batch Adam");
  AddInteger(app, "--seeds", &config.seeds, 2, 100, "choices of images and weights");
  AddReal(app, "--learning_rate", &config.learning_rate, 1e-8, 1, "of Adam");
}

Json ToJson(const Config& config) {
  return {{"sources", ToJson(config.sources)},
          {"frequencies", config.frequencies},
          {"classes", config.classes},
          {"images", config.images},
          {"steps", config.steps},
          {"seeds", config.seeds},
          {"learning_rate", config.learning_rate}};
}

// Steps at which a curve is looked at: 1, 2, 3, 5, 7, 10, ... up to the last.
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

struct Curve {
  std::vector<double> validation, noise_share;  ///< at the steps shown

  void Add(const Problem& problem, const Eigen::VectorXd& noise, const Eigen::VectorXd& trained,
           const Eigen::VectorXd& validated) {
    validation.push_back((validated - problem.clean_validation).squaredNorm() / static_cast<double>(validated.size()));
    // f = a clean + b noise by least squares; the share is b.
    const double clean_clean = problem.clean.squaredNorm(), clean_noise = problem.clean.dot(noise),
                 noise_noise = noise.squaredNorm();
    noise_share.push_back((clean_clean * trained.dot(noise) - clean_noise * trained.dot(problem.clean)) /
                          (clean_clean * noise_noise - clean_noise * clean_noise));
  }
  // What the nets are compared by: the mean over the steps shown, which are even in log t.
  double MeanShare() const {
    double sum = 0;
    for (const double share : noise_share) sum += share;
    return sum / static_cast<double>(noise_share.size());
  }
};

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
    curve.Add(problem, noise, Evaluate(net, problem.train).col(0).cast<double>(),
              Evaluate(net, problem.validation).col(0).cast<double>());
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
      curve.Add(problem, noise, gram_ * c, cross_ * c);
    }
    return curve;
  }

 private:
  Eigen::MatrixXd gram_, cross_;
  ntk::KernelRegression regression_;
};

using Curves = std::map<std::tuple<std::string, double, int>, Curve>;

LabelNoiseEvidence Evidence(const Config& config, const Curves& curves, const ImageSet& set) {
  constexpr int kSteps = 5000, kRuns = 3;
  LabelNoiseEvidence evidence;
  for (const double frequency : config.frequencies) {
    std::vector<double> gains;
    for (int seed = 0; seed < config.seeds; ++seed) {
      gains.push_back(curves.at({"hp", frequency, seed}).MeanShare() - curves.at({"fc", frequency, seed}).MeanShare());
    }
    evidence.gains.emplace_back(frequency, std::move(gains));
  }
  std::vector<std::string>& differs = evidence.differs;
  differs.push_back("data: classes " + std::to_string(config.classes[0]) + " and " + std::to_string(config.classes[1]) +
                    ", " + std::to_string(config.images) + " images, of " + set.described);
  if (config.steps != kSteps) {
    differs.push_back("budget: " + std::to_string(config.steps) + " steps, " +
                      RoundedReal(static_cast<double>(config.steps) / kSteps, 3) + " of the " + std::to_string(kSteps) +
                      " chosen after Rahaman et al. (2019)");
  }
  if (config.seeds != kRuns) {
    differs.push_back("seeds: " + std::to_string(config.seeds) + " instead of " + std::to_string(kRuns));
  }
  differs.push_back(
      "architecture: depth, width, optimiser and rate are chosen after Rahaman et al. (2019); the main text of the "
      "paper prints none");
  return evidence;
}

Figure Draw(const Config& config, const Curves& curves, const std::vector<std::int64_t>& shown) {
  Figure figure{.title = "How nets take up label noise of low and high frequency",
                .columns = static_cast<int>(std::min<std::size_t>(4, config.frequencies.size())),
                .width = 1100,
                .row_height = 300};
  const auto panel_of = [&](double frequency, bool first, const std::string& y, auto value,
                            const std::vector<std::pair<std::string, std::string>>& networks) {
    std::string title = "$f$ = ";
    Panel panel{.title = title += RoundedReal(frequency, 2),
                .x = {.label = "step", .log = true, .ticks = {}},
                .y = {.label = first ? y : "", .ticks = {}}};
    for (const auto& [network, color] : networks) {
      Series series{.label = {network == "fc"       ? "FC"
                              : network == "hp"     ? "Hp"
                              : network == "fc_ntk" ? "FC, inf."
                                                    : "PNN, inf."},
                    .color = color};
      for (std::size_t i = 0; i < shown.size(); ++i) {
        double sum = 0, low = 0, high = 0;
        for (int seed = 0; seed < config.seeds; ++seed) {
          const double v = value(curves.at({network, frequency, seed}))[i];
          sum += v;
          low = seed == 0 ? v : std::min(low, v);
          high = seed == 0 ? v : std::max(high, v);
        }
        series.x.push_back(static_cast<double>(shown[i]));
        series.y.push_back(sum / config.seeds);
        series.low.push_back(low);
        series.high.push_back(high);
      }
      panel.series.push_back(std::move(series));
    }
    return panel;
  };
  const std::vector<std::pair<std::string, std::string>> all = {
      {"fc", palette::kBlue}, {"hp", palette::kVermilion}, {"fc_ntk", palette::kSky}, {"pnn_ntk", palette::kOrange}};
  for (const double f : config.frequencies) {
    figure.panels.push_back(panel_of(
        f, f == config.frequencies.front(), "mean square error, clean images",
        [](const Curve& curve) { return curve.validation; }, all));
  }
  for (const double f : config.frequencies) {
    figure.panels.push_back(panel_of(
        f, f == config.frequencies.front(), "share of the noise learned",
        [](const Curve& curve) { return curve.noise_share; }, all));
  }
  return figure;
}

Result Run(const Config& config, RunContext& context) {
  if (config.classes.size() != 2) {
    throw FlagError("--classes", "must be two digits", std::to_string(config.classes.size()) + " of them");
  }
  if (!std::is_sorted(config.frequencies.begin(), config.frequencies.end())) {
    throw FlagError("--frequencies", "must increase", "another order");
  }
  const ImageSet set = ReadDigits(config.sources);
  const models::LabelledImages both = OfLabels(set.train, {config.classes[0], config.classes[1]});
  const std::vector<std::int64_t> shown = ShownSteps(config.steps);
  Curves curves;
  context.progress.Start("trainings", config.seeds * static_cast<std::int64_t>(config.frequencies.size()) * 2);
  for (int seed = 0; seed < config.seeds; ++seed) {
    const auto key = context.seed * 1000 + static_cast<std::uint64_t>(seed);
    const Problem problem = MakeProblem(both, config.classes[0], config.images, key);
    const WideDescent fc(ntk::FullyConnected(kDepth, 0.1), problem),
        pnn(ntk::WithInputBias(ntk::PolynomialNet(kDegree), 0.1), problem);
    for (const double frequency : config.frequencies) {
      const Eigen::VectorXd noise = (2 * std::numbers::pi * frequency * problem.norms.array()).sin();
      curves[{"fc_ntk", frequency, seed}] = fc.Train(problem, noise, shown);
      curves[{"pnn_ntk", frequency, seed}] = pnn.Train(problem, noise, shown);
      for (const std::string& network : {std::string("fc"), std::string("hp")}) {
        curves[{network, frequency, seed}] = TrainOn(problem, noise, network, config, key, shown);
        context.progress.Advance();
      }
    }
  }

  Table table({{"network", Table::kText},
               {"frequency", Table::kReal},
               {"seed", Table::kInteger},
               {"step", Table::kInteger},
               {"validation_mse", Table::kReal},
               {"noise_share", Table::kReal}});
  for (const auto& [key, curve] : curves) {
    const auto& [network, frequency, seed] = key;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      table.Append(network, frequency, seed, shown[i], curve.validation[i], curve.noise_share[i]);
    }
  }
  Result result;
  result.claims = {JudgeLabelNoise(Evidence(config, curves, set))};
  result.summary = set.described + ", classes " + std::to_string(config.classes[0]) + " and " +
                   std::to_string(config.classes[1]) + ".";
  result.data_sha256 = set.data_sha256;
  result.figures.push_back({"label_noise", Draw(config, curves, shown)});
  result.tables.push_back({"label_noise", std::move(table)});
  return result;
}

}  // namespace

Experiment LabelNoise() {
  Config quick{.frequencies = {0.1, 1}, .images = 100, .steps = 60, .seeds = 2};
  return MakeExperiment<Config>(
      {.name = "label_noise",
       .summary =
           "How fast do nets with and without Hadamard products take up label noise of low and high frequency, on "
           "real images? Appendix E.6.",
       .paper = PolynomialNets(),
       .claims = {DeclareLabelNoise()},
       .defaults = {},
       .quick = quick,
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
