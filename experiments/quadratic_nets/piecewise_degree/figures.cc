#include "experiments/quadratic_nets/piecewise_degree/figures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace hadamard_ntk::experiments::piecewise_degree {
namespace {

constexpr double kLeast = 1e-52;  // drawn in the place of what is smaller

Panel DifferencePanel(const Evidence& evidence, Kind kind, const std::string& title) {
  Panel panel{.title = title, .x = {.label = "order of the difference", .min = 0}, .y = {.log = true, .min = kLeast}};
  for (const Group& group : evidence.groups) {
    if (group.kind != kind) continue;
    const Spread spread = SpreadOf(group);
    const auto shown = std::min(static_cast<std::size_t>(group.degree()) + 2, spread.median.size());
    Series bound{.color = palette::kGrey, .dash = Series::Dash::kDotted};
    Series series{.style = Series::Style::kLinePoints, .color = palette::Ordered((group.hidden - 1) / 2.0)};
    for (std::size_t order = 0; order < shown; ++order) {
      for (Series* drawn : {&bound, &series}) drawn->x.push_back(static_cast<double>(order));
      bound.y.push_back(spread.tolerance[order]);
      series.y.push_back(std::max(spread.median[order], kLeast));
      series.low.push_back(std::max(spread.low[order], kLeast));
      series.high.push_back(std::max(spread.high[order], kLeast));
    }
    if (shown == 0) continue;
    if (kind == Kind::kQuadratic) {
      series.label = {.text = "$L$ = " + std::to_string(group.hidden),
                      .at = {{group.degree() + 0.2, std::sqrt(series.y[shown - 2]) * 1e-8}}};
    }
    panel.series.push_back(std::move(bound));
    panel.series.push_back(std::move(series));
  }
  return panel;
}

// The first group of the kind.
const Group* Find(const Evidence& evidence, Kind kind) {
  for (const Group& group : evidence.groups) {
    if (group.kind == kind) return &group;
  }
  return nullptr;
}

}  // namespace

Spread SpreadOf(const Group& group) {
  Spread spread;
  const std::size_t orders = (std::size_t{1} << group.hidden) + 3;
  for (std::size_t order = 0; order < orders; ++order) {
    std::vector<double> values;
    double tolerance = 0;
    for (const Line& line : group.lines) {
      for (const Piece& piece : line.pieces) {
        values.push_back(piece.differences.largest[order]);
        tolerance = std::max(tolerance, piece.differences.tolerance[order]);
      }
    }
    if (values.empty()) break;
    std::sort(values.begin(), values.end());
    const auto quantile = [&](double q) {
      return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
    };
    spread.low.push_back(quantile(0.05));
    spread.median.push_back(quantile(0.5));
    spread.high.push_back(quantile(0.95));
    spread.tolerance.push_back(tolerance);
  }
  return spread;
}

Figure DrawDifferences(const Evidence& evidence) {
  Figure figure{.title = "Differences of quadratic and conventional nets on kink-free segments against their order",
                .columns = 2,
                .row_height = 320};
  for (Panel panel : {DifferencePanel(evidence, Kind::kQuadratic, "quadratic ReLU nets"),
                      DifferencePanel(evidence, Kind::kConventional, "conventional ReLU nets")}) {
    if (panel.series.empty()) continue;  // no segment is long enough
    if (figure.panels.empty()) panel.y.label = "difference, over max |$f$|";
    figure.panels.push_back(std::move(panel));
  }
  if (figure.panels.size() < 2) return figure;
  double y = 0.9;
  for (const char* text : {"line: median of the segments", "band: nine in ten of them", "dotted: rounding bound"}) {
    figure.panels[1].annotations.push_back({.x = 0.3, .y = y, .text = text, .in_panel = true});
    y -= 0.09;
  }
  figure.panels[1].x.max = 10;
  return figure;
}

Figure DrawLine(const Evidence& evidence) {
  Panel panel{.x = {.label = "$t$"}, .y = {.label = "$f$ / max |$f$|"}};
  std::string hidden;
  for (const auto& [kind, color] :
       {std::pair{Kind::kConventional, palette::kVermilion}, {Kind::kQuadratic, palette::kBlue}}) {
    const Group* group = Find(evidence, kind);
    if (!group || group->lines.empty()) continue;
    hidden = std::to_string(group->hidden);
    const Line& line = group->lines.front();
    Series curve{.label = {.text = NameOf(kind)}, .color = color};
    Series kinks{.style = Series::Style::kPoints, .color = color};
    double largest = 0;
    for (std::size_t i = 0; i < line.t.size(); ++i) {
      if (std::abs(line.t[i]) > 1) continue;
      curve.x.push_back(line.t[i]);
      curve.y.push_back(line.values[i]);
      largest = std::max(largest, std::abs(line.values[i]));
    }
    if (!(largest > 0)) continue;
    for (double& value : curve.y) value /= largest;
    for (const double t : line.kinks) {
      if (std::abs(t) > 1) continue;
      const auto at = static_cast<std::size_t>(std::lower_bound(curve.x.begin(), curve.x.end(), t) - curve.x.begin());
      kinks.x.push_back(curve.x[at]);
      kinks.y.push_back(curve.y[at]);
    }
    panel.series.push_back(std::move(curve));
    panel.series.push_back(std::move(kinks));
  }
  if (panel.series.empty()) return {};
  panel.title = hidden + (hidden == "1" ? " hidden layer; points: kinks" : " hidden layers; points: kinks");
  return {.title = "A quadratic and a conventional net on a line", .panels = {panel}};
}

Figure DrawSquare(const Evidence& evidence) {
  Series law{.label = {.text = "1 / (2 ($m$ + 1)²)"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  Series net{.style = Series::Style::kPoints, .color = palette::kVermilion};
  double quadratic = 0;
  for (const Square& square : evidence.squares) {
    for (Series* series : {&law, &net}) series->x.push_back(square.kinks);
    law.y.push_back(square.law);
    net.y.push_back(square.error);
    quadratic = std::max(quadratic, square.quadratic_error);
  }
  Panel panel{.x = {.label = "kinks $m$", .log = true},
              .y = {.label = "largest error of $x$² on [-1, 1]", .log = true},
              .series = {law, net}};
  panel.annotations = {
      {.x = 0.05, .y = 0.2, .text = "conventional ReLU net", .in_panel = true, .color = palette::kVermilion}};
  if (quadratic == 0) {
    panel.annotations.push_back(
        {.x = 0.05, .y = 0.1, .text = "one quadratic neuron: 0", .in_panel = true, .color = palette::kBlue});
  }
  return {.title = "The square by a ReLU net with m kinks", .panels = {panel}};
}

}  // namespace hadamard_ntk::experiments::piecewise_degree
