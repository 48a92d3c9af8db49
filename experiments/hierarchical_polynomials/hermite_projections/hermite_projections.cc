#include "experiments/hierarchical_polynomials/hermite_projections/hermite_projections.h"

#include <cmath>
#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/hermite_projections/claims.h"
#include "experiments/hierarchical_polynomials/hermite_projections/figures.h"
#include "experiments/hierarchical_polynomials/hermite_projections/measure.h"
#include "experiments/hierarchical_polynomials/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace hermite_projections {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 2, 4096, "dimensions, even");
  flags.Integer("--samples", config.samples, 100000, 1000000000, "samples in dimension 8; tails are heavy");
}

Table TabulateTargets(const Evidence& evidence) {
  Table table({{"k", Table::kInteger},
               {"g", Table::kText},
               {"signs", Table::kText},
               {"d", Table::kInteger},
               {"plus", Table::kInteger},
               {"mean_square", Table::kText},
               {"below_k_square", Table::kText},
               {"remainder_at_k_square", Table::kText},
               {"mean_square_by_quadrature", Table::kReal},
               {"below_k_square_by_quadrature", Table::kReal},
               {"remainder_at_k_square_by_quadrature", Table::kReal}});
  for (const Target& t : evidence.targets) {
    table.Append(t.k, t.g, t.signs, t.d, t.plus, t.all.Text(), t.below.Text(), t.remainder.Text(), t.by_quadrature[0],
                 t.by_quadrature[1], t.by_quadrature[2]);
  }
  return table;
}

Table TabulatePlateaus(const Evidence& evidence) {
  Table table({{"k", Table::kInteger},
               {"g", Table::kText},
               {"signs", Table::kText},
               {"d", Table::kInteger},
               {"plateau", Table::kReal}});
  for (const Target& t : evidence.targets) table.Append(t.k, t.g, t.signs, t.d, t.plateau);
  return table;
}

Table TabulateRows(const Evidence& evidence) {
  Table table({{"quantity", Table::kText},
               {"k", Table::kInteger},
               {"signs", Table::kText},
               {"d", Table::kInteger},
               {"closed_form", Table::kReal},
               {"exact", Table::kReal},
               {"quadrature", Table::kReal},
               {"with_wrong_fourth_moment", Table::kRealOrMissing}});
  for (const Row& row : evidence.rows) {
    table.Append(row.quantity, row.k, row.signs, row.d, row.closed, row.exact, row.quadrature, row.planted);
  }
  return table;
}

Table TabulateSamples(const Evidence& evidence) {
  Table table({{"quantity", Table::kText},
               {"k", Table::kInteger},
               {"signs", Table::kText},
               {"d", Table::kInteger},
               {"exact", Table::kReal},
               {"mean", Table::kReal},
               {"standard_error", Table::kReal}});
  for (const Sampled& s : evidence.samples) {
    table.Append(s.quantity, s.k, s.signs, kSampledDimension, s.exact, s.mean.mean, s.mean.error);
  }
  return table;
}

// At the largest d.
std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"g"},
                                           {"k", Align::kRight},
                                           {"signs"},
                                           {"|P_{<k} h|^2", Align::kRight},
                                           {"|P_k h - E g' p|^2", Align::kRight},
                                           {"plateau", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  const int d = evidence.asked.d.back();
  for (const Target& target : evidence.targets) {
    if (target.d != d || target.k < 2 || target.signs == "random" || target.signs == "spike") continue;
    rows.push_back({target.g, std::to_string(target.k), target.signs, target.below.Text(), target.remainder.Text(),
                    RoundedReal(target.plateau, 6)});
  }
  return "Exactly, at d = " + std::to_string(d) + ":\n" + TextTable(columns, rows);
}

}  // namespace
}  // namespace hermite_projections

Experiment HermiteProjections() {
  using namespace hermite_projections;
  return Define<Config, Evidence>(
      {.name = "hermite_projections",
       .summary =
           "Are the Hermite components of g(p(x)) up to degree k those that Stein's lemma gives a normal p, but for "
           "d^-1/2? Exact norms and plateaus at finite d.",
       .paper = HierarchicalPolynomials(),
       .quick = {.d = {8, 16, 40, 100}, .samples = 100000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"hermite_projections", TabulateTargets},
                  {"hermite_projections_plateaus", TabulatePlateaus},
                  {"hermite_projections_closed_forms", TabulateRows},
                  {"hermite_projections_samples", TabulateSamples}},
       .figures = {{"hermite_projections", DrawNorms}, {"hermite_projections_plateaus", DrawPlateaus}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
