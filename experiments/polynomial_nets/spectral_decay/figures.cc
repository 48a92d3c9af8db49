#include "experiments/polynomial_nets/spectral_decay/figures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>

namespace hadamard_ntk::experiments {
namespace {

using Family = NetworkKernel::Family;

// About 30 degrees a decade, each with its successor, so that both parities are seen.
std::vector<int> DrawnDegrees(int k_max) {
  std::set<int> degrees;
  for (int k = 1; k <= std::min(k_max, 24); ++k) degrees.insert(k);
  for (double k = 24; k <= k_max; k *= 1.08) {
    degrees.insert(static_cast<int>(k));
    degrees.insert(std::min(static_cast<int>(k) + 1, k_max));
  }
  return {degrees.begin(), degrees.end()};
}

// The families by colour: polynomial nets from light to dark blue, fully-connected ones warm.
std::string Color(const NetworkKernel& network, const std::vector<int>& degrees, const std::vector<int>& depths) {
  const bool polynomial = network.family == Family::kPolynomialNet;
  const std::vector<int>& ordered = polynomial ? degrees : depths;
  const auto position = std::find(ordered.begin(), ordered.end(), network.parameter) - ordered.begin();
  if (polynomial) {
    return palette::Ordered(
        ordered.size() < 2 ? 1.0 : static_cast<double>(position) / static_cast<double>(ordered.size() - 1));
  }
  return position % 2 == 0 ? palette::kVermilion : palette::kOrange;
}

std::string Label(const NetworkKernel& network) {
  return network.family == Family::kPolynomialNet ? "$N$ = " + std::to_string(network.parameter)
                                                  : "FC, depth " + std::to_string(network.parameter);
}

// mu_k / trace that the law of decay gives a polynomial net as N -> infinity: a / K(1) = 1 / pi
// (spectral/decay_law.h).
double LimitLaw(int d, int k) {
  const double lambda = (d - 1) / 2.0;
  const double log_constant =
      (d - 1) * std::numbers::ln2 + 2 * std::lgamma((d + 1) / 2.0) - 2 * std::log(std::numbers::pi);
  return std::exp(log_constant - (d + 1) * std::log(k + lambda));
}

}  // namespace

Figure DrawSpectralDecay(const std::vector<const NetworkSpectrum*>& spectra, int k_max) {
  std::vector<int> spheres, degrees, depths;
  for (const NetworkSpectrum* network : spectra) {
    const auto add = [](std::vector<int>& list, int value) {
      if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
    };
    add(spheres, network->spectrum.d());
    add(network->network.family == Family::kPolynomialNet ? degrees : depths, network->network.parameter);
  }
  std::sort(degrees.begin(), degrees.end());
  if (spheres.size() > 3) spheres.resize(3);
  const std::vector<int> drawn = DrawnDegrees(k_max);

  std::vector<Panel> above, middle, beneath;
  for (const int d : spheres) {
    Panel spectrum_panel, ratio_panel, slope_panel;
    spectrum_panel.title = "$S$^{" + std::to_string(d) + "}";
    spectrum_panel.x = {.label = "", .log = true, .min = 1, .tick_labels = false};
    spectrum_panel.y = {.label = d == spheres.front() ? "$μ$_{$k$} / trace" : "", .log = true};
    ratio_panel.x = {.label = "", .log = true, .min = 1, .tick_labels = false};
    ratio_panel.y = {
        .label = d == spheres.front() ? "over law of $N$ → ∞, even $k$" : "", .log = true, .min = 0.2, .max = 40};
    slope_panel.x = {.label = "degree $k$", .log = true, .min = 1};
    slope_panel.y = {.label = d == spheres.front() ? "local slope" : "", .min = -(d + 2.5), .max = 0.5};
    const NetworkSpectrum* reference = nullptr;  // its law and the bound for its N are drawn
    for (const NetworkSpectrum* network : spectra) {
      if (network->spectrum.d() != d) continue;
      const bool polynomial = network->network.family == Family::kPolynomialNet;
      if (polynomial && (reference == nullptr || network->network.parameter == 2)) reference = network;
      Series eigenvalues;
      eigenvalues.color = Color(network->network, degrees, depths);
      eigenvalues.dash = polynomial ? Series::Dash::kSolid : Series::Dash::kDashed;
      eigenvalues.label.text = d == spheres.back() ? Label(network->network) : "";
      Series ratios = eigenvalues, slopes = eigenvalues;
      eigenvalues.label.text = slopes.label.text = "";
      for (const int k : drawn) {
        const double mu = network->spectrum[k].mu;
        if (mu > 0) {
          eigenvalues.x.push_back(k);
          eigenvalues.y.push_back(mu / network->spectrum.trace());
        }
        if (mu > 0 && k % 2 == 0) {
          ratios.x.push_back(k);
          ratios.y.push_back(mu / network->spectrum.trace() / LimitLaw(d, k));
        }
        if (mu > 0 && network->spectrum.HasLocalSlope(k)) {
          slopes.x.push_back(k);
          slopes.y.push_back(network->spectrum.LocalSlope(k).value);
        }
      }
      spectrum_panel.series.push_back(std::move(eigenvalues));
      ratio_panel.series.push_back(std::move(ratios));
      slope_panel.series.push_back(std::move(slopes));
    }
    if (reference != nullptr) {
      const double trace = reference->spectrum.trace();
      const int n = reference->network.parameter;
      Series law, bound;
      law.color = palette::kBlack;
      law.dash = Series::Dash::kDotted;
      law.label = {"law, ~ $k$^{-($d$+1)}"};
      bound.color = palette::kGrey;
      bound.dash = Series::Dash::kDashed;
      bound.label = {"Theorem 7, ~ $k$^{-$d$/2}"};
      // The printed bound leaves its constant open: drawn through mu_1.
      const double anchor = reference->spectrum[1].mu / trace * std::pow(n * n * 1.0, d / 2.0);
      for (const int k : drawn) {
        bound.x.push_back(k);
        bound.y.push_back(anchor * std::pow(1.0 * n * n * k, -d / 2.0));
        if (k < 2 * d) continue;
        law.x.push_back(k);
        law.y.push_back(reference->laws.even(k) / trace);
      }
      if (d != spheres.back()) law.label.text = bound.label.text = "";
      spectrum_panel.series.push_back(std::move(bound));
      spectrum_panel.series.push_back(std::move(law));
    }
    using Direction = ReferenceLine::Direction;
    slope_panel.lines.push_back({Direction::kHorizontal, -(d + 1.0), "-($d$+1)"});
    slope_panel.lines.push_back({Direction::kHorizontal, -d / 2.0, "Theorem 7: -$d$/2"});
    above.push_back(std::move(spectrum_panel));
    middle.push_back(std::move(ratio_panel));
    beneath.push_back(std::move(slope_panel));
  }
  Figure figure;
  figure.title = "Mercer eigenvalues of the NTK on spheres, and their local slopes";
  figure.columns = static_cast<int>(spheres.size());
  figure.panels = std::move(above);
  figure.panels.insert(figure.panels.end(), middle.begin(), middle.end());
  figure.panels.insert(figure.panels.end(), beneath.begin(), beneath.end());
  figure.row_heights = {330, 250, 230};
  figure.width = spheres.size() == 1 ? 560 : 980;
  return figure;
}

}  // namespace hadamard_ntk::experiments
