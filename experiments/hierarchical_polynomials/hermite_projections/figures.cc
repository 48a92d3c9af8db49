#include "experiments/hierarchical_polynomials/hermite_projections/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::hermite_projections {
namespace {

struct Drawn {
  std::string g, label, color;
};
// z^3 - 2z has the norms of z^3: neither P_{<k} nor the remainder sees a multiple of p.
const std::array<Drawn, 2> kNorms = {{{"z^3", "$z$^{3} - $cz$", palette::kBlue},
                                      {"z + (z^2 - 1)/sqrt(2)", "$z$ + ($z$^{2} - 1)/√2", palette::kVermilion}}};

struct Limit {
  std::string g, title;
  double plateau;  // for d -> infinity: 1 - E[g'(z)]^2 / E[g(z)^2]
};
const std::array<Limit, 3> kLimits = {{{"z^3", "$z$^{3} → 2/5", 0.4},
                                       {"z^3 - 2z", "$z$^{3} - 2$z$ → 6/7", 6.0 / 7},
                                       {"z + (z^2 - 1)/sqrt(2)", "$z$ + ($z$^{2} - 1)/√2 → 1/2", 0.5}}};

double NormOf(const Target& target, bool below) { return std::sqrt((below ? target.below : target.remainder).Value()); }

// One scale for a row of panels.
Axis ScaleOf(const Evidence& evidence, bool below) {
  double least = HUGE_VAL, largest = 0;
  for (const Target& target : evidence.targets) {
    const double norm = NormOf(target, below);
    if (target.k < 2 || target.signs == "spike" || norm == 0) continue;
    least = std::min(least, norm);
    largest = std::max(largest, norm);
  }
  return {.log = true, .min = least / 3, .max = largest * 1.5};
}

// A value of the targets of one k, g and signs, against d.
template <class Value>
Series Against(const Evidence& evidence, int k, const std::string& g, const std::string& signs, const Value& value) {
  Series series{.style = signs == "random" ? Series::Style::kPoints : Series::Style::kLinePoints,
                .dash = signs == "equal" ? Series::Dash::kDashed : Series::Dash::kSolid,
                .marker = signs == "random" ? Series::Marker::kOpenCircle : Series::Marker::kCircle};
  for (const Target& target : evidence.targets) {
    if (target.k != k || target.g != g || target.signs != signs) continue;
    series.x.push_back(target.d);
    series.y.push_back(value(target));
  }
  return series;
}

void AddNorms(const Evidence& evidence, int k, bool below, Panel& panel) {
  std::vector<std::string> zero;
  for (const Drawn& drawn : kNorms) {
    bool labelled = false;
    for (const std::string signs : {"balanced", "equal", "random"}) {
      Series series = Against(evidence, k, drawn.g, signs, [&](const Target& target) { return NormOf(target, below); });
      series.color = drawn.color;
      if (std::all_of(series.y.begin(), series.y.end(), [](double y) { return y == 0; })) {
        if (signs == "balanced") zero.push_back(drawn.label);
        continue;
      }
      if (!labelled) series.label = {drawn.label};
      labelled = true;
      panel.series.push_back(std::move(series));
    }
  }
  Series line{.label = {"$d$^{-1/2}"}, .color = palette::kGrey, .dash = Series::Dash::kDotted};
  for (const int d : evidence.asked.d) {
    line.x.push_back(d);
    line.y.push_back(1 / std::sqrt(d));
  }
  panel.series.push_back(std::move(line));
  if (!zero.empty()) {
    const std::string which = zero.size() == kNorms.size() ? "both are 0" : zero.front() + ": 0";
    panel.annotations.push_back({.x = 0.04, .y = 0.04, .text = "balanced: " + which, .in_panel = true});
  }
}

}  // namespace

Figure DrawNorms(const Evidence& evidence) {
  Figure figure{.title = "Hermite components of g(p(x)) that a normal p would not have, against the dimension",
                .columns = 3,
                .width = 980,
                .row_height = 300};
  for (const bool below : {true, false}) {
    for (int k = 2; k <= 4; ++k) {
      Panel panel{.title = below ? "$k$ = " + std::to_string(k) : "",
                  .x = {.label = below ? "" : "$d$", .log = true, .tick_labels = !below},
                  .y = ScaleOf(evidence, below)};
      if (k == 2) panel.y.label = below ? "|$P$_{<$k$} $h$|" : "|$P$_{$k$} $h$ - E[$g$'($z$)] $p$|";
      AddNorms(evidence, k, below, panel);
      figure.panels.push_back(std::move(panel));
    }
  }
  const char* const legend[] = {"solid: balanced signs", "dashed: equal", "○ random"};
  for (int i = 0; i < 3; ++i) {
    figure.panels.front().annotations.push_back(
        {.x = 0.96, .y = 0.93 - 0.09 * i, .text = legend[i], .anchor = Annotation::Anchor::kEnd, .in_panel = true});
  }
  return figure;
}

Figure DrawPlateaus(const Evidence& evidence) {
  Figure figure{.title = "What polynomials of degree k leave of g(p(x)): the plateau of kernels, against the dimension",
                .columns = 3,
                .width = 980,
                .row_height = 320};
  for (const Limit& limit : kLimits) {
    const bool first = figure.panels.empty();
    Panel panel{.title = limit.title,
                .x = {.label = "$d$", .log = true},
                .y = {.label = first ? "1 - |$P$_{≤$k$} $h$|^{2} / E $h$^{2}" : "", .min = 0.2, .max = 1}};
    for (int k = 2; k <= 4; ++k) {
      for (const std::string signs : {"balanced", "equal"}) {
        Series series = Against(evidence, k, limit.g, signs, [](const Target& target) { return target.plateau; });
        series.color = palette::Turn(static_cast<std::size_t>(k - 2));
        if (signs == "balanced") series.label = {"$k$ = " + std::to_string(k)};
        panel.series.push_back(std::move(series));
      }
    }
    panel.lines = {{ReferenceLine::Direction::kHorizontal, limit.plateau, ""}};
    figure.panels.push_back(std::move(panel));
  }
  figure.panels.front().annotations.push_back(
      {.x = 0.04, .y = 0.06, .text = "solid: balanced signs, dashed: equal", .in_panel = true});
  return figure;
}

}  // namespace hadamard_ntk::experiments::hermite_projections
