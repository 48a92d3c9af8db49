#include "experiments/polynomial_nets/ntk_stability/ntk_stability.h"

#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/ntk_stability/claims.h"
#include "experiments/polynomial_nets/ntk_stability/figures.h"
#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"
#include "experiments/polynomial_nets/ntk_stability/measure.h"
#include "experiments/polynomial_nets/ntk_stability/width_fits.h"
#include "experiments/polynomial_nets/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace ntk_stability {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--degrees", config.degrees, 1, 3, "degrees N of polynomial nets");
  flags.Integer("--log2_min_width", config.log2_min_width, 7, 20, "smallest width, as a power of two");
  flags.Integer("--log2_max_width", config.log2_max_width, 9, 20, "largest width, as a power of two");
  flags.Integer("--draws", config.draws, 2, 32, "nets of the largest width; narrower ones are more");
  flags.Integer("--samples", config.samples, 2, 256, "training samples on the sphere");
  flags.Integer("--inputs", config.inputs, 2, 64, "d, the sphere being in R^d");
  flags.Real("--rate", config.rate, 0.05, 100, "learning rate over the limit that Theorem 3 prints");
  flags.Real("--loss_factor", config.loss_factor, 1e-12, 0.1, "train until the loss is down by this factor");
}

Table TabulateRuns(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"degree", Table::kInteger},
               {"width", Table::kInteger},
               {"draw", Table::kInteger},
               {"steps", Table::kInteger},
               {"initial_loss", Table::kReal},
               {"final_loss", Table::kReal},
               {"largest_rise", Table::kReal},
               {"drift", Table::kReal},
               {"relative_drift", Table::kReal},
               {"kernel_norm", Table::kReal},
               {"kernel_error", Table::kReal},
               {"bound", Table::kReal},
               {"bound_without_q", Table::kReal},
               {"to_regression", Table::kReal},
               {"to_dynamics", Table::kReal},
               {"to_linearized", Table::kReal},
               {"to_mean", Table::kReal}});
  for (const LazyRun& r : evidence.runs) {
    table.Append(r.network, r.degree, r.width, r.draw, r.steps, r.initial_loss, r.final_loss, r.largest_rise, r.drift,
                 r.relative_drift, r.kernel_norm, r.kernel_error, r.bound, r.bound_without_q, r.to_regression,
                 r.to_dynamics, r.to_linearized, r.to_mean);
  }
  return table;
}

Table TabulateFits(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"degree", Table::kInteger},
               {"quantity", Table::kText},
               {"exponent", Table::kReal},
               {"standard_error", Table::kReal},
               {"constant", Table::kReal},
               {"nets", Table::kInteger}});
  for (const WidthFit& f : evidence.fits) {
    table.Append(f.network, f.degree, f.quantity, f.fit.exponent, f.fit.standard_error, f.fit.constant,
                 static_cast<std::int64_t>(f.fit.points));
  }
  return table;
}

Table TabulateRates(const Evidence& evidence) {
  Table table({{"degree", Table::kInteger},
               {"width", Table::kInteger},
               {"draw", Table::kInteger},
               {"rate_over_stable", Table::kReal},
               {"largest_rise", Table::kReal},
               {"diverged_at", Table::kRealOrMissing}});
  for (const FastNet& net : evidence.fast) {
    table.Append(net.degree, net.width, net.draw, net.run.rate_over_stable, net.run.largest_rise,
                 net.run.diverged_at ? static_cast<double>(*net.run.diverged_at) : kMissing);
  }
  return table;
}

std::string Summarize(const Evidence& evidence) {
  const std::vector<WidthFit>& fits = evidence.fits;
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"N", Align::kRight},
                                           {"nets", Align::kRight},
                                           {"drift", Align::kRight},
                                           {"K_0 - K", Align::kRight},
                                           {"to regression", Align::kRight},
                                           {"to linearized net", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t first = 0; first < fits.size(); first += kFittedQuantities.size()) {
    const WidthFit& family = fits[first];
    std::vector<std::string> row = {family.network, std::to_string(family.degree), std::to_string(family.fit.points)};
    for (const std::string quantity : {"drift", "kernel_error", "to_regression", "to_linearized"}) {
      for (std::size_t i = first; i < first + kFittedQuantities.size(); ++i) {
        if (fits[i].quantity != quantity) continue;
        row.push_back(RoundedReal(fits[i].fit.exponent, 3) + " +- " + RoundedReal(fits[i].fit.standard_error, 1));
      }
    }
    rows.push_back(std::move(row));
  }
  return "Exponents in the width of sup_t |K_t - K_0|_F, |K_0 - K|_F and of distances on test points:\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace ntk_stability

Experiment NtkStability() {
  using namespace ntk_stability;
  return Define<Config, Evidence>(
      {.name = "ntk_stability",
       .summary =
           "Does the NTK of a wide polynomial net stay where it starts while the net is trained (Theorem 3), and does "
           "the trained net tend to kernel regression?",
       .paper = PolynomialNets(),
       .quick = {.log2_max_width = 11, .draws = 8, .loss_factor = 1e-4},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"ntk_stability", TabulateRuns},
                  {"ntk_stability_fits", TabulateFits},
                  {"ntk_stability_rates", TabulateRates}},
       .figures = {{"ntk_stability", DrawStability}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
