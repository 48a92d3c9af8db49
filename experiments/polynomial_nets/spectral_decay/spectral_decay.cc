#include "experiments/polynomial_nets/spectral_decay/spectral_decay.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/spectral_decay/claims.h"
#include "experiments/polynomial_nets/spectral_decay/figures.h"
#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"
#include "referee/program/text_table.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments {
namespace spectral_decay {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 1, 100, "spheres S^d in R^{d+1}");
  flags.IntegerList("--degrees", config.degrees, 1, 50, "degrees N of polynomial nets");
  flags.IntegerList("--depths", config.depths, 2, 20, "depths of fully-connected nets, in weight layers");
  flags.Integer("--k_max", config.k_max, 0, 1000000, "largest degree k of the eigenvalues written");
  flags.Choice(
      "--normalization", config.normalization, {"unit", "raw", "paper_eq2"},
      "of the polynomial nets: K(x,x) = 2(N+1); or raw, 2(N+1)/2^N, as in the authors' code, which paper_eq2 is another word for");
  flags.Real("--precision", config.precision, 1e-13, 1,
             "largest relative error allowed in a nonzero eigenvalue; exceeding it is an error");
}

void AppendRows(const NetworkSpectrum& network, int k_max, Table& table) {
  const spectral::MercerSpectrum& spectrum = network.spectrum;
  const std::string kernel = FamilyName(network.network.family);
  const std::string parameter_name = ParameterName(network.network.family);
  for (int k = 0; k <= k_max; ++k) {
    const spectral::Eigenvalue& eigenvalue = spectrum[k];
    table.Append(kernel, parameter_name, network.network.parameter, spectrum.d(), k,
                 spectral::Multiplicity(spectrum.d(), k), eigenvalue.mu,
                 eigenvalue.mu == 0 ? kMissing : eigenvalue.RelativeError(), eigenvalue.mu / spectrum.trace(),
                 eigenvalue.mu > 0 && spectrum.HasLocalSlope(k) ? spectrum.LocalSlope(k).value : kMissing);
  }
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"kernel", Table::kText},
               {"parameter_name", Table::kText},
               {"parameter", Table::kInteger},
               {"d", Table::kInteger},
               {"k", Table::kInteger},
               {"multiplicity", Table::kReal},
               {"mu", Table::kReal},
               {"mu_relative_error", Table::kRealOrMissing},
               {"mu_over_trace", Table::kReal},
               {"local_slope", Table::kRealOrMissing}});
  for (const NetworkSpectrum* network : evidence.AskedFor()) AppendRows(*network, evidence.asked.k_max, table);
  return table;
}

// What the table's columns cannot say.
Json Describe(const NetworkSpectrum& network, int k_max) {
  const spectral::MercerSpectrum& spectrum = network.spectrum;
  double worst = 0, zero_bound = 0, relative_zero_bound = 0;
  int zeros = 0, first_dispersion = -1;
  for (int k = 0; k <= k_max; ++k) {
    const spectral::Eigenvalue& eigenvalue = spectrum[k];
    if (first_dispersion < 0 && eigenvalue.road == spectral::Eigenvalue::Road::kDispersion) first_dispersion = k;
    if (eigenvalue.mu != 0) {
      worst = std::max(worst, eigenvalue.RelativeError());
      continue;
    }
    ++zeros;
    zero_bound = std::max(zero_bound, eigenvalue.error);
    const double neighbour = std::max(spectrum[std::max(k - 1, 0)].mu, spectrum[k + 1].mu);
    // Beside neighbours that vanish as well the bound is no part of anything.
    if (neighbour > 0) relative_zero_bound = std::max(relative_zero_bound, eigenvalue.error / neighbour);
  }
  const auto mass = spectrum.MassAbove(k_max);
  const auto law = [](const spectral::DecayLaw& l) {
    return Json{{"exponent", l.exponent}, {"constant", l.constant}, {"constant_error", l.error}};
  };
  return {
      {"kernel", FamilyName(network.network.family)},
      {"parameter_name", ParameterName(network.network.family)},
      {"parameter", network.network.parameter},
      {"d", spectrum.d()},
      {"trace", spectrum.trace()},
      {"largest_relative_error", worst},
      {"zeros",
       {{"count", zeros}, {"largest_bound", zero_bound}, {"largest_bound_over_neighbour", relative_zero_bound}}},
      {"dispersion_road_from_k", first_dispersion},
      {"mass_above_k_max", {{"value", mass.value}, {"error", mass.error}}},
      {"law", {{"shift", network.laws.even.lambda}, {"even", law(network.laws.even)}, {"odd", law(network.laws.odd)}}}};
}

Json DescribeAll(const Evidence& evidence) {
  Json extra = Json::object();
  for (const NetworkSpectrum* network : evidence.AskedFor()) {
    extra["spectra"].push_back(Describe(*network, evidence.asked.k_max));
  }
  return extra;
}

std::string EigenvalueText(const NetworkSpectrum& network, int k) {
  return network.spectrum[k].mu == 0 ? "0" : RoundedReal(network.spectrum[k].mu / network.spectrum.trace(), 3);
}

// mu_k / trace at a few degrees, the fitted and the predicted exponent: one row per network and sphere.
std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<int> degrees = {0, 1, 2, 3, 4, 8, 16, 100, 1000};
  std::vector<TextColumn> columns = {{"sphere"}, {"network"}};
  for (const int k : degrees) columns.push_back({"k = " + std::to_string(k), Align::kRight});
  columns.push_back({"slope", Align::kRight});
  std::vector<std::vector<std::string>> rows;
  for (const NetworkSpectrum* network : evidence.AskedFor()) {
    std::vector<std::string> row = {"S^" + std::to_string(network->spectrum.d()), DisplayName(network->network)};
    for (const int k : degrees) row.push_back(EigenvalueText(*network, k));
    const auto fit = spectral::FitDecay(network->spectrum, evidence.window_low, evidence.window_high, 0);
    row.push_back(RoundedReal(-fit.exponent, 6));
    rows.push_back(std::move(row));
  }
  return "mu_k / trace, and the slope of log mu_k against log(k + (d-1)/2) for even k in [" +
         std::to_string(evidence.window_low) + ", " + std::to_string(evidence.window_high) + "]:\n" +
         TextTable(columns, rows, 132);
}

}  // namespace
}  // namespace spectral_decay

Experiment SpectralDecay() {
  using namespace spectral_decay;
  return Define<Config, Evidence>(
      {.name = "spectral_decay",
       .summary =
           "How fast do the eigenvalues of a network's NTK decay on the sphere S^d? Mercer spectra of polynomial and "
           "fully-connected nets to full relative accuracy, and the verdict on Theorem 7.",
       .paper = PolynomialNets(),
       .quick = {.k_max = 1000},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"spectral_decay", Tabulate}},
       .figures = {{"spectral_decay", DrawSpectra}},
       .text = Summarize,
       .extra = DescribeAll});
}

}  // namespace hadamard_ntk::experiments
