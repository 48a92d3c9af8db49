#include "experiments/polynomial_nets/nonlocal_nets/figures.h"

namespace hadamard_ntk::experiments::nonlocal_nets {

Figure DrawTask(const Evidence& evidence) {
  Panel panel{.x = {.label = "radius", .log = true}, .y = {.label = "relative error", .log = true}};
  for (const TaskError& e : evidence.task) {
    if (panel.series.empty() || panel.series.back().label.text != e.network) {
      panel.series.push_back({.label = {.text = e.network}, .style = Series::Style::kLinePoints});
    }
    panel.series.back().x.push_back(e.radius);
    panel.series.back().y.push_back(e.error);
  }
  return {.title = "Regression on sets of 8 points, trained on |x| ≤ 1", .panels = {panel}};
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
