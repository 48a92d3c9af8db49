#include "experiments/polynomial_nets/gated_units/figures.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/gated_units/conditioning_claim.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

// As far as is seen; below the floor a spectrum is not drawn.
constexpr int kLastDrawnDegree = 30;
constexpr double kFloor = 1e-12;

std::string MissedBy(const std::string& net) {
  if (net == "relu_2layer" || net == "gelu_2layer") return "no odd $k$ ≥ 3";
  return net == "pnn_2" ? "all $k$" : "no even $k$ ≥ 4";
}

Series DegreesOf(const spectral::MercerSpectrum& spectrum, int parity, int k_max) {
  Series series{.style = Series::Style::kPoints,
                .color = parity == 0 ? palette::kBlue : palette::kVermilion,
                .marker = parity == 0 ? Series::Marker::kCircle : Series::Marker::kTriangle};
  for (int k = parity; k <= std::min(k_max, spectrum.k_max()); k += 2) {
    const double share = spectrum[k].mu / spectrum.trace();
    if (!(share > kFloor)) continue;
    series.x.push_back(k);
    series.y.push_back(share);
  }
  return series;
}

Series ConditionsOf(const std::vector<GateAdvantage>& advantages, double GateAdvantage::*value,
                    const std::string& label, const std::string& color) {
  Series series{.label = {label}, .style = Series::Style::kLinePoints, .color = color};
  for (const GateAdvantage& a : advantages) {
    series.x.push_back(a.d);
    series.y.push_back(a.*value);
  }
  return series;
}

// Of the first draw in each dimension.
Series BoundOf(const Evidence& evidence, const std::vector<GateAdvantage>& advantages,
               Extremes DataSetConditioning::*net, const std::string& label) {
  Series bound{.label = {label}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  for (const GateAdvantage& a : advantages) {
    const auto set = std::find_if(evidence.data_sets.begin(), evidence.data_sets.end(),
                                  [&](const DataSetConditioning& s) { return s.data == "gaussian" && s.d == a.d; });
    bound.x.push_back(a.d);
    bound.y.push_back(((*set).*net).condition_bound);
  }
  return bound;
}

}  // namespace

Figure DrawDegrees(const Evidence& evidence) {
  const int d = evidence.asked.d.front(), k_max = std::min(evidence.asked.k_max, kLastDrawnDegree);
  Figure figure{.title = "Mercer eigenvalues of two-layer, gated and polynomial nets: who misses which degrees",
                .columns = 3,
                .width = 980,
                .row_height = 300};
  for (const std::string net : {"relu_2layer", "reglu", "pnn_2", "gelu_2layer", "geglu", "swiglu"}) {
    const spectral::MercerSpectrum& spectrum = evidence.SpectrumOf(net, d);
    Panel panel{.title = DisplayName(net) + ": " + MissedBy(net),
                .x = {.label = "degree $k$", .min = -0.5},
                .y = {.label = net == "relu_2layer" || net == "gelu_2layer" ? "$μ$_{$k$} / trace" : "", .log = true}};
    panel.series = {DegreesOf(spectrum, 0, k_max), DegreesOf(spectrum, 1, k_max)};
    if (net == "pnn_2") {
      panel.annotations = {{.x = 0.6, .y = 0.92, .text = "● even $k$", .in_panel = true, .color = palette::kBlue},
                           {.x = 0.6, .y = 0.84, .text = "▲ odd $k$", .in_panel = true, .color = palette::kVermilion}};
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawConditioning(const Evidence& evidence) {
  std::vector<GateAdvantage> advantages = Advantages(evidence);
  std::sort(advantages.begin(), advantages.end(),
            [](const GateAdvantage& a, const GateAdvantage& b) { return a.d < b.d; });
  Panel conditions{.title = "Condition numbers at $n$ = 4$d$",
                   .x = {.label = "$d$", .log = true},
                   .y = {.label = "median over draws", .log = true}};
  conditions.series = {ConditionsOf(advantages, &GateAdvantage::ungated, "two-layer ReLU", palette::kVermilion),
                       ConditionsOf(advantages, &GateAdvantage::gated, "ReGLU", palette::kBlue)};
  conditions.series.push_back(BoundOf(evidence, advantages, &DataSetConditioning::ungated, "$n$/π"));
  conditions.series.push_back(BoundOf(evidence, advantages, &DataSetConditioning::gated, "about $n$/(2$d$)"));
  Panel gain{.title = "What the gate gains, over $d$",
             .x = {.label = "$d$", .log = true},
             .y = {.label = "ratio / $d$", .min = 0}};
  gain.series = {ConditionsOf(advantages, &GateAdvantage::advantage, "", palette::kBlue)};
  for (const GateAdvantage& a : advantages) {
    gain.series[0].low.push_back(a.smallest);
    gain.series[0].high.push_back(a.largest);
  }
  return {.title = "Condition numbers of Gram matrices with and without a gate",
          .panels = {std::move(conditions), std::move(gain)},
          .columns = 2,
          .width = 980};
}

}  // namespace hadamard_ntk::experiments::gated_units
