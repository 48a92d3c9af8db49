#include "experiments/polynomial_nets/ray_extrapolation/measure.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "experiments/shared/kernel_predictor.h"

namespace hadamard_ntk::experiments::ray_extrapolation {
namespace {

constexpr int kLargestLogT = 22;
// Beyond, the kernel of a finite net of moderate width is far from its limit, and descent needs tiny steps.
constexpr int kLargestFiniteParameter = 4;

std::vector<TrainedNet> Train(const Config& config, const Data& data, std::uint64_t seed) {
  std::vector<TrainedNet> nets;
  for (const int n : config.degrees) {
    nets.push_back(TrainWide(MakeWideNetwork("pnn", "pnn", {.degree = n}), n, data));
    nets.push_back(TrainWide(MakeWideNetwork("pnn_raw", "pnn", {.degree = n, .activation_free = true}), n, data));
    nets.push_back(TrainWide(MakeWideNetwork("ccp", "ccp", {.degree = n}), n, data));
    if (n <= kLargestFiniteParameter) {
      nets.push_back(TrainFinitePolynomialNet(n, config.width, config.steps, data, seed));
    }
  }
  for (const int depth : config.depths) {
    nets.push_back(TrainWide(MakeWideNetwork("fc", "fc", {.depth = depth}), 1, data));
    if (depth <= kLargestFiniteParameter) {
      nets.push_back(TrainFiniteFullyConnected(depth, config.width, config.steps, data, seed));
    }
  }
  return nets;
}

std::vector<TrainedNet> TrainWithBiases(const Config& config, const Data& data, std::uint64_t seed) {
  std::vector<TrainedNet> nets;
  for (const int n : config.degrees) {
    nets.push_back(TrainWide(MakeWideNetwork("pnn_bias", "pnn", {.degree = n, .input_bias = 1}), n, data));
    nets.push_back(
        TrainWide(MakeWideNetwork("ccp_bias", "ccp", {.degree = n, .bias_std = 1, .input_bias = 1}), n, data));
    if (n <= kLargestFiniteParameter) {
      nets.push_back(TrainFinitePolynomialNet(n, config.width, config.steps, data, seed, 1));
    }
  }
  for (const int depth : config.depths) {
    nets.push_back(TrainWide(MakeWideNetwork("fc_bias", "fc", {.depth = depth, .bias_std = 1}), 1, data));
    if (depth <= kLargestFiniteParameter) {
      nets.push_back(TrainFiniteFullyConnected(depth, config.width, config.steps, data, seed, 1));
    }
  }
  return nets;
}

// Polynomials of every degree that the theorems speak of, as if they were trained nets.
std::vector<TrainedNet> Plant(const Config& config, double constant) {
  std::vector<TrainedNet> nets = {PlantPolynomial(1, constant)};
  for (const int n : config.degrees) nets.push_back(PlantPolynomial(n, constant));
  return nets;
}

void AddCases(const std::vector<TrainedNet>& nets, const Data& data, int set, std::vector<Case>& cases) {
  for (const TrainedNet& net : nets) {
    for (Eigen::Index ray = 0; ray < data.rays.rows(); ++ray) {
      cases.push_back({net.network, net.parameter, net.width, net.degree, set, static_cast<int>(ray),
                       TakeDifferences(net, data.rays.row(ray).transpose())});
    }
  }
}

void AddBiasedCases(const std::vector<TrainedNet>& nets, const Data& data, int set, std::vector<BiasedCase>& biased) {
  for (const TrainedNet& net : nets) {
    for (Eigen::Index ray = 0; ray < data.rays.rows(); ++ray) {
      const Eigen::VectorXd v = data.rays.row(ray).transpose();
      BiasedCase along{net.network,           net.parameter,           net.width, net.degree, set,
                       static_cast<int>(ray), TakeDifferences(net, v), {},        {}};
      for (int j = 0; j <= kLargestLogT; ++j) {
        along.t.push_back(std::ldexp(1.0, j));
        along.local_degree.push_back(LocalDegree(net, v, along.t.back()));
      }
      biased.push_back(std::move(along));
    }
  }
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence;
  context.progress.Start("training sets", config.data_sets);
  for (int set = 0; set < config.data_sets; ++set) {
    const Data data = MakeData(config.samples, config.rays, context.seed, set);
    const auto net_seed = context.seed * 1000 + static_cast<std::uint64_t>(set);
    const std::vector<TrainedNet> nets = Train(config, data, net_seed);
    AddCases(nets, data, set, evidence.cases);
    AddCases(Plant(config, 0), data, set, evidence.planted);
    AddBiasedCases(TrainWithBiases(config, data, net_seed), data, set, evidence.biased);
    AddBiasedCases(Plant(config, 1), data, set, evidence.planted_biased);
    for (const TrainedNet& net : nets) {
      evidence.trainings.push_back({net.network, net.parameter, net.width, set, net.training_residual});
    }
    context.progress.Advance();
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::ray_extrapolation
