#include "experiments/polynomial_nets/harmonics_learning/harmonics_learning.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/claims.h"
#include "experiments/polynomial_nets/harmonics_learning/figures.h"
#include "experiments/polynomial_nets/harmonics_learning/limits_claims.h"
#include "experiments/polynomial_nets/harmonics_learning/measure.h"
#include "experiments/polynomial_nets/harmonics_learning/power_method.h"
#include "experiments/polynomial_nets/harmonics_learning/projected_descent.h"
#include "experiments/polynomial_nets/harmonics_learning/tables.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/names.h"
#include "models/random.h"
#include "ntk/ccp_net.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/normalization.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kSphere = 9;  // R^10
constexpr int kPerDecade = 8;
constexpr std::uint32_t kShuffleStream = 1u << 20;

struct Config {
  std::vector<int> harmonics = {1, 3, 4, 5, 8, 12};
  std::vector<int> degrees = {3, 6, 9};
  int depth = 3;
  int samples = 1000;
  int data_sets = 5;
  std::string scale = "unit_rms";
  double learning_rate = 0.0016;
  int iterations = 30000;
  std::string finite_network = "ccp";
  std::vector<int> widths = {256, 1024};
  int nets = 2;
  int finite_iterations = 1000;
  int held_out = 10000;
  std::string start = "zero";
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--harmonics", &config.harmonics, 1, 100, "degrees k of the target");
  AddIntegerList(app, "--degrees", &config.degrees, 1, 20, "degrees N of the nets, at least two");
  AddInteger(app, "--depth", &config.depth, 2, 20, "depth of the fully-connected net, in weight layers");
  AddInteger(app, "--samples", &config.samples, 10, 20000, "training samples on S^9");
  AddInteger(app, "--data_sets", &config.data_sets, 2, 1000, "data sets, for infinite width");
  AddChoice(app, "--scale", &config.scale, {"unit_rms", "unit_value", "gegenbauer"},
            "harmonics of equal RMS, with P_k(1) = 1, or unnormalised Gegenbauer polynomials");
  AddReal(app, "--learning_rate", &config.learning_rate, 1e-12, 1e6, "common rate, for the mean of squares");
  AddInteger(app, "--iterations", &config.iterations, 10, 100000000, "iterations drawn for infinite width");
  AddChoice(app, "--finite_network", &config.finite_network, {"ccp", "pnn"}, "finite nets of degree N");
  AddIntegerList(app, "--widths", &config.widths, 1, 1 << 20, "widths of finite nets");
  AddInteger(app, "--nets", &config.nets, 1, 1000, "finite nets of each kind");
  AddInteger(app, "--finite_iterations", &config.finite_iterations, 1, 10000000, "iterations of finite nets");
  AddInteger(app, "--held_out", &config.held_out, 2, 1000000, "held-out points for finite nets");
  AddChoice(app, "--start", &config.start, {"zero", "random"},
            "finite nets minus their initial outputs, or as they are (as in the authors' program)");
}

Json ToJson(const Config& config) {
  return {{"harmonics", config.harmonics},
          {"degrees", config.degrees},
          {"depth", config.depth},
          {"samples", config.samples},
          {"data_sets", config.data_sets},
          {"scale", config.scale},
          {"learning_rate", config.learning_rate},
          {"iterations", config.iterations},
          {"finite_network", config.finite_network},
          {"widths", config.widths},
          {"nets", config.nets},
          {"finite_iterations", config.finite_iterations},
          {"held_out", config.held_out},
          {"start", config.start}};
}

HarmonicScale ScaleOf(const std::string& name) {
  return name == "unit_rms"     ? HarmonicScale::kUnitRms
         : name == "unit_value" ? HarmonicScale::kUnitValue
                                : HarmonicScale::kGegenbauer;
}

// K(X, X), and mu_0, ..., on the sphere, of one network; the kernel is this times `scale`.
struct Kernel {
  std::string network;
  int parameter;
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd&)> gram;
  std::vector<double> mu;
  double diagonal;
};

template <ntk::Kernel K>
Kernel Describe(std::string network, int parameter, const K& kernel, int k_max) {
  // In double: the absolute error of mu_k is some eps K(x, x), and mu_12 some 1e-8 K(x, x).
  const ntk::OnSphere<K> on_sphere(kernel);
  const auto spectrum = spectral::ComputeMercerSpectrum(
      spectral::AngleKernel::From([on_sphere](double theta) { return on_sphere(theta); }), kSphere, k_max);
  Kernel result{std::move(network),
                parameter,
                [kernel](const Eigen::MatrixXd& x) { return ntk::Gram(kernel, x); },
                {},
                spectrum.trace()};
  for (const spectral::Eigenvalue& eigenvalue : spectrum.eigenvalues()) result.mu.push_back(eigenvalue.mu);
  return result;
}

std::vector<Kernel> Kernels(const Config& config) {
  const int k_max = *std::max_element(config.harmonics.begin(), config.harmonics.end()) + 1;
  std::vector<Kernel> kernels;
  for (const int n : config.degrees) {
    kernels.push_back(Describe("ccp", n, ntk::CcpNet(n, ntk::Normalization::kRawActivation), k_max));
    kernels.push_back(Describe("pnn", n, ntk::PolynomialNet(n), k_max));
  }
  kernels.push_back(Describe("fc", config.depth, ntk::FullyConnected(config.depth), k_max));
  return kernels;
}

WideRun::AtRate Follow(const ProjectedDescent& descent, double eta, double scale,
                       const std::vector<std::int64_t>& steps, Eigen::Index harmonics) {
  WideRun::AtRate result;
  result.eta = eta;
  const double scaled = eta * scale;
  const auto count = static_cast<Eigen::Index>(steps.size());
  result.on_samples.resize(count, harmonics);
  result.off_samples.resize(count, harmonics);
  result.noise.resize(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::int64_t t = steps[static_cast<std::size_t>(i)];
    result.noise[i] = descent.OnNoise(scaled, t);
    for (Eigen::Index k = 0; k < harmonics; ++k) {
      result.on_samples(i, k) = descent.OnSamples(k, scaled, t);
      result.off_samples(i, k) = descent.OffSamples(k, scaled, t);
    }
  }
  result.halving_of_noise = HalvingTime([&](std::int64_t t) { return descent.OnNoise(scaled, t); });
  for (Eigen::Index k = 0; k < harmonics; ++k) {
    result.halving.push_back(HalvingTime([&](std::int64_t t) { return descent.OnSamples(k, scaled, t); }));
    result.halving_off.push_back(HalvingTime([&](std::int64_t t) { return descent.OffSamples(k, scaled, t); }));
  }
  return result;
}

void RequireConvergence(const Config& config, const Kernel& kernel, double lambda_max) {
  if (config.learning_rate * lambda_max <= config.samples) return;
  throw FlagError("--learning_rate",
                  "must be at most n / lambda_max, where descent converges, " +
                      RoundedReal(config.samples / lambda_max, 3) + " for " + kernel.network + " with " +
                      (kernel.network == "fc" ? "--depth " : "--degrees ") + std::to_string(kernel.parameter),
                  ExactReal(config.learning_rate));
}

// The same labels in another order.
Eigen::VectorXd Shuffled(const Eigen::VectorXd& y, std::uint64_t seed, int set) {
  std::vector<double> keys(static_cast<std::size_t>(y.size()));
  models::FillUniform(
      {.seed = seed, .purpose = models::Purpose::kData, .stream = kShuffleStream + static_cast<std::uint32_t>(set)}, 0,
      std::span<double>(keys));
  std::vector<Eigen::Index> order(keys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Eigen::Index>(i);
  std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
  });
  Eigen::VectorXd shuffled(y.size());
  for (std::size_t i = 0; i < order.size(); ++i) shuffled[static_cast<Eigen::Index>(i)] = y[order[i]];
  return shuffled;
}

// A PNN is followed in both normalisations: eq. (2)'s kernel is 2^-N times the unit one.
std::vector<WideRun> RunWide(const Config& config, const Kernel& kernel, const HarmonicTask& task,
                             const std::vector<std::int64_t>& steps, std::uint64_t seed, int set) {
  const auto harmonics = static_cast<Eigen::Index>(config.harmonics.size());
  Eigen::VectorXd mu(harmonics);
  for (Eigen::Index k = 0; k < harmonics; ++k) {
    mu[k] = kernel.mu[static_cast<std::size_t>(config.harmonics[static_cast<std::size_t>(k)])];
  }
  const Eigen::VectorXd y = task.harmonics * task.target.coefficients();
  const ProjectedDescent descent(kernel.gram(task.x), task.harmonics, mu, task.target.coefficients(), y);
  const ProjectedDescent shuffled = descent.WithLabels(Shuffled(y, seed, set));
  const double common = 2 * config.learning_rate / config.samples;
  const auto run = [&](const std::string& name, double scale) {
    WideRun result;
    result.network = name;
    result.parameter = kernel.parameter;
    result.data_set = set;
    result.diagonal = scale * kernel.diagonal;
    result.lambda_max = scale * descent.lambda_max();
    for (const int k : config.harmonics) {
      result.mu.push_back(scale * kernel.mu[static_cast<std::size_t>(k)]);
      result.next_mu.push_back(scale * kernel.mu[static_cast<std::size_t>(k) + 1]);
    }
    const double fair = 1 / result.lambda_max;
    RequireConvergence(config, kernel, result.lambda_max);
    result.common = Follow(descent, common, scale, steps, harmonics);
    result.fair = Follow(descent, fair, scale, steps, harmonics);
    for (Eigen::Index k = 0; k < harmonics; ++k) {
      const double eta = fair * scale;
      result.least_off.push_back(LeastPartLeft([&](std::int64_t t) { return descent.OffSamples(k, eta, t); }));
      result.least_off_shuffled.push_back(
          LeastPartLeft([&](std::int64_t t) { return shuffled.OffSamples(k, eta, t); }));
    }
    return result;
  };
  if (kernel.network != "pnn") return {run(kernel.network, 1)};
  return {run("pnn", 1), run("pnn_eq2", std::ldexp(1.0, -kernel.parameter))};
}

void RunAllWide(const Config& config, RunContext& context, HarmonicsEvidence& evidence) {
  const std::vector<Kernel> kernels = Kernels(config);
  const auto count = kernels.size() * static_cast<std::size_t>(config.data_sets);
  std::vector<std::vector<WideRun>> slots(count);
  const auto task_of = [&](int set) {
    return MakeHarmonicTask(kSphere, config.harmonics, ScaleOf(config.scale), config.samples, 0, context.seed, set);
  };
  // Before the O(n^3) work; RunWide sees again what lies between this bound and lambda_max.
  for (int set = 0; set < config.data_sets; ++set) {
    const HarmonicTask task = task_of(set);
    for (const Kernel& kernel : kernels) {
      const Eigen::MatrixXd gram = kernel.gram(task.x);
      const Eigen::VectorXd ones = Eigen::VectorXd::Ones(gram.rows());
      RequireConvergence(
          config, kernel,
          LargestEigenvalueFromBelow(ones, [&](const Eigen::VectorXd& v) -> Eigen::VectorXd { return gram * v; }));
    }
  }
  context.progress.Start("infinite width", static_cast<std::int64_t>(count));
  oneapi::tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const int set = static_cast<int>(i / kernels.size());
    slots[i] = RunWide(config, kernels[i % kernels.size()], task_of(set), evidence.steps, context.seed, set);
    context.progress.Advance();
  });
  for (auto& slot : slots) {
    for (WideRun& run : slot) evidence.wide.push_back(std::move(run));
  }
}

void RunAllFinite(const Config& config, RunContext& context, HarmonicsEvidence& evidence) {
  const HarmonicTask task = MakeHarmonicTask(kSphere, config.harmonics, ScaleOf(config.scale), config.samples,
                                             config.held_out, context.seed, 0);
  std::int64_t work = 0;
  for (const int width : config.widths) {
    for (const int n : config.degrees) work += 2 * std::int64_t{n} * width * config.nets * config.finite_iterations;
  }
  context.progress.Start("finite nets", work);
  for (const int width : config.widths) {
    for (const int n : config.degrees) {
      for (int number = 0; number < config.nets; ++number) {
        for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
          FiniteRun run{{config.finite_network, n, width, context.seed * 1000 + static_cast<std::uint64_t>(number)},
                        number,
                        rate,
                        {}};
          run.curve = TrainHarmonicNet(run.net, task,
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

// What is another than in the figure, or not printed with it.
std::vector<std::string> Differences(const Config& config) {
  std::vector<std::string> differs;
  const auto number = [&](const std::string& what, double chosen, double printed) {
    if (chosen == printed) return;
    std::string line = what;
    ((line += " ") += RoundedReal(chosen, 6)) += " instead of ";
    differs.push_back(line += RoundedReal(printed, 6));
  };
  number("data: samples", config.samples, 1000);
  number("rate: common", config.learning_rate, 0.0016);
  number("nets: largest width", *std::max_element(config.widths.begin(), config.widths.end()), 32768);
  number("budget: iterations of finite nets", config.finite_iterations, 30000);
  if (config.finite_network != "ccp") differs.push_back("nets: finite nets are " + config.finite_network);
  if (config.degrees != std::vector<int>{3, 6, 9}) differs.push_back("nets: degrees " + List(config.degrees));
  if (config.harmonics != std::vector<int>{1, 3, 4, 5, 8, 12}) {
    differs.push_back("target: harmonics " + List(config.harmonics));
  }
  if (config.start == "zero") differs.push_back("nets: initial outputs are subtracted");
  differs.push_back("target: harmonics of S^9, scale " + config.scale + " (the constant N(K) is not printed)");
  differs.push_back("seeds: " + std::to_string(config.data_sets) + " data sets at infinite width, " +
                    std::to_string(config.nets) + " finite nets of each kind (the figure prints no number)");
  return differs;
}

Result Run(const Config& given, RunContext& context) {
  Config config = given;
  std::sort(config.degrees.begin(), config.degrees.end());
  std::sort(config.harmonics.begin(), config.harmonics.end());
  if (config.degrees.size() < 2) throw FlagError("--degrees", "must name at least two", "one");
  HarmonicsEvidence evidence;
  evidence.samples = config.samples;
  evidence.learning_rate = config.learning_rate;
  evidence.differs = Differences(config);
  evidence.harmonics = config.harmonics;
  for (const int k : config.harmonics) evidence.multiplicities.push_back(spectral::Multiplicity(kSphere, k));
  evidence.finite_steps = LogarithmicSteps(config.finite_iterations, kPerDecade);
  evidence.steps = LogarithmicSteps(std::max(config.iterations, config.finite_iterations), kPerDecade);
  evidence.steps.push_back(config.finite_iterations);
  std::sort(evidence.steps.begin(), evidence.steps.end());
  evidence.steps.erase(std::unique(evidence.steps.begin(), evidence.steps.end()), evidence.steps.end());
  RunAllWide(config, context, evidence);
  RunAllFinite(config, context, evidence);

  Result result;
  result.claims = {JudgeCommonRate(evidence), JudgeFairRate(evidence), JudgeEq2(evidence), JudgeOffSamples(evidence),
                   JudgeEigenvalueTime(evidence)};
  result.summary = SummarizeTimes(evidence);
  result.figures.push_back({"harmonics_learning", DrawCurves(evidence, Rate::kCommon, false)});
  result.figures.push_back({"harmonics_learning_fair", DrawCurves(evidence, Rate::kFair, false)});
  result.figures.push_back({"harmonics_learning_off_samples", DrawCurves(evidence, Rate::kFair, true)});
  result.figures.push_back({"harmonics_learning_times", DrawTimes(evidence)});
  result.figures.push_back({"harmonics_learning_widths", DrawWidths(evidence)});
  result.tables.push_back({"harmonics_learning", CurveTable(evidence, false, {Rate::kCommon})});
  result.tables.push_back({"harmonics_learning_fair", CurveTable(evidence, false, {Rate::kFair})});
  result.tables.push_back({"harmonics_learning_off_samples", CurveTable(evidence, true, {Rate::kCommon, Rate::kFair})});
  result.tables.push_back({"harmonics_learning_times", TimeTable(evidence)});
  result.tables.push_back({"harmonics_learning_widths", WidthTable(evidence)});
  return result;
}

}  // namespace

Experiment HarmonicsLearning() {
  return MakeExperiment<Config>(
      {.name = "harmonics_learning",
       .summary =
           "How fast do polynomial nets of degree N learn the harmonics of a target on S^9? Figure 5 at the paper's "
           "common learning rate and at a scale-fair one, on and off the samples.",
       .paper = PolynomialNets(),
       .claims = {DeclareCommonRate(), DeclareFairRate(), DeclareEq2(), DeclareOffSamples(), DeclareEigenvalueTime()},
       .defaults = {},
       .quick =
           {.samples = 600, .data_sets = 2, .widths = {64, 256}, .nets = 1, .finite_iterations = 500, .held_out = 2000},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
