#include "experiments/polynomial_nets/ray_extrapolation/ray_extrapolation.h"

#include <cmath>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/ray_extrapolation/claims.h"
#include "experiments/polynomial_nets/ray_extrapolation/figures.h"
#include "experiments/polynomial_nets/ray_extrapolation/measure.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace ray_extrapolation {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--degrees", config.degrees, 2, 10, "degrees N of polynomial nets");
  flags.IntegerList("--depths", config.depths, 2, 10, "depths of fully-connected nets, in weight layers");
  flags.Integer("--samples", config.samples, 2, 20, "training samples in each set");
  flags.Integer("--data_sets", config.data_sets, 1, 100, "training sets, in R^3, R^2, R^8 in turn");
  flags.Integer("--rays", config.rays, 2, 100, "rays from the origin for each, the first through a sample");
  flags.Integer("--width", config.width, 1, 4096, "width of the finite nets (degrees and depths up to 4)");
  flags.Integer("--steps", config.steps, 1, 1000000, "steps of gradient descent of the finite nets");
}

Table TabulateDifferences(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"data_set", Table::kInteger},
               {"ray", Table::kInteger},
               {"order", Table::kInteger},
               {"difference", Table::kReal},
               {"tolerance", Table::kReal}});
  for (const Case& c : evidence.cases) {
    for (std::size_t order = 0; order < c.differences.largest.size(); ++order) {
      table.Append(c.network, c.parameter, c.width, c.data_set, c.ray, static_cast<int>(order),
                   c.differences.largest[order], c.differences.tolerance[order]);
    }
  }
  return table;
}

Table TabulateBiases(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"data_set", Table::kInteger},
               {"ray", Table::kInteger},
               {"t", Table::kReal},
               {"local_degree", Table::kRealOrMissing},
               {"deviation", Table::kRealOrMissing}});
  for (const BiasedCase& b : evidence.biased) {
    for (std::size_t i = 0; i < b.t.size(); ++i) {
      table.Append(b.network, b.parameter, b.width, b.data_set, b.ray, b.t[i], b.local_degree[i],
                   std::abs(b.local_degree[i] - b.degree));
    }
  }
  return table;
}

Json DescribeTrainings(const Evidence& evidence) {
  Json nets = Json::array();
  for (const Training& t : evidence.trainings) {
    nets.push_back({{"network", t.network},
                    {"parameter", t.parameter},
                    {"width", t.width},
                    {"data_set", t.data_set},
                    {t.width == 0 ? "training_residual" : "final_over_initial_loss", t.residual}});
  }
  return {{"nets", std::move(nets)}};
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"width"},
                                           {"parameter", Align::kRight},
                                           {"degree found", Align::kRight},
                                           {"order N", Align::kRight},
                                           {"order N + 1", Align::kRight},
                                           {"its bound", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const Case& c : evidence.cases) {
    if (c.data_set != 0 || c.ray != 1) continue;
    const auto n = static_cast<std::size_t>(c.degree);
    rows.push_back({c.network, c.width == 0 ? "infinite" : std::to_string(c.width), std::to_string(c.parameter),
                    std::to_string(c.differences.degree()), RoundedReal(c.differences.largest[n], 2),
                    RoundedReal(c.differences.largest[n + 1], 2), RoundedReal(c.differences.tolerance[n + 1], 2)});
  }
  return "Bias-free nets along one ray; differences over max |f|, N the degree the theorems state (FC: 1):\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace ray_extrapolation

Experiment RayExtrapolation() {
  using namespace ray_extrapolation;
  return Define<Config, Evidence>(
      {.name = "ray_extrapolation",
       .summary =
           "Do trained nets continue along rays from the origin as polynomials of degree N (polynomial nets) and 1 "
           "(fully-connected nets)? The verdict on Theorems 4 and 5, and what biases change.",
       .paper = PolynomialNets(),
       .quick = {.data_sets = 2, .rays = 3, .width = 64, .steps = 200},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"ray_extrapolation", TabulateDifferences}, {"ray_extrapolation_bias", TabulateBiases}},
       .figures = {{"ray_extrapolation", DrawDifferences}, {"ray_extrapolation_bias", DrawBiases}},
       .text = Summarize,
       .extra = DescribeTrainings});
}

}  // namespace hadamard_ntk::experiments
