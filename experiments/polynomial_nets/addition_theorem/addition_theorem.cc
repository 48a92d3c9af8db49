#include "experiments/polynomial_nets/addition_theorem/addition_theorem.h"

#include <algorithm>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/addition_theorem/claims.h"
#include "experiments/polynomial_nets/addition_theorem/figures.h"
#include "experiments/polynomial_nets/addition_theorem/measure.h"
#include "experiments/polynomial_nets/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace addition_theorem {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 2, 30, "spheres S^d in R^{d+1}");
  flags.Integer("--k_max", config.k_max, 3, 200, "largest degree k");
  flags.Integer("--harmonics", config.harmonics, 100, 1000000, "no degree with more harmonics F(d, k) than this");
  flags.Integer("--definition_harmonics", config.definition_harmonics, 0, 1000,
                "harmonic polynomials by definition up to this many, for k <= 8");
  flags.Integer("--pairs", config.pairs, 3, 1000, "pairs of points on each sphere, at angles from 0 to pi");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"d", Table::kInteger},
               {"k", Table::kInteger},
               {"multiplicity", Table::kReal},
               {"theta", Table::kReal},
               {"sum_over_f", Table::kReal},
               {"definition_sum_over_f", Table::kRealOrMissing},
               {"g_unit", Table::kReal},
               {"g_classical", Table::kReal},
               {"tolerance", Table::kReal}});
  for (const PairSum& s : evidence.sums) {
    table.Append(s.d, s.k, s.multiplicity, s.theta, s.sum, s.by_definition, s.unit, s.classical, s.tolerance);
  }
  return table;
}

Json DescribeDegrees(const Evidence& evidence) {
  Json extra = Json::object();
  for (const Degree& degree : evidence.degrees) {
    Json entry = {{"d", degree.d},
                  {"k", degree.k},
                  {"multiplicity", degree.multiplicity},
                  {"unit_over_bound", degree.unit},
                  {"classical_at_one", degree.classical_factor},
                  {"classical_largest_error", degree.classical_deviation},
                  {"wrong_lambda_over_bound", degree.control},
                  {"planted_over_bound", degree.planted}};
    if (degree.by_definition) entry["definition_over_bound"] = degree.definition;
    extra["degrees"].push_back(entry);
  }
  return extra;
}

std::string Summarize(const Evidence& evidence) {
  const std::vector<Degree>& degrees = evidence.degrees;
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"sphere"},
                                           {"degrees k"},
                                           {"largest F(d,k)", Align::kRight},
                                           {"G_k(1) = 1, of the bound", Align::kRight},
                                           {"by definition", Align::kRight},
                                           {"C_k^lambda: largest |error|", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t first = 0; first < degrees.size();) {
    const int d = degrees[first].d;
    double unit = 0, definition = 0, classical = 0, f = 0;
    std::size_t end = first;
    for (; end < degrees.size() && degrees[end].d == d; ++end) {
      unit = std::max(unit, degrees[end].unit);
      definition = std::max(definition, degrees[end].definition);
      classical = std::max(classical, degrees[end].classical_deviation);
      f = std::max(f, degrees[end].multiplicity);
    }
    rows.push_back({"S^" + std::to_string(d), "0.." + std::to_string(degrees[end - 1].k), RoundedReal(f, 9),
                    RoundedReal(unit, 2), RoundedReal(definition, 2), RoundedReal(classical, 3)});
    first = end;
  }
  return "sum_j Y_kj(x) Y_kj(x') / F(d,k) against two normalizations of the Gegenbauer polynomial:\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace addition_theorem

Experiment AdditionTheorem() {
  using namespace addition_theorem;
  return Define<Config, Evidence>(
      {.name = "addition_theorem",
       .summary = "Is the sum of Y_kj(x) Y_kj(x') over an orthonormal basis of spherical harmonics "
                  "F(d,k) times a Gegenbauer polynomial, and which? The verdict on Lemma 1.",
       .paper = PolynomialNets(),
       .quick = {.k_max = 12, .harmonics = 3000, .definition_harmonics = 150, .pairs = 13},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"addition_theorem", Tabulate}},
       .figures = {{"addition_theorem", DrawSums}},
       .text = Summarize,
       .extra = DescribeDegrees});
}

}  // namespace hadamard_ntk::experiments
