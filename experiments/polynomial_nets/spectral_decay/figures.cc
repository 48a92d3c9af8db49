#include "experiments/polynomial_nets/spectral_decay/figures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

using Family = NetworkKernel::Family;

// A spectrum shorter than this shows no decay.
constexpr int kLeastDrawnDegree = 4;

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

// What is drawn.
struct Selection {
  std::vector<const NetworkSpectrum*> nets;
  std::vector<int> k;
  std::vector<int> spheres = {};               // at most three
  std::vector<int> degrees = {}, depths = {};  // of polynomial nets, in order, and of fully-connected ones
};

Selection Select(const Evidence& evidence) {
  Selection selection{evidence.AskedFor(), DrawnDegrees(evidence.asked.k_max)};
  auto& [nets, k, spheres, degrees, depths] = selection;
  for (const NetworkSpectrum* network : nets) {
    const auto add = [](std::vector<int>& list, int value) {
      if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
    };
    add(spheres, network->spectrum.d());
    add(network->network.family == Family::kPolynomialNet ? degrees : depths, network->network.parameter);
  }
  std::sort(degrees.begin(), degrees.end());
  if (spheres.size() > 3) spheres.resize(3);
  return selection;
}

// The families by colour: polynomial nets from light to dark blue, fully-connected ones warm.
std::string Color(const NetworkKernel& network, const Selection& selection) {
  const bool polynomial = network.family == Family::kPolynomialNet;
  const std::vector<int>& ordered = polynomial ? selection.degrees : selection.depths;
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

// One sphere: panels above one another.
struct Column {
  Panel spectrum, ratio, slope;
};

Column EmptyColumn(int d, bool first) {
  Column column;
  column.spectrum.title = "$S$^{" + std::to_string(d) + "}";
  column.spectrum.x = {.label = "", .log = true, .min = 1, .tick_labels = false};
  column.spectrum.y = {.label = first ? "$μ$_{$k$} / trace" : "", .log = true};
  column.ratio.x = {.label = "", .log = true, .min = 1, .tick_labels = false};
  column.ratio.y = {.label = first ? "over law of $N$ → ∞, even $k$" : "", .log = true, .min = 0.2, .max = 40};
  column.slope.x = {.label = "degree $k$", .log = true, .min = 1};
  column.slope.y = {.label = first ? "local slope" : "", .min = -(d + 2.5), .max = 0.5};
  using Direction = ReferenceLine::Direction;
  column.slope.lines.push_back({Direction::kHorizontal, -(d + 1.0), "-($d$+1)"});
  column.slope.lines.push_back({Direction::kHorizontal, -d / 2.0, "Theorem 7: -$d$/2"});
  return column;
}

void AddNet(const NetworkSpectrum& network, const Selection& selection, bool labelled, Column& column) {
  const int d = network.spectrum.d();
  Series eigenvalues;
  eigenvalues.color = Color(network.network, selection);
  eigenvalues.dash = network.network.family == Family::kPolynomialNet ? Series::Dash::kSolid : Series::Dash::kDashed;
  Series ratios = eigenvalues, slopes = eigenvalues;
  if (labelled) ratios.label.text = Label(network.network);
  for (const int k : selection.k) {
    const double mu = network.spectrum[k].mu;
    if (mu > 0) {
      eigenvalues.x.push_back(k);
      eigenvalues.y.push_back(mu / network.spectrum.trace());
    }
    if (mu > 0 && k % 2 == 0) {
      ratios.x.push_back(k);
      ratios.y.push_back(mu / network.spectrum.trace() / LimitLaw(d, k));
    }
    if (mu > 0 && network.spectrum.HasLocalSlope(k)) {
      slopes.x.push_back(k);
      slopes.y.push_back(network.spectrum.LocalSlope(k).value);
    }
  }
  column.spectrum.series.push_back(std::move(eigenvalues));
  column.ratio.series.push_back(std::move(ratios));
  column.slope.series.push_back(std::move(slopes));
}

// The law of this net, and the bound for its N.
void AddLawAndBound(const NetworkSpectrum& reference, const std::vector<int>& drawn, bool labelled, Panel& panel) {
  const double trace = reference.spectrum.trace();
  const int d = reference.spectrum.d(), n = reference.network.parameter;
  Series law, bound;
  law.color = palette::kBlack;
  law.dash = Series::Dash::kDotted;
  bound.color = palette::kGrey;
  bound.dash = Series::Dash::kDashed;
  if (labelled) {
    law.label = {"law, ~ $k$^{-($d$+1)}"};
    bound.label = {"Theorem 7, ~ $k$^{-$d$/2}"};
  }
  // The printed bound leaves its constant open: drawn through mu_1.
  const double anchor = reference.spectrum[1].mu / trace * std::pow(n * n * 1.0, d / 2.0);
  for (const int k : drawn) {
    bound.x.push_back(k);
    bound.y.push_back(anchor * std::pow(1.0 * n * n * k, -d / 2.0));
    if (k < 2 * d) continue;
    law.x.push_back(k);
    law.y.push_back(reference.laws.even(k) / trace);
  }
  panel.series.push_back(std::move(bound));
  panel.series.push_back(std::move(law));
}

Column DrawSphere(int d, const Selection& selection) {
  const bool first = d == selection.spheres.front(), last = d == selection.spheres.back();
  Column column = EmptyColumn(d, first);
  const NetworkSpectrum* reference = nullptr;  // its law and the bound for its N are drawn
  for (const NetworkSpectrum* network : selection.nets) {
    if (network->spectrum.d() != d) continue;
    const bool polynomial = network->network.family == Family::kPolynomialNet;
    if (polynomial && (reference == nullptr || network->network.parameter == 2)) reference = network;
    AddNet(*network, selection, last, column);
  }
  if (reference != nullptr) AddLawAndBound(*reference, selection.k, last, column.spectrum);
  return column;
}

}  // namespace

Figure DrawSpectra(const Evidence& evidence) {
  if (evidence.asked.k_max < kLeastDrawnDegree) return {};
  const Selection selection = Select(evidence);
  std::vector<Panel> above, middle, beneath;
  for (const int d : selection.spheres) {
    Column column = DrawSphere(d, selection);
    above.push_back(std::move(column.spectrum));
    middle.push_back(std::move(column.ratio));
    beneath.push_back(std::move(column.slope));
  }
  Figure figure;
  figure.title = "Mercer eigenvalues of the NTK on spheres, and their local slopes";
  figure.columns = static_cast<int>(selection.spheres.size());
  figure.panels = std::move(above);
  figure.panels.insert(figure.panels.end(), middle.begin(), middle.end());
  figure.panels.insert(figure.panels.end(), beneath.begin(), beneath.end());
  figure.row_heights = {330, 250, 230};
  figure.width = selection.spheres.size() == 1 ? 560 : 980;
  return figure;
}

}  // namespace hadamard_ntk::experiments::spectral_decay
