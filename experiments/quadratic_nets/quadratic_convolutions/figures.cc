#include "experiments/quadratic_nets/quadratic_convolutions/figures.h"

#include <algorithm>
#include <string>
#include <utility>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {
namespace {

std::string Tick(const Setting& setting) {
  if (setting.name == "conventional") return "conv.";
  if (setting.name == "equal_parameters") return "equal par.";
  if (setting.name == "random") return "random";
  return "$γ$ = " + RoundedReal(setting.gamma, 3);
}

std::string ColorOf(const Setting& setting) {
  if (setting.name == "relinear") return palette::kBlue;
  return setting.name == "random" ? palette::kVermilion : palette::kGrey;
}

}  // namespace

Figure DrawErrors(const Evidence& evidence) {
  Figure figure{.title = "Test errors of conventional and quadratic convolutions on Fashion-MNIST",
                .columns = static_cast<int>(std::clamp<std::size_t>(evidence.config.learning_rates.size(), 1, 2)),
                .width = 1000,
                .row_height = 330};
  double worst = 0;
  for (const Group& group : evidence.groups) {
    for (const Training& training : group.trainings) {
      if (!training.failed()) worst = std::max(worst, 100 * training.error);
    }
  }
  const double top = 1.1 * worst;  // where failures are drawn
  for (const double rate : evidence.config.learning_rates) {
    Panel panel{.title = "learning rate " + RoundedReal(rate, 3),
                .x = {.min = -0.5, .max = static_cast<double>(Settings().size()) - 0.5},
                .y = {.label = figure.panels.empty() ? "test error, %" : ""}};
    double at = 0;
    Series failed{.style = Series::Style::kPoints, .color = palette::kVermilion, .marker = Series::Marker::kTriangle};
    for (const Setting& setting : Settings()) {
      panel.x.ticks.emplace_back(at, Tick(setting));
      for (const Group& group : evidence.groups) {
        if (group.learning_rate != rate || Label(group.setting) != Label(setting)) continue;
        Series series{.style = Series::Style::kPoints, .color = ColorOf(setting)};
        int failures = 0;
        for (const Training& training : group.trainings) {
          failures += training.failed();
          if (training.failed()) continue;
          series.x.push_back(at);
          series.y.push_back(100 * training.error);
        }
        panel.series.push_back(std::move(series));
        if (failures == 0) continue;
        failed.x.push_back(at);
        failed.y.push_back(top);
        panel.annotations.push_back(
            {.x = at + 0.15, .y = top, .text = std::to_string(failures) + " failed", .color = palette::kVermilion});
      }
      ++at;
    }
    if (!failed.x.empty()) panel.series.push_back(std::move(failed));
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::quadratic_convolutions
