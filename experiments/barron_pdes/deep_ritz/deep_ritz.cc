#include "experiments/barron_pdes/deep_ritz/deep_ritz.h"

#include <string>
#include <vector>

#include "experiments/barron_pdes/deep_ritz/claims.h"
#include "experiments/barron_pdes/deep_ritz/figures.h"
#include "experiments/barron_pdes/deep_ritz/measure.h"
#include "experiments/barron_pdes/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace deep_ritz {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 2, 50, "dimensions");
  flags.Choice("--data", config.data, {"sparse", "dense"}, "frequencies of f in two coordinates, or in all");
  flags.Choice("--activation", config.activation, {"tanh", "sine"}, "of the two-layer nets");
  flags.Integer("--width", config.width, 1, 65536, "of the two-layer net");
  flags.Integer("--polynomial_width", config.polynomial_width, 1, 65536, "of the polynomial net");
  flags.Integer("--degree", config.degree, 1, 12, "of the polynomial net");
  flags.Integer("--steps", config.steps, 1, 100000000, "of Adam");
  flags.Integer("--batch", config.batch, 1, 1000000, "fresh points of a step");
  flags.Integer("--few", config.few, 1, 1000000, "points of the net that keeps its points");
  flags.Real("--rate", config.rate, 1e-6, 1, "at first; a cosine to 0");
  flags.Real("--weight_std", config.weight_std, 0.01, 100, "of the inner weights at the start, times sqrt(2 d)");
  flags.Integer("--features", config.features, 1, 8192, "random features");
  flags.Real("--feature_std", config.feature_std, 0.01, 100, "of their weights, as --weight_std");
  flags.Integer("--quadrature", config.quadrature, 1, 1000000, "points for the random features");
  flags.IntegerList("--elements", config.elements, 2, 2048, "n of the n x n squares of P1 elements, in d = 2");
  flags.Integer("--tests", config.tests, 10, 10000000, "fresh points for the errors");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"d", Table::kInteger},
               {"method", Table::kText},
               {"parameters", Table::kInteger},
               {"cells", Table::kInteger},
               {"error", Table::kReal},
               {"gradient_error", Table::kReal},
               {"energy_gap", Table::kReal},
               {"energy", Table::kReal},
               {"energy_standard_error", Table::kReal},
               {"seen_energy", Table::kReal},
               {"exact_energy", Table::kReal}});
  for (const Exact& exact : evidence.exact) {
    for (const Row& row : evidence.rows) {
      if (row.d != exact.d) continue;
      table.Append(row.d, row.method, row.parameters, row.cells, row.found.error, row.found.slope_error, row.found.gap,
                   row.found.energy, row.found.energy_error, row.seen, exact.energy);
    }
  }
  return table;
}

Table TabulateTraining(const Evidence& evidence) {
  Table table({{"d", Table::kInteger}, {"method", Table::kText}, {"step", Table::kInteger}, {"energy", Table::kReal}});
  for (const Record& record : evidence.records) {
    table.Append(record.d, record.method, record.sample.step, record.sample.energy);
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"method", Align::kLeft},         {"d", Align::kRight},
                                           {"parameters", Align::kRight},    {"cells", Align::kRight},
                                           {"error", Align::kRight},         {"of gradient", Align::kRight},
                                           {"(E - E*)/|E*|", Align::kRight}, {"seconds", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const Exact& exact : evidence.exact) {
    for (const Row& row : evidence.rows) {
      if (row.d != exact.d) continue;
      rows.push_back({row.method, std::to_string(row.d), std::to_string(row.parameters),
                      row.cells > 0 ? std::to_string(row.cells) : "", RoundedReal(row.found.error, 2),
                      RoundedReal(row.found.slope_error, 2), RoundedReal(row.found.gap / -exact.energy, 2),
                      RoundedReal(row.seconds, 2)});
    }
    rows.push_back({"lattice", std::to_string(exact.d), std::to_string(exact.coefficients), "", "0", "0", "0",
                    RoundedReal(exact.seconds, 2)});
  }
  return "relative L2 errors of u and its gradient on fresh points; units are drawn from u*, the lattice's solution is "
         "exact to rounding; seconds without the errors, of elements and lattice alone, of others side by side:\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace deep_ritz

Experiment DeepRitz() {
  using namespace deep_ritz;
  return Define<Config, Evidence>(
      {.name = "deep_ritz",
       .summary =
           "Deep Ritz: two-layer and polynomial nets as trial functions of a semilinear equation in d dimensions, "
           "beside random features and the exact solution",
       .paper = BarronPdes(),
       .quick = {.d = {2, 5},
                 .width = 64,
                 .polynomial_width = 32,
                 .steps = 1500,
                 .batch = 256,
                 .rate = 1e-2,
                 .features = 128,
                 .quadrature = 4096,
                 .elements = {16, 64, 256},
                 .tests = 4000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"deep_ritz", Tabulate}, {"deep_ritz_training", TabulateTraining}},
       .figures = {{"deep_ritz", DrawErrors}, {"deep_ritz_training", DrawEnergies}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
