#include "experiments/polynomial_nets/multiplicative_filters/figures.h"

#include <cmath>
#include <string>
#include <utility>

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

constexpr double kLeastDrawn = 1e-12;

Panel DrawPanel(const Evidence& evidence, bool finite) {
  Panel panel{.title = finite ? "trained nets" : "infinitely wide",
              .x = {.label = "$t$", .log = true},
              .y = {.label = "|f(tv)|", .log = true}};
  for (const Curve& c : evidence.curves) {
    if ((c.width > 0) != finite || c.degree != 2) continue;
    Series series{.label = {.text = c.network}, .style = Series::Style::kLinePoints};
    for (std::size_t i = 0; i < c.ray.t.size(); ++i) {
      if (!(std::abs(c.ray.f[i]) >= kLeastDrawn)) continue;
      series.x.push_back(c.ray.t[i]);
      series.y.push_back(std::abs(c.ray.f[i]));
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

}  // namespace

Figure DrawRays(const Evidence& evidence) {
  return {.title = "Two filters along a ray",
          .panels = {DrawPanel(evidence, false), DrawPanel(evidence, true)},
          .columns = 2};
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
