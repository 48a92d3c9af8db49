#include "experiments/barron_pdes/dimension/dimension.h"

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/barron_pdes/dimension/claims.h"
#include "experiments/barron_pdes/dimension/figures.h"
#include "experiments/barron_pdes/dimension/measure.h"
#include "experiments/barron_pdes/paper.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace dimension {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 2, 100, "dimensions, at least three");
  flags.Real("--amplitude", config.amplitude, 4, 128, "the largest A of sin(A (cos theta_1 + ... + cos theta_s))");
}

Table TabulateSolutions(const Evidence& evidence) {
  Table table({{"problem", Table::kText},
               {"data", Table::kText},
               {"d", Table::kInteger},
               {"norm_f", Table::kReal},
               {"norm_u", Table::kReal},
               {"max_u", Table::kReal},
               {"energy", Table::kReal},
               {"descent_steps", Table::kInteger},
               {"newton_steps", Table::kInteger},
               {"newton_resolvents", Table::kInteger}});
  for (const Solution& row : evidence.solutions) {
    table.Append(row.problem, row.data, row.d, row.force, row.norm, row.largest, row.energy, row.descent_steps,
                 row.newton_steps, row.resolvents);
  }
  return table;
}

Table TabulateGrowth(const Evidence& evidence) {
  Table table({{"directions", Table::kInteger}, {"A", Table::kReal}, {"norm", Table::kReal}});
  for (const Growth& growth : evidence.growths) {
    for (std::size_t i = 0; i < growth.amplitudes.size(); ++i) {
      table.Append(growth.directions, growth.amplitudes[i], growth.norms[i]);
    }
  }
  return table;
}

Table TabulateProducts(const Evidence& evidence) {
  Table table({{"d", Table::kInteger},
               {"exponentials", Table::kReal},
               {"norm", Table::kReal},
               {"norm_sum_of_cosines", Table::kReal},
               {"least_norm_of_its_sine", Table::kReal}});
  for (std::size_t i = 0; i < evidence.products.size(); ++i) {
    const Product& row = evidence.products[i];
    table.Append(row.d, row.exponentials, row.norm, evidence.directions[i].argument, evidence.directions[i].least_norm);
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"problem, data"},         {"d", Align::kRight},
                                           {"|f|_B", Align::kRight},  {"|u*|_B", Align::kRight},
                                           {"max u*", Align::kRight}, {"descent", Align::kRight},
                                           {"Newton", Align::kRight}, {"its resolvents", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const Solution& row : evidence.solutions) {
    rows.push_back({row.problem + ", " + row.data, std::to_string(row.d), RoundedReal(row.force, 5),
                    RoundedReal(row.norm, 5), RoundedReal(row.largest, 4), std::to_string(row.descent_steps),
                    std::to_string(row.newton_steps), std::to_string(row.resolvents)});
  }
  std::string text =
      "Solutions on the torus; steps of descent (a resolvent each) and of Newton's method to 1e-10 of the first slope:\n" +
      TextTable(columns, rows);
  const Product& product = evidence.products.back();
  return text + "prod sin(pi x_i) at d = " + std::to_string(product.d) + ": " + RoundedReal(product.exponentials, 3) +
         " exponentials, norm " + RoundedReal(product.norm, 4) + ".\n";
}

}  // namespace
}  // namespace dimension

Experiment Dimension() {
  using namespace dimension;
  return Define<Config, Evidence>(
      {.name = "dimension",
       .summary =
           "Is the Barron norm of solutions polynomial in the dimension? Exact norms up to d = 50, for sparse and dense "
           "data, and what a constant p hides.",
       .paper = BarronPdes(),
       .quick = {.d = {2, 5, 20, 50}, .amplitude = 32},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"dimension", TabulateSolutions},
                  {"sine_growth", TabulateGrowth},
                  {"product_data", TabulateProducts}},
       .figures = {{"dimension", DrawDimension}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
