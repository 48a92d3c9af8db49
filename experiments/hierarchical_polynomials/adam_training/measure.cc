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
#include "models/ccp_net.h"
#include "models/network.h"
#include "models/random.h"
#include "models/training.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::adam_training {
namespace {

using Bottleneck = models::BottleneckNet<float>;
using Ccp = models::CcpNet<float>;

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

double CorrelationWithFeature(const Bottleneck& net, const models::Matrix<float>& x, const Eigen::VectorXd& p) {
  return Correlation(net.Bottleneck(x).col(0).cast<double>(), p);
}

Bottleneck MakeBottleneck(const Task& task, const Config& config) {
  const models::Index width = 2 * static_cast<models::Index>(task.d) * task.d;
  return {{.inputs = task.d,
           .width = width,
           .outer_width = config.outer_width,
           .power = task.k,
           .feature_std = 0.1 / std::sqrt(static_cast<double>(width)),
           .output_std = 1 / std::sqrt(static_cast<double>(config.outer_width))},
          task.weights};
}

Ccp MakeCcp(const Task& task, models::Index parameters) {
  models::CcpNetOptions options{.inputs = task.d, .width = 1, .degree = 3 * task.k, .input_bias = 1};
  const models::Index of_a_unit = Ccp(options, task.weights).parameters().size();
  options.width = (parameters + of_a_unit - 1) / of_a_unit;
  Ccp net(options, task.weights);
  // y_N is a product of 3 k factors: f would start many times larger than h.
  net.parameters().matrix(net.parameters().Find("C")).setZero();
  return net;
}

// Inputs and outputs as a net sees them.
struct Scaled {
  models::Matrix<float> x, y;
};

template <models::Network Net>
Net Trained(Net net, const Task& task, const Config& config, const Scaled& train) {
  models::Trainer<Net> trainer(std::move(net), train.x, train.y,
                               {.loss = models::Loss::kMeanSquares,
                                .method = models::Adam{},
                                .schedule = models::Cosine{.rate = config.rate, .steps = config.steps},
                                .batch_size = std::min<models::Index>(config.batch, train.x.rows()),
                                .shuffle_seed = task.weights,
                                .divergence_factor = std::numeric_limits<double>::infinity()});
  TrainNetwork("adam_training", trainer, config.steps);
  return trainer.net();
}

void TrainNets(const Task& task, const Config& config, const hierarchical::Samples& train,
               const hierarchical::TestPoints& tests, Row& row) {
  const double scale = std::sqrt(task.mean_square);
  const float of_x = 1 / std::sqrt(static_cast<float>(task.d));
  const Scaled samples{train.x.cast<float>(), (train.h / scale).cast<float>()}, near{of_x * samples.x, samples.y};
  const models::Matrix<float> at = tests.samples().x.cast<float>();
  const auto error = [&](const auto& net, const models::Matrix<float>& x) {
    return tests.RelativeError(scale * models::Forward(net, x).col(0).template cast<double>());
  };
  const Bottleneck start = MakeBottleneck(task, config), net = Trained(start, task, config, samples);
  row.at_start = CorrelationWithFeature(start, at, tests.samples().p);
  row.correlation = CorrelationWithFeature(net, at, tests.samples().p);
  row.error = error(net, at);
  row.ccp = error(Trained(MakeCcp(task, start.parameters().size()), task, config, near), of_x * at);
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
    TrainNets(task, asked, train, tests, row);
    row.kernel = n <= asked.kernel_n ? KernelError(ntk, train, tests) : kMissing;
    context.progress.Advance();
  });
  std::stable_sort(evidence.rows.begin(), evidence.rows.end(), [](const Row& a, const Row& b) {
    return std::pair(std::pair(a.k, a.d), a.ratio) < std::pair(std::pair(b.k, b.d), b.ratio);
  });
  return evidence;
}

}  // namespace hadamard_ntk::experiments::adam_training
