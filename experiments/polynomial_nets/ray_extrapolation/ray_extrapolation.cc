#include "experiments/polynomial_nets/ray_extrapolation/ray_extrapolation.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/ray_extrapolation/claims.h"
#include "experiments/polynomial_nets/ray_extrapolation/figures.h"
#include "experiments/polynomial_nets/ray_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "ntk/ccp_net.h"
#include "ntk/fully_connected.h"
#include "ntk/input_bias.h"
#include "ntk/normalization.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kLargestLogT = 22;

struct Config {
  std::vector<int> degrees = {2, 3, 4, 5, 6};
  std::vector<int> depths = {2, 3, 4, 5, 6};
  int samples = 12;
  int data_sets = 3;
  int rays = 5;
  int width = 256;
  int steps = 1000;
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--degrees", &config.degrees, 2, 10, "degrees N of polynomial nets");
  AddIntegerList(app, "--depths", &config.depths, 2, 10, "depths of fully-connected nets, in weight layers");
  AddInteger(app, "--samples", &config.samples, 2, 20, "training samples in each set");
  AddInteger(app, "--data_sets", &config.data_sets, 1, 100, "training sets, in R^3, R^2, R^8 in turn");
  AddInteger(app, "--rays", &config.rays, 2, 100, "rays from the origin for each, the first through a sample");
  AddInteger(app, "--width", &config.width, 1, 4096, "width of the finite nets (degrees and depths up to 4)");
  AddInteger(app, "--steps", &config.steps, 1, 1000000, "steps of gradient descent of the finite nets");
}

Json ToJson(const Config& config) {
  return {{"degrees", config.degrees},     {"depths", config.depths}, {"samples", config.samples},
          {"data_sets", config.data_sets}, {"rays", config.rays},     {"width", config.width},
          {"steps", config.steps}};
}

// Beyond, the kernel of a finite net of moderate width is far from its limit, and descent needs tiny steps.
constexpr int kLargestFiniteParameter = 4;

std::vector<TrainedNet> Train(const Config& config, const RayData& data, std::uint64_t seed) {
  std::vector<TrainedNet> nets;
  for (const int n : config.degrees) {
    nets.push_back(TrainWide(MakeWideNetwork("pnn", n, ntk::PolynomialNet(n)), n, data));
    nets.push_back(TrainWide(MakeWideNetwork("pnn_raw", n, ntk::ActivationFreePolynomialNet(n)), n, data));
    nets.push_back(TrainWide(MakeWideNetwork("ccp", n, ntk::CcpNet(n, ntk::Normalization::kRawActivation)), n, data));
    if (n <= kLargestFiniteParameter) {
      nets.push_back(TrainFinitePolynomialNet(n, config.width, config.steps, data, seed));
    }
  }
  for (const int depth : config.depths) {
    nets.push_back(TrainWide(MakeWideNetwork("fc", depth, ntk::FullyConnected(depth)), 1, data));
    if (depth <= kLargestFiniteParameter) {
      nets.push_back(TrainFiniteFullyConnected(depth, config.width, config.steps, data, seed));
    }
  }
  return nets;
}

std::vector<TrainedNet> TrainWithBiases(const Config& config, const RayData& data, std::uint64_t seed) {
  std::vector<TrainedNet> nets;
  for (const int n : config.degrees) {
    const ntk::CcpNet ccp(n, ntk::Normalization::kRawActivation, 1);
    nets.push_back(TrainWide(
        MakeWideNetwork("pnn_bias", n, ntk::WithInputBias<ntk::PolynomialNet>(ntk::PolynomialNet(n))), n, data));
    nets.push_back(TrainWide(MakeWideNetwork("ccp_bias", n, ntk::WithInputBias<ntk::CcpNet>(ccp)), n, data));
    if (n <= kLargestFiniteParameter) {
      nets.push_back(TrainFinitePolynomialNet(n, config.width, config.steps, data, seed, 1));
    }
  }
  for (const int depth : config.depths) {
    nets.push_back(TrainWide(MakeWideNetwork("fc_bias", depth, ntk::FullyConnected(depth, 1)), 1, data));
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

void AddRays(const std::vector<TrainedNet>& nets, const RayData& data, int set, std::vector<RayCase>& cases) {
  for (const TrainedNet& net : nets) {
    for (Eigen::Index ray = 0; ray < data.rays.rows(); ++ray) {
      cases.push_back({net.network, net.parameter, net.width, net.degree, set, static_cast<int>(ray),
                       Differences(net, data.rays.row(ray).transpose())});
    }
  }
}

void AddBiasedRays(const std::vector<TrainedNet>& nets, const RayData& data, int set, std::vector<BiasedRay>& biased) {
  for (const TrainedNet& net : nets) {
    for (Eigen::Index ray = 0; ray < data.rays.rows(); ++ray) {
      const Eigen::VectorXd v = data.rays.row(ray).transpose();
      BiasedRay along{net.network,           net.parameter,       net.width, net.degree, set,
                      static_cast<int>(ray), Differences(net, v), {},        {}};
      for (int j = 0; j <= kLargestLogT; ++j) {
        along.t.push_back(std::ldexp(1.0, j));
        along.local_degree.push_back(LocalDegree(net, v, along.t.back()));
      }
      biased.push_back(std::move(along));
    }
  }
}

std::string SummaryTable(const RayEvidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"width"},
                                           {"parameter", Align::kRight},
                                           {"degree found", Align::kRight},
                                           {"order N", Align::kRight},
                                           {"order N + 1", Align::kRight},
                                           {"its bound", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const RayCase& c : evidence.cases) {
    if (c.data_set != 0 || c.ray != 1) continue;
    const auto n = static_cast<std::size_t>(c.degree);
    rows.push_back({c.network, c.width == 0 ? "infinite" : std::to_string(c.width), std::to_string(c.parameter),
                    std::to_string(c.differences.degree()), RoundedReal(c.differences.largest[n], 2),
                    RoundedReal(c.differences.largest[n + 1], 2), RoundedReal(c.differences.tolerance[n + 1], 2)});
  }
  return "Bias-free nets along one ray; differences over max |f|, N the degree the theorems state (FC: 1):\n" +
         TextTable(columns, rows);
}

Result Run(const Config& config, RunContext& context) {
  RayEvidence evidence;
  Result result;
  context.progress.Start("training sets", config.data_sets);
  for (int set = 0; set < config.data_sets; ++set) {
    const RayData data = MakeRayData(config.samples, config.rays, context.seed, set);
    const auto net_seed = context.seed * 1000 + static_cast<std::uint64_t>(set);
    const std::vector<TrainedNet> nets = Train(config, data, net_seed);
    AddRays(nets, data, set, evidence.cases);
    AddRays(Plant(config, 0), data, set, evidence.planted);
    AddBiasedRays(TrainWithBiases(config, data, net_seed), data, set, evidence.biased);
    AddBiasedRays(Plant(config, 1), data, set, evidence.planted_biased);
    for (const TrainedNet& net : nets) {
      result.extra["nets"].push_back(
          {{"network", net.network},
           {"parameter", net.parameter},
           {"width", net.width},
           {"data_set", set},
           {net.width == 0 ? "training_residual" : "final_over_initial_loss", net.training_residual}});
    }
    context.progress.Advance();
  }

  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"data_set", Table::kInteger},
               {"ray", Table::kInteger},
               {"order", Table::kInteger},
               {"difference", Table::kReal},
               {"tolerance", Table::kReal}});
  for (const RayCase& c : evidence.cases) {
    for (std::size_t order = 0; order < c.differences.largest.size(); ++order) {
      table.Append(c.network, c.parameter, c.width, c.data_set, c.ray, static_cast<int>(order),
                   c.differences.largest[order], c.differences.tolerance[order]);
    }
  }
  Table biases({{"network", Table::kText},
                {"parameter", Table::kInteger},
                {"width", Table::kInteger},
                {"data_set", Table::kInteger},
                {"ray", Table::kInteger},
                {"t", Table::kReal},
                {"local_degree", Table::kRealOrMissing},
                {"deviation", Table::kRealOrMissing}});
  for (const BiasedRay& b : evidence.biased) {
    for (std::size_t i = 0; i < b.t.size(); ++i) {
      biases.Append(b.network, b.parameter, b.width, b.data_set, b.ray, b.t[i], b.local_degree[i],
                    std::abs(b.local_degree[i] - b.degree));
    }
  }
  result.claims = {JudgeTheorem4(evidence), JudgeTheorem4Raw(evidence), JudgeTheorem5(evidence), JudgeBiases(evidence)};
  result.summary = SummaryTable(evidence);
  result.figures.push_back({"ray_extrapolation", DrawDifferences(evidence)});
  result.figures.push_back({"ray_extrapolation_bias", DrawBiases(evidence)});
  result.tables.push_back({"ray_extrapolation", std::move(table)});
  result.tables.push_back({"ray_extrapolation_bias", std::move(biases)});
  return result;
}

}  // namespace

Experiment RayExtrapolation() {
  return MakeExperiment<Config>(
      {.name = "ray_extrapolation",
       .summary =
           "Do trained nets continue along rays from the origin as polynomials of degree N (polynomial nets) and 1 "
           "(fully-connected nets)? The verdict on Theorems 4 and 5, and what biases change.",
       .paper = PolynomialNets(),
       .claims = {DeclareTheorem4(), DeclareTheorem4Raw(), DeclareTheorem5(), DeclareBiases()},
       .defaults = {},
       .quick = {.data_sets = 2, .rays = 3, .width = 64, .steps = 200},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
