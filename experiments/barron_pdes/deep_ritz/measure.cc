#include "experiments/barron_pdes/deep_ritz/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "experiments/barron_pdes/deep_ritz/random_features.h"
#include "experiments/barron_pdes/deep_ritz/torus_elements.h"
#include "linalg/diverged.h"
#include "linalg/steady_seconds.h"
#include "models/hadamard_net.h"
#include "models/polynomial_net.h"
#include "models/random.h"
#include "models/two_layer_net.h"
#include "pde/two_layer_units.h"

namespace hadamard_ntk::experiments::deep_ritz {
namespace {

using linalg::SteadySeconds;

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

// Units that were drawn keep their term of u*: least squares, since cosines are orthogonal.
pde::CosineSum DrawnPart(const Task& task, int units) {
  std::vector<double> uniforms(static_cast<std::size_t>(units));
  models::FillUniform(Points(task, 2), 0, uniforms);
  pde::CosineSum part = task.torus->solution;
  Eigen::VectorXd kept = Eigen::VectorXd::Zero(part.size() + 1);
  for (const Eigen::Index unit : pde::DrawUnits(pde::BarronLaw(part), uniforms)) kept[unit] = 1;
  part.amplitudes.array() *= kept.head(part.size()).array();
  return part;
}

// What is found, `function` as in EvaluateFunction, after the time since `start`.
template <class F>
void Judge(const F& function, double start, const Task& task, const Config& config, Row& row) {
  row.seconds = SteadySeconds() - start;
  row.found = EvaluateFunction(function, *task.torus, Points(task, 1), config.tests);
  if (!std::isfinite(row.found.error + row.found.energy)) {
    throw linalg::Diverged("deep_ritz", config.steps, row.found.energy, "energy");
  }
}

template <class N>
void Train(N net, double begin, const Task& task, const Config& config, Row& row, std::vector<Record>& records) {
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
  Judge(FunctionOf(net), begin, task, config, row);
  if (start) row.seen = row.found.energy;
}

void Run(const Task& task, const Config& config, Row& row, std::vector<Record>& records) {
  const double start = SteadySeconds();
  row.method = task.method;
  row.d = task.d;
  if (task.method == "polynomial") {
    Train(Polynomial(task, config), start, task, config, row, records);
  } else if (task.method == "galerkin") {
    models::TwoLayerNet<double> net = Net<double>(task, config, config.features, config.feature_std);
    row.seen = FitOuterWeights(net, *task.torus, TorusPoints(Points(task, 0), 0, config.quadrature, task.d));
    row.parameters = config.features + 1;
    Judge(FunctionOf(net), start, task, config, row);
  } else if (task.method == "units") {
    const pde::CosineSum part = DrawnPart(task, config.width);
    row.parameters = static_cast<int>((part.amplitudes.array() > 0).count()) * (task.d + 2);
    Judge([&](const Eigen::MatrixXd& x, Eigen::MatrixXd& slopes) { return part.At(x, &slopes); }, start, task, config,
          row);
    row.seen = row.found.energy;
  } else {
    Train(Net<float>(task, config, config.width, config.weight_std), start, task, config, row, records);
  }
}

Row RunElements(const Task& task, int n, const Config& config) {
  const double start = SteadySeconds();
  const TorusElements elements(n, *task.torus);
  Row row{.method = "elements",
          .d = task.d,
          .parameters = elements.unknowns(),
          .cells = elements.cells(),
          .seen = elements.energy()};
  Judge([&](const Eigen::MatrixXd& x, Eigen::MatrixXd& slopes) { return elements.At(x, slopes); }, start, task, config,
        row);
  return row;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  std::vector<int>& d = evidence.config.d;
  std::sort(d.begin(), d.end());
  std::sort(evidence.config.elements.begin(), evidence.config.elements.end());
  std::vector<barron_pdes::TorusSolution> solutions;
  for (const int dimension : d) {
    const double start = SteadySeconds();
    solutions.push_back(barron_pdes::SolveTorus(
        dimension, config.data == "dense" ? barron_pdes::Data::kDense : barron_pdes::Data::kSparse));
    evidence.exact.push_back({.d = dimension,
                              .coefficients = static_cast<int>(solutions.back().solution.size()),
                              .energy = solutions.back().energy,
                              .seconds = SteadySeconds() - start});
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
  const auto plane = static_cast<std::size_t>(std::find(d.begin(), d.end(), 2) - d.begin());
  for (std::size_t i = 0; i < evidence.config.elements.size() && plane < d.size(); ++i) {
    const Task task{"elements", &solutions[plane], 2, context.seed, static_cast<std::uint32_t>(plane)};
    evidence.rows.push_back(RunElements(task, evidence.config.elements[i], evidence.config));
  }
  for (const std::vector<Record>& some : records) {
    evidence.records.insert(evidence.records.end(), some.begin(), some.end());
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::deep_ritz
