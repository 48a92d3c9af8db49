#include "experiments/hierarchical_polynomials/adam_training/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "experiments/hierarchical_polynomials/dimensions.h"
#include "experiments/hierarchical_polynomials/kernel_ridge.h"
#include "experiments/hierarchical_polynomials/targets.h"
#include "experiments/hierarchical_polynomials/test_points.h"
#include "experiments/shared/kernel_predictor.h"
#include "experiments/shared/train_network.h"
#include "gaussian/hierarchical_polynomial.h"
#include "models/bottleneck_net.h"
#include "models/random.h"
#include "models/training.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::adam_training {
namespace {

using Net = models::BottleneckNet<float>;

// A target and a seed: the samples of the largest n hold those of the others.
struct Task {
  int k, d, seed;
  gaussian::SpreadFeature p;
  double mean_square, along_p, plateau;
  models::RandomStream train, test;
  std::uint64_t weights;
};

std::vector<Task> Tasks(const Config& config, std::uint64_t seed) {
  std::vector<Task> tasks;
  std::uint32_t stream = 0;
  for (const int k : {2, 3}) {
    for (const int d : k == 2 ? config.d : config.cubic_d) {
      const gaussian::SpreadFeature p = hierarchical::Feature(k, "balanced", d, 0);
      for (int s = 0; s < config.seeds; ++s, stream += 2) {
        tasks.push_back({k,
                         d,
                         s,
                         p,
                         gaussian::FeatureMoment(p, 6).Value(),
                         gaussian::FeatureMoment(p, 4).Value(),
                         gaussian::Plateau(gaussian::DegreeEnergies(p, hierarchical::Cube().exact), k),
                         {seed, models::Purpose::kData, stream},
                         {seed, models::Purpose::kData, stream + 1},
                         seed * 1000003 + stream});
      }
    }
  }
  return tasks;
}

double Correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::VectorXd x = a.array() - a.mean(), y = b.array() - b.mean();
  const double norms = x.norm() * y.norm();
  return norms > 0 ? std::abs(x.dot(y)) / norms : 0;
}

double CorrelationWithFeature(const Net& net, const models::Matrix<float>& x, const Eigen::VectorXd& p) {
  return Correlation(net.Bottleneck(x).col(0).cast<double>(), p);
}

void TrainNet(const Task& task, const Config& config, const hierarchical::Samples& train,
              const hierarchical::TestPoints& tests, Row& row) {
  const double scale = std::sqrt(task.mean_square);
  const models::Matrix<float> x = train.x.cast<float>(), y = (train.h / scale).cast<float>(),
                              at = tests.samples().x.cast<float>();
  const models::Index width = 2 * static_cast<models::Index>(task.d) * task.d;
  Net net({.inputs = task.d,
           .width = width,
           .outer_width = config.outer_width,
           .power = task.k,
           .feature_std = 0.1 / std::sqrt(static_cast<double>(width)),
           .output_std = 1 / std::sqrt(static_cast<double>(config.outer_width))},
          task.weights);
  row.at_start = CorrelationWithFeature(net, at, tests.samples().p);
  models::Trainer<Net> trainer(std::move(net), x, y,
                               {.loss = models::Loss::kMeanSquares,
                                .method = models::Adam{},
                                .schedule = models::Cosine{.rate = config.rate, .steps = config.steps},
                                .batch_size = std::min<models::Index>(config.batch, x.rows()),
                                .shuffle_seed = task.weights,
                                .divergence_factor = std::numeric_limits<double>::infinity()});
  TrainNetwork("adam_training", trainer, config.steps);
  row.error = tests.RelativeError(scale * models::Forward(trainer.net(), at).col(0).cast<double>());
  row.correlation = CorrelationWithFeature(trainer.net(), at, tests.samples().p);
}

double KernelError(const WideNetwork& ntk, const hierarchical::Samples& train, const hierarchical::TestPoints& tests) {
  const double scale = 1 / std::sqrt(static_cast<double>(train.x.cols()));
  const Eigen::MatrixXd x = scale * train.x;
  const Eigen::MatrixXd gram = ntk.Gram(x), cross = ntk.Gram(x, scale * tests.samples().x);
  double least = HUGE_VAL;
  for (const double ridge : {1e-7, 1e-2}) {
    const Eigen::VectorXd c = hierarchical::KernelRidge(gram, ridge * gram.diagonal().mean(), train.h);
    if (c.size() > 0) least = std::min(least, tests.RelativeError(hierarchical::PredictRidge(cross, c)));
  }
  return least;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  Config& asked = evidence.config;
  std::sort(asked.d.begin(), asked.d.end());
  std::sort(asked.ratios.begin(), asked.ratios.end());
  hierarchical::RequireEven("--d", asked.d);
  hierarchical::RequireEven("--cubic_d", asked.cubic_d);
  const std::vector<Task> tasks = Tasks(asked, context.seed);
  const std::size_t runs = asked.ratios.size();
  evidence.rows.resize(tasks.size() * runs);
  context.progress.Start("trained nets", static_cast<std::int64_t>(evidence.rows.size()));
  const WideNetwork ntk = MakeWideNetwork("ntk 2", "fc", {.depth = 2, .input_bias = 1});
  tbb::parallel_for(std::size_t{0}, evidence.rows.size(), [&](std::size_t i) {
    const Task& task = tasks[i / runs];
    Row& row = evidence.rows[i];
    const int ratio = asked.ratios[i % runs], n = ratio * static_cast<int>(std::pow(task.d, task.k));
    row = {.k = task.k, .d = task.d, .ratio = ratio, .n = n, .seed = task.seed, .plateau = task.plateau};
    const hierarchical::Samples train = hierarchical::Draw(task.p, hierarchical::Cube(), task.train, 0, n);
    const hierarchical::TestPoints tests(hierarchical::Draw(task.p, hierarchical::Cube(), task.test, 0, asked.tests),
                                         task.mean_square, task.along_p);
    TrainNet(task, asked, train, tests, row);
    row.kernel = n <= asked.kernel_n ? KernelError(ntk, train, tests) : kMissing;
    context.progress.Advance();
  });
  std::stable_sort(evidence.rows.begin(), evidence.rows.end(), [](const Row& a, const Row& b) {
    return std::pair(std::pair(a.k, a.d), a.ratio) < std::pair(std::pair(b.k, b.d), b.ratio);
  });
  return evidence;
}

}  // namespace hadamard_ntk::experiments::adam_training
