#include "experiments/barron_pdes/dimension/figures.h"

#include <cmath>
#include <cstddef>
#include <string>

namespace hadamard_ntk::experiments::dimension {
namespace {

Series NormsOf(const Evidence& evidence, const std::string& problem, const std::string& data) {
  Series series{.style = Series::Style::kLinePoints};
  for (const Solution& solution : evidence.solutions) {
    if (solution.problem != problem || solution.data != data) continue;
    series.x.push_back(solution.d);
    series.y.push_back(solution.norm);
  }
  return series;
}

Panel SolutionPanel(const Evidence& evidence) {
  Panel panel{.title = "solutions",
              .x = {.label = "dimension $d$", .log = true, .min = 1.6, .max = 64},
              .y = {.label = "Barron norm |$u$*|", .log = true, .min = 1, .max = 3000}};
  Series dense = NormsOf(evidence, "sine", "dense"), sparse = NormsOf(evidence, "sine", "sparse"),
         cubic = NormsOf(evidence, "cubic", "dense");
  dense.label.text = "sin, dense";
  dense.color = palette::kBlue;
  sparse.label.text = "sin, sparse";
  sparse.color = palette::kSky;
  cubic.label.text = "$u$^{3}, dense";
  cubic.color = palette::kGreen;
  cubic.marker = Series::Marker::kSquare;
  cubic.dash = Series::Dash::kDotted;
  Series count{.label = {.text = "2^{$d$} terms", .at = {{13, 1200}}},
               .style = Series::Style::kLine,
               .color = palette::kVermilion,
               .dash = Series::Dash::kDashed};
  Series product{.label = {.text = "∏ sin π$x$_{$i$}"}, .color = palette::kVermilion};
  for (const Product& row : evidence.products) {
    product.x.push_back(row.d);
    product.y.push_back(row.norm);
  }
  for (double d = 1.6; d <= std::log2(2900); d += .2) {
    count.x.push_back(d);
    count.y.push_back(std::pow(2, d));
  }
  panel.series = {dense, sparse, cubic, product, count};
  return panel;
}

Panel GrowthPanel(const Evidence& evidence) {
  Panel panel{.title = "sin($A$ ∑_{$r$ ≤ $s$} cos θ_{$r$})",
              .x = {.label = "$A$", .log = true, .min = .9},
              .y = {.label = "its Barron norm", .log = true, .min = 1, .max = 3e5}};
  for (const Growth& growth : evidence.growths) {
    Series series{.label = {.text = "$s$ = " + std::to_string(growth.directions)},
                  .color = palette::Ordered((growth.directions - 1) / 2.0)};
    // Amplitudes descend.
    for (std::size_t i = growth.amplitudes.size(); i-- > 0;) {
      series.x.push_back(growth.amplitudes[i]);
      series.y.push_back(growth.norms[i]);
    }
    Series law{.color = palette::kGrey, .dash = Series::Dash::kDotted};
    for (const std::size_t i : {std::size_t{0}, growth.amplitudes.size() - 1}) {
      law.x.push_back(growth.amplitudes[i]);
      law.y.push_back(growth.norms[0] *
                      std::pow(growth.amplitudes[i] / growth.amplitudes[0], growth.directions / 2.0 + 1));
    }
    panel.series.push_back(law);
    panel.series.push_back(series);
  }
  Series bound{
      .label = {.text = "sinh 2$A$", .at = {{1.1, 5e4}}}, .color = palette::kVermilion, .dash = Series::Dash::kDashed};
  for (double a = 1; a < 6.5; a += .1) {
    bound.x.push_back(a);
    bound.y.push_back(std::sinh(2 * a));
  }
  panel.series.push_back(bound);
  panel.annotations.push_back(
      {.x = .45, .y = .06, .text = "dotted: $A$^{$s$/2+1}", .in_panel = true, .color = palette::kGrey});
  return panel;
}

// Composition against argument where the directions grow with d.
Panel DirectionPanel(const Evidence& evidence) {
  Panel panel{.title = "$u$ = cos $x$_{1} + ... + cos $x$_{$d$}",
              .x = {.label = "dimension $d$, and directions", .log = true, .min = 1.6, .max = 64},
              .y = {.label = "Barron norm", .log = true}};
  Series composed{
      .label = {.text = "sin $u$ (at least)"}, .style = Series::Style::kLinePoints, .color = palette::kVermilion};
  Series argument{.label = {.text = "$u$"}, .style = Series::Style::kLinePoints, .color = palette::kBlue};
  for (const Directions& row : evidence.directions) {
    for (Series* series : {&composed, &argument}) series->x.push_back(row.s);
    composed.y.push_back(row.least_norm);
    argument.y.push_back(row.argument);
  }
  panel.series = {composed, argument};
  return panel;
}

}  // namespace

Figure DrawDimension(const Evidence& evidence) {
  Figure figure{
      .title = "Barron norms of solutions against the dimension, and of sines against amplitude and directions",
      .columns = 3,
      .width = 1150,
      .row_height = 340};
  figure.panels = {SolutionPanel(evidence), GrowthPanel(evidence), DirectionPanel(evidence)};
  return figure;
}

}  // namespace hadamard_ntk::experiments::dimension
