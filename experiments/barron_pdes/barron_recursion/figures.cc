#include "experiments/barron_pdes/barron_recursion/figures.h"

#include <cmath>
#include <cstddef>
#include <string>

namespace hadamard_ntk::experiments::barron_recursion {
namespace {

constexpr std::size_t kDrawn = 24;  // steps
constexpr double kHighest = 1e8;    // norm; what is above leaves the panel

// One step at a time: norms, and what the step before promised.
Panel StepPanel(const Instance& instance, const std::string& title, bool first) {
  Panel panel{.title = title,
              .x = {.label = "step $t$", .min = 0, .max = kDrawn},
              .y = {.label = first ? "Barron norm" : "", .log = true, .min = .3, .max = kHighest}};
  Series norm{.label = {.text = "|$u$_{$t$}|"}, .style = Series::Style::kLinePoints, .color = palette::kBlue};
  Series sharper{.label = {.text = "sharper"}, .color = palette::kGreen, .dash = Series::Dash::kDashed};
  Series printed{.label = {.text = "printed"}, .color = palette::kVermilion, .dash = Series::Dash::kDotted};
  for (std::size_t t = 1; t < instance.steps.size() && t <= kDrawn; ++t) {
    const Step& step = instance.steps[t];
    for (Series* series : {&norm, &sharper}) series->x.push_back(static_cast<double>(t));
    norm.y.push_back(step.norm);
    sharper.y.push_back(step.sharper);
    if (step.printed > std::log10(kHighest)) continue;
    printed.x.push_back(static_cast<double>(t));
    printed.y.push_back(std::pow(10, step.printed));
  }
  panel.series = {norm, sharper};
  if (instance.setting.composition.k > 0) {
    panel.series.push_back(printed);
  } else {
    panel.annotations.push_back(
        {.x = .06, .y = .93, .text = "printed: infinite", .in_panel = true, .color = palette::kVermilion});
  }
  return panel;
}

// What is known before the run: the recursions chained, in decimal digits.
Panel ChainPanel(const Evidence& evidence) {
  Panel panel{.title = "known before the run",
              .x = {.label = "step $t$", .min = 0, .max = kDrawn},
              .y = {.label = "log_{10} of the chained bound", .log = true}};
  for (const Instance& instance : evidence.instances) {
    if (instance.data.rfind("dense", 0) != 0 || instance.setting.composition.k == 0) continue;
    const bool cubic = instance.setting.composition.p > 1;
    Series series{.label = {.text = cubic ? "$u$^{3}" : "$G$' = 0"},
                  .color = palette::kVermilion,
                  .dash = cubic ? Series::Dash::kSolid : Series::Dash::kDashed};
    Series norm{
        .label = {.text = cubic ? "|$u$_{$t$}|" : ""}, .style = Series::Style::kLinePoints, .color = palette::kBlue};
    for (std::size_t t = 1; t < instance.chains.size() && t <= kDrawn; ++t) {
      series.x.push_back(static_cast<double>(t));
      series.y.push_back(instance.chains[t].printed);
      norm.x.push_back(static_cast<double>(t));
      norm.y.push_back(std::log10(instance.steps[t].norm));
    }
    panel.series.push_back(series);
    if (cubic) panel.series.push_back(norm);
  }
  return panel;
}

}  // namespace

Figure DrawRecursion(const Evidence& evidence) {
  Figure figure{.title = "Barron norm of the iterates of preconditioned descent, beside the bounds of its growth",
                .columns = 4,
                .width = 1240,
                .row_height = 330};
  const char* titles[] = {"$G$' = 0", "$G$' = sin($u$)/2", "$G$' = $u$^{3}"};
  std::size_t drawn = 0;
  for (const Instance& instance : evidence.instances) {
    if (instance.data.rfind("dense", 0) != 0) continue;
    figure.panels.push_back(StepPanel(instance, titles[drawn], drawn == 0));
    ++drawn;
  }
  figure.panels.push_back(ChainPanel(evidence));
  return figure;
}

}  // namespace hadamard_ntk::experiments::barron_recursion
