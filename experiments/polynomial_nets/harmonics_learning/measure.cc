#include "experiments/polynomial_nets/harmonics_learning/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"
#include "experiments/polynomial_nets/harmonics_learning/power_method.h"
#include "experiments/polynomial_nets/harmonics_learning/projected_descent.h"
#include "referee/program/flags.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr int kSphere = 9;  // R^10
constexpr int kPerDecade = 8;

Scale ScaleOf(const std::string& name) {
  return name == "unit_rms" ? Scale::kUnitRms : name == "unit_value" ? Scale::kUnitValue : Scale::kGegenbauer;
}

Config Sorted(Config config) {
  std::sort(config.degrees.begin(), config.degrees.end());
  std::sort(config.harmonics.begin(), config.harmonics.end());
  if (config.degrees.size() < 2) throw FlagError("--degrees", "must name at least two", "one");
  return config;
}

Task TaskOf(const Config& config, int held_out, std::uint64_t seed, int set) {
  return MakeTask(kSphere, config.harmonics, ScaleOf(config.scale), config.samples, held_out, seed, set);
}

// Before the O(n^3) work; Descend sees again what lies between this bound and lambda_max.
void RequireConvergenceOf(const std::vector<Kernel>& kernels, const Config& config, const Task& task) {
  for (const Kernel& kernel : kernels) {
    const Eigen::MatrixXd gram = kernel.net.Gram(task.x);
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(gram.rows());
    RequireConvergence(
        config.learning_rate, config.samples, kernel,
        LargestEigenvalueFromBelow(ones, [&](const Eigen::VectorXd& v) -> Eigen::VectorXd { return gram * v; }));
  }
}

void MeasureWide(RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  const std::vector<Kernel> kernels = Kernels(kSphere, config.degrees, config.depth, config.harmonics.back() + 1);
  const auto count = kernels.size() * static_cast<std::size_t>(config.data_sets);
  std::vector<std::vector<WideRun>> slots(count);
  for (int set = 0; set < config.data_sets; ++set) {
    RequireConvergenceOf(kernels, config, TaskOf(config, 0, context.seed, set));
  }
  context.progress.Start("infinite width", static_cast<std::int64_t>(count));
  oneapi::tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const int set = static_cast<int>(i / kernels.size());
    slots[i] = Descend(kernels[i % kernels.size()], TaskOf(config, 0, context.seed, set), set,
                       {.learning_rate = config.learning_rate, .steps = evidence.steps, .seed = context.seed});
    context.progress.Advance();
  });
  for (auto& slot : slots) {
    for (WideRun& run : slot) evidence.wide.push_back(std::move(run));
  }
}

std::int64_t WorkOfFiniteNets(const Config& config) {
  std::int64_t work = 0;
  for (const int width : config.widths) {
    for (const int n : config.degrees) work += 2 * std::int64_t{n} * width * config.nets * config.finite_iterations;
  }
  return work;
}

void MeasureFinite(RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  const Task task = TaskOf(config, config.held_out, context.seed, 0);
  context.progress.Start("finite nets", WorkOfFiniteNets(config));
  for (const int width : config.widths) {
    for (const int n : config.degrees) {
      for (int number = 0; number < config.nets; ++number) {
        for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
          FiniteRun run{{config.finite_network, n, width, context.seed * 1000 + static_cast<std::uint64_t>(number)},
                        number,
                        rate,
                        {}};
          run.curve = Train(run.net, task,
                            {.learning_rate = rate == Rate::kCommon ? config.learning_rate : 0,
                             .steps = evidence.finite_steps,
                             .zero_start = config.start == "zero"},
                            [&](std::int64_t steps) { context.progress.Advance(n * width * steps); });
          evidence.finite.push_back(std::move(run));
        }
      }
    }
  }
}

// Where the curves are drawn, and among it where the finite nets are measured.
std::vector<std::int64_t> StepsOf(const Config& config) {
  std::vector<std::int64_t> steps = LogarithmicSteps(std::max(config.iterations, config.finite_iterations), kPerDecade);
  steps.push_back(config.finite_iterations);
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

}  // namespace

std::vector<int> Evidence::Parameters(const std::string& network) const {
  std::set<int> found;
  for (const WideRun& run : wide) {
    if (run.network == network) found.insert(run.parameter);
  }
  return {found.begin(), found.end()};
}

std::vector<const WideRun*> Evidence::Runs(const std::string& network, int parameter) const {
  std::vector<const WideRun*> found;
  for (const WideRun& run : wide) {
    if (run.network == network && run.parameter == parameter) found.push_back(&run);
  }
  return found;
}

double Evidence::Predicted(double eta, double mu) const {
  const double step = eta * config.samples * mu;
  if (step >= 1) return 1;
  return step > 0 ? std::log(0.5) / std::log1p(-step) : std::numeric_limits<double>::infinity();
}

double Evidence::Distance(const FiniteRun& run) const {
  const WideRun& limit = *Runs(run.net.network, run.net.parameter).at(0);
  const Eigen::MatrixXd& exact = limit.At(run.rate).on_samples;
  double largest = 0;
  for (Eigen::Index i = 0; i < run.curve.training.rows(); ++i) {
    const auto place = std::find(steps.begin(), steps.end(), finite_steps[static_cast<std::size_t>(i)]);
    largest = std::max(largest, (run.curve.training.row(i) - exact.row(place - steps.begin())).norm());
  }
  return largest / exact.row(0).norm();
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = Sorted(config)};
  for (const int k : evidence.config.harmonics) {
    evidence.multiplicities.push_back(spectral::Multiplicity(kSphere, k));
  }
  evidence.finite_steps = LogarithmicSteps(config.finite_iterations, kPerDecade);
  evidence.steps = StepsOf(config);
  MeasureWide(context, evidence);
  MeasureFinite(context, evidence);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
