#include "experiments/polynomial_nets/harmonics_learning/infinite_width.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "experiments/polynomial_nets/harmonics_learning/projected_descent.h"
#include "experiments/shared/names.h"
#include "models/random.h"
#include "ntk/on_sphere.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr std::uint32_t kShuffleStream = 1u << 20;

Kernel MakeKernel(const std::string& network, const ntk::KernelParameters& parameters, int d, int k_max) {
  // In double: the absolute error of mu_k is some eps K(x, x), and mu_12 some 1e-8 K(x, x).
  const WideNetwork net = MakeWideNetwork(network, network, parameters);
  const ntk::OnSphere on_sphere(net.kernel);
  const auto spectrum = spectral::ComputeMercerSpectrum(
      spectral::AngleKernel::From([on_sphere](double theta) { return on_sphere(theta); }), d, k_max);
  Kernel result{net, {}, spectrum.trace()};
  for (const spectral::Eigenvalue& eigenvalue : spectrum.eigenvalues()) result.mu.push_back(eigenvalue.mu);
  return result;
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

// The same kernel times `scale`.
WideRun MakeRun(const std::string& name, const Kernel& kernel, double scale, const std::vector<int>& harmonics) {
  WideRun run;
  run.network = name;
  run.parameter = kernel.net.parameter;
  run.diagonal = scale * kernel.diagonal;
  for (const int k : harmonics) {
    run.mu.push_back(scale * kernel.mu[static_cast<std::size_t>(k)]);
    run.next_mu.push_back(scale * kernel.mu[static_cast<std::size_t>(k) + 1]);
  }
  return run;
}

}  // namespace

std::string Name(Rate rate) { return rate == Rate::kCommon ? "common" : rate == Rate::kFair ? "fair" : "trace"; }

std::vector<Kernel> Kernels(int d, const std::vector<int>& degrees, int depth, int k_max) {
  std::vector<Kernel> kernels;
  for (const int n : degrees) {
    kernels.push_back(MakeKernel("ccp", {.degree = n}, d, k_max));
    kernels.push_back(MakeKernel("pnn", {.degree = n}, d, k_max));
  }
  kernels.push_back(MakeKernel("fc", {.depth = depth}, d, k_max));
  return kernels;
}

void RequireConvergence(double learning_rate, int samples, const Kernel& kernel, double lambda_max) {
  if (learning_rate * lambda_max <= samples) return;
  throw FlagError("--learning_rate",
                  "must be at most n / lambda_max, where descent converges, " + RoundedReal(samples / lambda_max, 3) +
                      " for " + kernel.net.name + " with " + (kernel.net.name == "fc" ? "--depth " : "--degrees ") +
                      std::to_string(kernel.net.parameter),
                  ExactReal(learning_rate));
}

std::vector<WideRun> Descend(const Kernel& kernel, const Task& task, int set, const Descent& settings) {
  const std::vector<int>& degrees = task.target.degrees();
  const auto harmonics = static_cast<Eigen::Index>(degrees.size());
  const auto samples = static_cast<int>(task.x.rows());
  Eigen::VectorXd mu(harmonics);
  for (Eigen::Index k = 0; k < harmonics; ++k) {
    mu[k] = kernel.mu[static_cast<std::size_t>(degrees[static_cast<std::size_t>(k)])];
  }
  const Eigen::VectorXd y = task.harmonics * task.target.coefficients();
  const ProjectedDescent descent(kernel.net.Gram(task.x), task.harmonics, mu, task.target.coefficients(), y);
  const ProjectedDescent shuffled = descent.WithLabels(Shuffled(y, settings.seed, set));
  const auto run = [&](const std::string& name, double scale) {
    WideRun result = MakeRun(name, kernel, scale, degrees);
    result.data_set = set;
    result.lambda_max = scale * descent.lambda_max();
    RequireConvergence(settings.learning_rate, samples, kernel, result.lambda_max);
    const double common = 2 * settings.learning_rate / samples, fair = 1 / result.lambda_max;
    result.common = Follow(descent, common, scale, settings.steps, harmonics);
    result.fair = Follow(descent, fair, scale, settings.steps, harmonics);
    for (Eigen::Index k = 0; k < harmonics; ++k) {
      const double eta = fair * scale;
      result.least_off.push_back(LeastPartLeft([&](std::int64_t t) { return descent.OffSamples(k, eta, t); }));
      result.least_off_shuffled.push_back(
          LeastPartLeft([&](std::int64_t t) { return shuffled.OffSamples(k, eta, t); }));
    }
    return result;
  };
  if (kernel.net.name != "pnn") return {run(kernel.net.name, 1)};
  return {run("pnn", 1), run("pnn_eq2", std::ldexp(1.0, -kernel.net.parameter))};
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
