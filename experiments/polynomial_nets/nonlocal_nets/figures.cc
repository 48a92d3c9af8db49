#include "experiments/polynomial_nets/nonlocal_nets/figures.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

namespace {

// Of nets trained, the first.
Panel DrawPanel(const Evidence& evidence, bool finite) {
  Panel panel{.title = finite ? "trained nets" : "infinitely wide",
              .x = {.label = "radius", .log = true},
              .y = {.label = "relative error", .log = true}};
  for (const SetRegressionError& e : evidence.task) {
    if (e.net != 0 || (finite ? e.steps == 0 : e.width > 0)) continue;
    if (panel.series.empty() || panel.series.back().label.text != e.network) {
      panel.series.push_back({.label = {.text = e.network}, .style = Series::Style::kLinePoints});
    }
    panel.series.back().x.push_back(e.radius);
    panel.series.back().y.push_back(e.error);
  }
  return panel;
}

}  // namespace

Figure DrawTask(const Evidence& evidence) {
  return {.title = "Regression on sets of 8 points, trained on |x| ≤ 1",
          .panels = {DrawPanel(evidence, false), DrawPanel(evidence, true)},
          .columns = 2};
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
