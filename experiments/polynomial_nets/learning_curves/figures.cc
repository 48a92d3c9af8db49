#include "experiments/polynomial_nets/learning_curves/figures.h"

#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::learning_curves {
namespace {

void AppendCurve(const Evidence& evidence, const std::string& network, int parameter, int target,
                 const std::string& color, Panel& panel) {
  Series line{.label = {.text = (network == "pnn" ? "N = " : "FC, ") + std::to_string(parameter)}, .color = color};
  Series points{.style = Series::Style::kPoints, .color = color};
  for (const Row& row : evidence.rows) {
    if (row.network != network || row.parameter != parameter || row.target != target) continue;
    line.x.push_back(row.n);
    line.y.push_back(row.predicted);
    points.x.push_back(row.n);
    points.y.push_back(row.measured);
    points.low.push_back(row.measured - 5 * row.error);
    points.high.push_back(row.measured + 5 * row.error);
  }
  panel.series.push_back(std::move(line));
  panel.series.push_back(std::move(points));
}

}  // namespace

Figure DrawCurves(const Evidence& evidence) {
  const Config& config = evidence.config;
  Figure figure{.title = "Test error of wide nets with and without Hadamard products, predicted and measured",
                .columns = 2,
                .width = 1100};
  for (const int target : config.targets) {
    Panel panel{.title = "target of degree " + std::to_string(target),
                .x = {.label = "$n$", .log = true},
                .y = {.label = "test error / power", .log = true}};
    for (std::size_t i = 0; i < config.degrees.size(); ++i) {
      const double shade = static_cast<double>(i + 1) / static_cast<double>(config.degrees.size());
      AppendCurve(evidence, "pnn", config.degrees[i], target, palette::Ordered(shade), panel);
    }
    for (std::size_t i = 0; i < config.depths.size(); ++i) {
      AppendCurve(evidence, "fc", config.depths[i], target, i % 2 == 0 ? palette::kVermilion : palette::kOrange, panel);
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::learning_curves
