#include "experiments/barron_pdes/deep_ritz/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "experiments/barron_pdes/deep_ritz/random_features.h"
#include "models/hadamard_net.h"
#include "models/polynomial_net.h"
#include "models/two_layer_net.h"
#include "referee/program/diverged.h"

namespace hadamard_ntk::experiments::deep_ritz {
namespace {

using Clock = std::chrono::steady_clock;

double Since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Task {
  std::string_view method;
  const barron_pdes::TorusSolution* torus;
  int d;
  std::uint64_t seed;
  std::uint32_t stream;  // of the d
};

models::RandomStream Points(const Task& task, std::uint32_t use) {
  return {task.seed, models::Purpose::kData, 8 * task.stream + use};
}

template <class T>
models::TwoLayerNet<T> Net(const Task& task, const Config& config, int width, double weight_std) {
  return models::TwoLayerNet<T>(
      {.inputs = 2 * task.d,
       .width = width,
       .activation = config.activation == "sine" ? models::SmoothActivation::kSine : models::SmoothActivation::kTanh,
       .weight_std = weight_std},
      task.seed * 1000003 + task.stream);
}

// Branches of size 1 at the start, whatever d.
models::HadamardNet<float> Polynomial(const Task& task, const Config& config) {
  models::HadamardForm form = models::FormOf(models::PolynomialNetOptions{.inputs = 2 * task.d,
                                                                          .width = config.polynomial_width,
                                                                          .degree = config.degree,
                                                                          .activation = models::Activation::kIdentity,
                                                                          .input_bias = 1});
  form.scale = 1 / std::sqrt(1.0 + task.d);
  return models::HadamardNet<float>(form, task.seed * 1000003 + task.stream);
}

template <class N>
void Train(N net, const Task& task, const Config& config, Row& row, std::vector<Record>& records) {
  const bool start = task.method == "net_at_start";
  for (const SampleEnergy& sample : TrainRitz(net, *task.torus,
                                              {.steps = start ? 0 : config.steps,
                                              .batch = config.batch,
                                              .rate = config.rate,
                                              .same_points = task.method == "few_points",
                                              .points = Points(task, 0)})) {
    records.push_back({row.method, row.d, sample});
    row.seen = sample.energy;
  }
  row.parameters = static_cast<int>(net.parameters().size());
  row.found = Evaluate(net, *task.torus, Points(task, 1), config.tests);
  if (!std::isfinite(row.found.error + row.found.energy))
    throw DivergedRun("deep_ritz", config.steps, row.found.energy);
  if (start) row.seen = row.found.energy;
}

void Run(const Task& task, const Config& config, Row& row, std::vector<Record>& records) {
  const Clock::time_point start = Clock::now();
  row.method = task.method;
  row.d = task.d;
  if (task.method == "polynomial") {
    Train(Polynomial(task, config), task, config, row, records);
  } else if (task.method == "galerkin") {
    models::TwoLayerNet<double> net = Net<double>(task, config, config.features, config.feature_std);
    row.seen = FitOuterWeights(net, *task.torus, TorusPoints(Points(task, 0), 0, config.quadrature, task.d));
    row.parameters = config.features + 1;
    row.found = Evaluate(net, *task.torus, Points(task, 1), config.tests);
  } else {
    Train(Net<float>(task, config, config.width, config.weight_std), task, config, row, records);
  }
  row.seconds = Since(start);
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  std::vector<int>& d = evidence.config.d;
  std::sort(d.begin(), d.end());
  std::vector<barron_pdes::TorusSolution> solutions;
  for (const int dimension : d) {
    const Clock::time_point start = Clock::now();
    solutions.push_back(barron_pdes::SolveTorus(
        dimension, config.data == "dense" ? barron_pdes::Data::kDense : barron_pdes::Data::kSparse));
    evidence.exact.push_back({.d = dimension,
                              .coefficients = static_cast<int>(solutions.back().solution.size()),
                              .energy = solutions.back().energy,
                              .seconds = Since(start)});
  }
  evidence.rows.resize(d.size() * kMethods.size());
  std::vector<std::vector<Record>> records(evidence.rows.size());
  context.progress.Start("trial spaces", static_cast<std::int64_t>(evidence.rows.size()));
  tbb::parallel_for(std::size_t{0}, evidence.rows.size(), [&](std::size_t i) {
    const std::size_t at = i / kMethods.size();
    const Task task{kMethods[i % kMethods.size()], &solutions[at], d[at], context.seed, static_cast<std::uint32_t>(at)};
    Run(task, evidence.config, evidence.rows[i], records[i]);
    context.progress.Advance();
  });
  for (const std::vector<Record>& some : records) {
    evidence.records.insert(evidence.records.end(), some.begin(), some.end());
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::deep_ritz
