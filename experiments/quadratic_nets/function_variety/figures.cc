#include "experiments/quadratic_nets/function_variety/figures.h"

#include <string>

namespace hadamard_ntk::experiments::function_variety {
namespace {

// The nets of as many hidden layers; each point a width.
Panel DimensionPanel(const Evidence& evidence, int hidden) {
  Series square{.style = Series::Style::kLinePoints, .color = palette::kVermilion, .marker = Series::Marker::kSquare};
  Series quadratic{.style = Series::Style::kLinePoints, .color = palette::kBlue};
  int inputs = 0;
  double ambient = 0;
  for (const Net& net : evidence.curves) {
    if (net.shape.hidden != hidden) continue;
    Series& series = net.kind == Kind::kSquare ? square : quadratic;
    series.x.push_back(net.parameters);
    series.y.push_back(net.dimension);
    inputs = net.shape.inputs;
    ambient = net.ambient;
  }
  const Series bound{.x = {0, ambient}, .y = {0, ambient}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  Panel panel{.title = std::to_string(inputs) + " inputs, " + std::to_string(hidden) + " hidden",
              .x = {.label = "parameters", .min = 0},
              .y = {.label = hidden == 1 ? "dimension of the set of functions" : "", .min = 0, .max = 1.1 * ambient},
              .lines = {{.at = ambient, .text = "all polynomials of degree " + std::to_string(1 << hidden)}}};
  if (hidden == 1) {
    panel.annotations.push_back({.x = 0.2, .y = 0.1, .text = "dashed: one for each parameter", .in_panel = true});
  } else if (hidden == 2) {
    for (const Series& series : {square, quadratic}) {
      if (series.x.size() < 2) continue;
      panel.annotations.push_back(
          {.x = series.x[1] + 4, .y = series.y[1] - 0.05 * ambient, .text = "$m$ = 2", .color = series.color});
    }
  }
  // The curves end at the same height: their names stand where they are apart.
  if (hidden == 3 && square.x.size() > 4 && quadratic.x.size() > 2) {
    square.label = {.text = "squares", .at = {{square.x[4] + 3, square.y[4] - 0.11 * ambient}}};
    quadratic.label = {.text = "quadratic", .at = {{quadratic.x[2] + 6, quadratic.y[2] - 0.06 * ambient}}};
  }
  panel.series = {bound, square, quadratic};
  return panel;
}

}  // namespace

Figure DrawDimensions(const Evidence& evidence) {
  Figure figure{.title = "Dimension of the functions of quadratic nets and of nets of squares",
                .columns = 3,
                .width = 1000,
                .row_height = 320};
  for (const int hidden : {1, 2, 3}) figure.panels.push_back(DimensionPanel(evidence, hidden));
  return figure;
}

}  // namespace hadamard_ntk::experiments::function_variety
