#include "experiments/polynomial_nets/spectral_decay/spectral_decay.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/spectral_decay/claims.h"
#include "experiments/polynomial_nets/spectral_decay/evidence.h"
#include "experiments/polynomial_nets/spectral_decay/figures.h"
#include "experiments/polynomial_nets/spectral_decay/larger_degree_claim.h"
#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/shared/names.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments {
namespace {

using Family = NetworkKernel::Family;

// The claims are about k >> d: they are judged up to here at least.
constexpr int kLeastClaimDegree = 4096;
// Beyond the last degree asked for, so that it has a local slope.
constexpr int kSlopeMargin = 2;

// The control's kernel is smoother than an NTK, and its discontinuity known to k^2 eps only.
constexpr double kControlPrecision = 1e-2;

struct Config {
  std::vector<int> d = {2, 3, 9};
  std::vector<int> degrees = {1, 2, 3, 5, 10};
  std::vector<int> depths = {2, 3};
  int k_max = 10000;
  std::string normalization = "unit";
  double precision = 1e-12;
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--d", &config.d, 1, 100, "spheres S^d in R^{d+1}");
  AddIntegerList(app, "--degrees", &config.degrees, 1, 50, "degrees N of polynomial nets");
  AddIntegerList(app, "--depths", &config.depths, 2, 20, "depths of fully-connected nets, in weight layers");
  AddInteger(app, "--k_max", &config.k_max, 0, 1000000, "largest degree k of the eigenvalues written");
  AddChoice(app, "--normalization", &config.normalization, {"unit", "paper_eq2"},
            "of the polynomial nets: K(x,x) = 2(N+1), or 2(N+1)/2^N as in the authors' code");
  AddReal(app, "--precision", &config.precision, 1e-13, 1,
          "largest relative error allowed in a nonzero eigenvalue; exceeding it is an error");
}

Json ToJson(const Config& config) {
  return {{"d", config.d},
          {"degrees", config.degrees},
          {"depths", config.depths},
          {"k_max", config.k_max},
          {"normalization", config.normalization},
          {"precision", config.precision}};
}

std::vector<NetworkKernel> NetworksAskedFor(const Config& config) {
  const auto normalization =
      config.normalization == "unit" ? ntk::Normalization::kUnit : ntk::Normalization::kRawActivation;
  std::vector<NetworkKernel> networks;
  for (const int degree : config.degrees) networks.push_back({Family::kPolynomialNet, degree, normalization});
  for (const int depth : config.depths) networks.push_back({Family::kFullyConnected, depth});
  return networks;
}

// Those asked for, and what the claims need besides.
std::vector<NetworkKernel> NetworksForClaims(const Config& config) {
  std::vector<NetworkKernel> networks = NetworksAskedFor(config);
  const auto ensure = [&networks](const NetworkKernel& network) {
    if (std::find(networks.begin(), networks.end(), network) == networks.end()) networks.push_back(network);
  };
  const auto normalization =
      config.normalization == "unit" ? ntk::Normalization::kUnit : ntk::Normalization::kRawActivation;
  if (std::count_if(config.degrees.begin(), config.degrees.end(), [](int n) { return n >= 2; }) < 2) {
    ensure({Family::kPolynomialNet, 2, normalization});
    ensure({Family::kPolynomialNet, 3, normalization});
  }
  ensure({Family::kFullyConnected, 3});
  ensure({Family::kResidualNet, 2});
  ensure({Family::kResidualNet, 5});
  return networks;
}

// Those asked for, and the circle and S^4: the claims are about every d, and S^4 is the first sphere on which the mass
// of a degree falls no faster than Theorem 7 says.
std::vector<int> SpheresForClaims(const Config& config) {
  std::vector<int> spheres = config.d;
  for (const int d : {1, 4}) {
    if (std::find(spheres.begin(), spheres.end(), d) == spheres.end()) spheres.push_back(d);
  }
  return spheres;
}

void AppendRows(const NetworkSpectrum& network, int k_max, Table& table) {
  const spectral::MercerSpectrum& spectrum = network.spectrum;
  const std::string kernel = FamilyName(network.network.family);
  for (int k = 0; k <= k_max; ++k) {
    const spectral::Eigenvalue& eigenvalue = spectrum[k];
    table.Append(kernel, spectrum.d(), network.network.parameter, k, spectral::Multiplicity(spectrum.d(), k),
                 eigenvalue.mu, eigenvalue.mu == 0 ? kMissing : eigenvalue.RelativeError(),
                 eigenvalue.mu / spectrum.trace(),
                 eigenvalue.mu > 0 && spectrum.HasLocalSlope(k) ? spectrum.LocalSlope(k).value : kMissing);
  }
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
      {"d", spectrum.d()},
      {"degree", network.network.parameter},
      {"trace", spectrum.trace()},
      {"largest_relative_error", worst},
      {"zeros",
       {{"count", zeros}, {"largest_bound", zero_bound}, {"largest_bound_over_neighbour", relative_zero_bound}}},
      {"dispersion_road_from_k", first_dispersion},
      {"mass_above_k_max", {{"value", mass.value}, {"error", mass.error}}},
      {"law", {{"shift", network.laws.even.lambda}, {"even", law(network.laws.even)}, {"odd", law(network.laws.odd)}}}};
}

std::string EigenvalueText(const NetworkSpectrum& network, int k) {
  return network.spectrum[k].mu == 0 ? "0" : RoundedReal(network.spectrum[k].mu / network.spectrum.trace(), 3);
}

// mu_k / trace at a few degrees, the fitted and the predicted exponent: one row per network and sphere.
std::string SummaryTable(const std::vector<const NetworkSpectrum*>& shown, const DecayEvidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<int> degrees = {0, 1, 2, 3, 4, 8, 16, 100, 1000};
  std::vector<TextColumn> columns = {{"sphere"}, {"network"}};
  for (const int k : degrees) columns.push_back({"k = " + std::to_string(k), Align::kRight});
  columns.push_back({"slope", Align::kRight});
  std::vector<std::vector<std::string>> rows;
  for (const NetworkSpectrum* network : shown) {
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

Result Run(const Config& config, RunContext& context) {
  const std::vector<NetworkKernel> shown = NetworksAskedFor(config);
  const std::vector<int> spheres = SpheresForClaims(config);
  const int k_max = std::max(config.k_max + kSlopeMargin, kLeastClaimDegree);

  DecayEvidence evidence;
  evidence.window_low = k_max / 4;
  evidence.window_high = k_max;
  evidence.spectra =
      ComputeNetworkSpectra(NetworksForClaims(config), spheres, k_max, config.precision, context.progress);
  for (NetworkSpectrum& control :
       ComputeNetworkSpectra({{Family::kFullyConnectedNngp, 2}}, spheres, k_max, kControlPrecision, context.progress)) {
    evidence.spectra.push_back(std::move(control));
  }

  Result result;
  Table table({{"kernel", Table::kText},
               {"d", Table::kInteger},
               {"degree", Table::kInteger},
               {"k", Table::kInteger},
               {"multiplicity", Table::kReal},
               {"mu", Table::kReal},
               {"mu_relative_error", Table::kRealOrMissing},
               {"mu_over_trace", Table::kReal},
               {"local_slope", Table::kRealOrMissing}});
  std::vector<const NetworkSpectrum*> drawn;
  for (const NetworkSpectrum& network : evidence.spectra) {
    if (std::find(shown.begin(), shown.end(), network.network) == shown.end()) continue;
    if (std::find(config.d.begin(), config.d.end(), network.spectrum.d()) == config.d.end()) continue;
    AppendRows(network, config.k_max, table);
    result.extra["spectra"].push_back(Describe(network, config.k_max));
    drawn.push_back(&network);
  }
  result.claims = {JudgeTheorem7(evidence), JudgeSlowerThanFullyConnected(evidence), JudgeFullyConnectedRate(evidence),
                   JudgeLargerDegreeLearnsFaster(evidence)};
  result.summary = SummaryTable(drawn, evidence);
  if (!drawn.empty() && config.k_max >= kLeastDrawnDegree) {
    result.figures.push_back({"spectral_decay", DrawSpectralDecay(drawn, config.k_max)});
  }
  result.tables.push_back({"spectral_decay", std::move(table)});
  return result;
}

}  // namespace

Experiment SpectralDecay() {
  return MakeExperiment<Config>(
      {.name = "spectral_decay",
       .summary =
           "How fast do the eigenvalues of a network's NTK decay on the sphere S^d? Mercer spectra of polynomial and "
           "fully-connected nets to full relative accuracy, and the verdict on Theorem 7.",
       .paper = PolynomialNets(),
       .claims = {DeclareTheorem7(), DeclareSlowerThanFullyConnected(), DeclareFullyConnectedRate(),
                  DeclareLargerDegreeLearnsFaster()},
       .defaults = {},
       .quick = {.k_max = 1000},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
