#include "experiments/quadratic_nets/relinear_kernels/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "experiments/quadratic_nets/relinear_kernels/spectrum_claim.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

constexpr std::array<const char*, 4> kLabels = {"$K$_{a}", "$K$_{r}", "$K$_{g}", "$K$_{b}"};
constexpr std::array<const char*, 4> kColors = {palette::kBlack, palette::kBlue, palette::kVermilion, palette::kGreen};

std::string Layers(int hidden) { return std::to_string(hidden) + (hidden == 1 ? " hidden layer" : " hidden layers"); }

// Degrees 1, 2, 3, ... and then some 30 of a decade.
std::vector<int> DrawnDegrees(int k_max) {
  std::vector<int> degrees;
  for (double k = 1; k <= k_max; k = std::max(k + 1, std::floor(1.08 * k))) degrees.push_back(static_cast<int>(k));
  return degrees;
}

Panel PartsPanel(const Evidence& evidence, int hidden, int d) {
  Panel panel{.title = Layers(hidden),
              .x = {.label = "degree $k$", .log = true},
              .y = {.label = "$μ$_{$k$} on S^{" + std::to_string(d) + "}", .log = true}};
  for (const Part part : kParts) {
    const auto& spectrum =
        evidence.SpectrumOf({.kind = SphereKernel::kPart, .hidden = hidden, .d = d, .part = part}).spectrum;
    Series series{.label = {.text = kLabels[part]}, .color = kColors[part]};
    for (const int k : DrawnDegrees(evidence.asked.k_max)) {
      series.x.push_back(k);
      series.y.push_back(spectrum[k].mu);
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

Panel ExcessPanel(const Evidence& evidence, int hidden, int d) {
  Panel panel{.x = {.label = "degree $k$", .log = true},
              .y = {.label = "$μ$_{$k$}($γ$_{g}) / $μ$_{$k$}(0) − 1", .log = true}};
  for (std::size_t i = 1; i < kGateRates.size(); ++i) {
    const double rate = kGateRates[i];
    Series series{.label = {.text = "$γ$_{g} = " + RoundedReal(rate, 2)},
                  .color = palette::Ordered(static_cast<double>(i - 1) / 2)};
    Series law{.color = palette::kGrey, .dash = Series::Dash::kDashed};
    for (const int k : DrawnDegrees(evidence.asked.k_max)) {
      for (Series* drawn : {&series, &law}) drawn->x.push_back(k);
      series.y.push_back(Excess(evidence, hidden, d, rate, k));
      law.y.push_back(LimitingExcess(hidden, d, rate, k));
    }
    panel.series.push_back(std::move(law));
    panel.series.push_back(std::move(series));
  }
  return panel;
}

int Narrowest(const Evidence& evidence) {
  return *std::min_element(evidence.asked.widths.begin(), evidence.asked.widths.end());
}

// The means of one quantity over its limit against 1/m, moved aside; the fit, and its limit at 0.
void AddMeans(Panel& panel, const DrawnQuantity& q, const std::string& color, double aside) {
  Series means{.style = Series::Style::kPoints, .color = color};
  const auto add = [&](Series& series, double x, const MeanEstimate& mean) {
    series.x.push_back(x + aside);
    series.y.push_back(mean.mean / q.limit);
    series.low.push_back((mean.mean - mean.error) / q.limit);
    series.high.push_back((mean.mean + mean.error) / q.limit);
  };
  double last = 0;
  for (const MeanOfWidth& at : q.means) {
    last = std::max(last, 1.0 / at.width);
    add(means, 1.0 / at.width, at.mean);
  }
  if (q.fit) {
    const auto& [limit, first, second] = q.fit->terms;
    Series fit{.color = color, .width = 1};
    constexpr int kSteps = 40;
    for (int i = 0; i <= kSteps; ++i) {
      const double x = last * i / kSteps;
      fit.x.push_back(x + aside);
      fit.y.push_back((limit.mean + x * (first.mean + x * second.mean)) / q.limit);
    }
    Series at_infinity{.style = Series::Style::kPoints, .color = color, .marker = Series::Marker::kDiamond};
    at_infinity.marker_size = 3.6;
    add(at_infinity, 0, limit);
    panel.series.push_back(std::move(fit));
    panel.series.push_back(std::move(at_infinity));
  }
  panel.series.push_back(std::move(means));
}

Panel MeansPanel(const std::string& title, int narrowest) {
  Panel panel{.title = title,
              .x = {.label = "width $m$, at 1/$m$", .min = -0.06 / narrowest, .max = 1.08 / narrowest},
              .lines = {{.direction = ReferenceLine::Direction::kHorizontal, .at = 1}}};
  panel.x.ticks = {{0, "∞"}};
  for (const int factor : {4, 2, 1})
    panel.x.ticks.emplace_back(1.0 / factor / narrowest, std::to_string(factor * narrowest));
  return panel;
}

void Name(Panel& panel, std::size_t place, const std::string& text, const std::string& color) {
  panel.annotations.push_back(
      {.x = 0.1, .y = 0.9 - 0.1 * static_cast<double>(place), .text = text, .in_panel = true, .color = color});
}

}  // namespace

Figure DrawSpectra(const Evidence& evidence) {
  const int d = evidence.asked.d.front();
  return {.title = "Mercer eigenvalues of the parts of ReLinear's NTK, and what the gate's rate does to their sum",
          .panels = {PartsPanel(evidence, 1, d), PartsPanel(evidence, 2, d), ExcessPanel(evidence, 1, d),
                     ExcessPanel(evidence, 2, d)},
          .columns = 2};
}

Figure DrawMeans(const Evidence& evidence) {
  Figure figure{.title = "Means of the NTK over finite quadratic nets, over the closed form, against their width",
                .columns = 2,
                .row_height = 300};
  const int narrowest = Narrowest(evidence);
  const double step = 0.012 / narrowest;
  for (const int hidden : evidence.asked.hidden) {
    if (figure.panels.size() == 3) break;
    Panel panel = MeansPanel("ReLinear start, " + Layers(hidden), narrowest);
    std::size_t i = 0;
    for (const DrawnQuantity& q : evidence.relinear) {
      if (q.hidden != hidden || q.same_input) continue;
      AddMeans(panel, q, kColors[i], step * (static_cast<double>(i) - 1.5));
      if (hidden > 1) Name(panel, i, kLabels[i], kColors[i]);
      ++i;
    }
    figure.panels.push_back(std::move(panel));
  }
  Panel random = MeansPanel("random weights, relu($r$ o $g$), 2 hidden layers", narrowest);
  for (const DrawnQuantity& q : evidence.random) {
    if (q.hidden != 2 || q.same_input) continue;
    const bool ntk = q.name == "ntk";
    const std::string color = ntk ? palette::kBlue : palette::kBlack;
    AddMeans(random, q, color, ntk ? step / 2 : -step / 2);
    Name(random, ntk ? 0 : 1, ntk ? "NTK" : "NNGP", color);
  }
  figure.panels.push_back(std::move(random));
  for (std::size_t i = 0; i < figure.panels.size(); i += 2) figure.panels[i].y.label = "mean / closed form";
  return figure;
}

}  // namespace hadamard_ntk::experiments::relinear_kernels
