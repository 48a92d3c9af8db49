#include "experiments/hierarchical_polynomials/sample_complexity/sample_complexity.h"

#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/paper.h"
#include "experiments/hierarchical_polynomials/sample_complexity/claims.h"
#include "experiments/hierarchical_polynomials/sample_complexity/figures.h"
#include "experiments/hierarchical_polynomials/sample_complexity/measure.h"
#include "experiments/hierarchical_polynomials/targets.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace sample_complexity {
namespace {

void AddFlags(Flags& flags, Config& config) {
  std::vector<std::string> outers;
  for (const hierarchical::Outer& outer : hierarchical::Outers()) outers.push_back(outer.name);
  flags.IntegerList("--d", config.quadratic, 2, 128, "dimensions for k = 2, even");
  flags.IntegerList("--d_cubic", config.cubic, 2, 24, "dimensions for k = 3, even");
  flags.Integer("--largest", config.largest, 1, 256, "n / d^k = 1, 2, 4, ... up to it");
  flags.Integer("--runs", config.runs, 1, 1000, "runs with samples of their own; of more than 1000 features at most 3");
  flags.Choice("--g", config.g, outers, "h = g(p(x))");
  flags.Choice("--features", config.features, {"hermite", "random"}, "of stage 1: the basis, or units (v.x + s)^k");
  flags.Integer("--m1", config.units, 1, 20000, "random units");
  flags.Integer("--m2", config.method.outer_width, 1, 2000, "units of stage 2");
  flags.Real("--ridge", config.method.ridge, 1e-8, 1e3, "of stage 1, over its samples");
  flags.Real("--outer_ridge", config.method.outer_ridge, 1e-8, 1e3, "of stage 2, over its samples");
  flags.Integer("--test", config.method.test, 1000, 10000000, "test points; tails are heavy");
  flags.Integer("--one_step", config.one_step, 1, 65536, "samples of the single step over d^2 = 1, 2, 4, ... up to it");
}

Table TabulateRuns(const Evidence& evidence) {
  Table table({{"k", Table::kInteger},
               {"d", Table::kInteger},
               {"run", Table::kInteger},
               {"samples", Table::kInteger},
               {"samples_over_d_to_k", Table::kReal},
               {"correlation", Table::kReal},
               {"correlation_shuffled_labels", Table::kReal},
               {"correlation_planted_labels", Table::kReal},
               {"error_stage_1", Table::kReal},
               {"error_stage_2_affine", Table::kReal},
               {"error_three_layers", Table::kReal},
               {"error_feature_given", Table::kReal},
               {"plateau", Table::kReal}});
  for (const Case& c : evidence.cases) {
    for (std::size_t run = 0; run < c.runs.size(); ++run) {
      for (const Point& p : c.runs[run]) {
        table.Append(c.k, c.d, static_cast<int>(run), 2 * p.m, 2 * p.ratio, p.correlation, p.shuffled, p.planted,
                     p.first_stage, p.linear, p.three_layer, p.given, c.plateau);
      }
    }
  }
  return table;
}

Table TabulateSteps(const Evidence& evidence) {
  Table table({{"d", Table::kInteger},
               {"run", Table::kInteger},
               {"samples_of_stage_1", Table::kInteger},
               {"correlation_shifted_squares", Table::kReal},
               {"correlation_centred", Table::kReal}});
  for (const StepCase& c : evidence.steps) {
    for (std::size_t run = 0; run < c.runs.size(); ++run) {
      for (const StepPoint& p : c.runs[run]) table.Append(c.d, static_cast<int>(run), p.m, p.shifted, p.centred);
    }
  }
  return table;
}

Table TabulateExponents(const Evidence& evidence) {
  Table table({{"quantity", Table::kText},
               {"k", Table::kInteger},
               {"dimensions", Table::kInteger},
               {"dimensions_that_cross", Table::kInteger},
               {"exponent", Table::kRealOrMissing},
               {"low", Table::kRealOrMissing},
               {"high", Table::kRealOrMissing}});
  for (const Exponent& e : evidence.exponents) {
    table.Append(e.quantity, e.k, e.tried, static_cast<int>(e.d.size()), e.d.size() < 3 ? kMissing : e.value,
                 e.known ? e.low : kMissing, e.known ? e.high : kMissing);
  }
  return table;
}

// Medians at the largest n, and the exponents.
std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<std::vector<std::string>> rows, exponents;
  for (const Case& c : evidence.cases) {
    const std::size_t last = c.runs.front().size() - 1;
    const auto median = [&](double Point::*value) { return RoundedReal(c.MedianOf(value, last), 3); };
    rows.push_back({std::to_string(c.k), std::to_string(c.d), std::to_string(2 * c.runs.front().back().m),
                    std::to_string(c.runs.size()), median(&Point::correlation), median(&Point::first_stage),
                    median(&Point::three_layer), RoundedReal(c.plateau, 3)});
  }
  for (const Exponent& e : evidence.exponents) {
    exponents.push_back({e.quantity, std::to_string(e.k), std::to_string(e.d.size()) + " of " + std::to_string(e.tried),
                         e.d.size() < 3 ? "" : RoundedReal(e.value, 3),
                         e.known ? RoundedReal(e.low, 3) + " to " + RoundedReal(e.high, 3) : ""});
  }
  return "At the largest n, g = " + evidence.asked.g + ", medians:\n" +
         TextTable({{"k", Align::kRight},
                    {"d", Align::kRight},
                    {"n", Align::kRight},
                    {"runs", Align::kRight},
                    {"corr(u, p)", Align::kRight},
                    {"stage 1", Align::kRight},
                    {"three layers", Align::kRight},
                    {"plateau", Align::kRight}},
                   rows) +
         "\nExponents in d of the samples of a stage:\n" +
         TextTable({{"where"},
                    {"k", Align::kRight},
                    {"d that cross", Align::kRight},
                    {"exponent", Align::kRight},
                    {"95 %", Align::kRight}},
                   exponents);
}

}  // namespace
}  // namespace sample_complexity

Experiment SampleComplexity() {
  using namespace sample_complexity;
  return Define<Config, Evidence>(
      {.name = "sample_complexity",
       .summary = "Does layerwise training of a three-layer net learn g(p(x)), p of degree k, with d^k samples? Ridge "
                  "regression for each stage, nested numbers of samples, against the exact plateau of polynomials.",
       .paper = HierarchicalPolynomials(),
       .quick = {.quadratic = {8, 12, 16, 24, 32}, .cubic = {8, 10, 12}, .one_step = 512},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"sample_complexity", TabulateRuns},
                  {"sample_complexity_exponents", TabulateExponents},
                  {"sample_complexity_one_step", TabulateSteps}},
       .figures = {{"sample_complexity", DrawErrors}, {"sample_complexity_one_step", DrawSteps}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
