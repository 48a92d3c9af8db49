#include "experiments/quadratic_nets/trainability/figures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

struct Look {
  const char* setting;
  const char* label;
  std::string color;
  Series::Dash dash = Series::Dash::kSolid;
};

// sg_0 is conv; 1e-4 and 1e-3 lie on it, too.
const std::vector<Look>& Looks() {
  static const std::vector<Look> looks = {
      {"conv", "conventional", palette::kGrey, Series::Dash::kDashed},
      {"conv_params", "as many parameters", palette::kBlack, Series::Dash::kDashed},
      {"conv_time", "thrice the epochs", palette::kGrey, Series::Dash::kDotted},
      {"ccp", "CCP, as many parameters", palette::kBlack, Series::Dash::kDotted},
      {"square", "squares", palette::kOrange},
      {"random", "random start", palette::kVermilion},
      {"sg_1e-2", "γ = 0.01", palette::Ordered(0.2)},
      {"sg_1e-1", "γ = 0.1", palette::Ordered(0.6)},
      {"sg_1", "γ = 1", palette::Ordered(1)},
      {"sw_0.9", "α = 0.9", palette::kGreen},
      {"sw_0.99", "α = 0.99", palette::kPurple},
  };
  return looks;
}

Axis DepthAxis(const Evidence& evidence) {
  Axis axis{.label = "hidden layers"};
  for (const int hidden : evidence.config.hidden) axis.ticks.emplace_back(hidden, std::to_string(hidden));
  return axis;
}

std::string TitleOf(double rate) { return "rate " + RoundedReal(rate, 3); }

Panel ErrorPanel(const Evidence& evidence, double rate) {
  Panel panel{.title = TitleOf(rate) + "; circled: some runs failed",
              .x = DepthAxis(evidence),
              .y = {.label = "median test error", .log = true}};
  for (const Look& look : Looks()) {
    Series line{.style = Series::Style::kLinePoints, .color = look.color, .dash = look.dash};
    Series failed{
        .style = Series::Style::kPoints, .color = look.color, .marker = Series::Marker::kOpenCircle, .marker_size = 6};
    for (const int hidden : evidence.config.hidden) {
      const Cell* cell = evidence.Find(look.setting, hidden, rate);
      if (!cell) continue;
      const double median = SurvivingErrors(*cell).median;
      line.x.push_back(hidden);
      line.y.push_back(median);
      if (cell->failures() == 0) continue;
      failed.x.push_back(hidden);
      failed.y.push_back(median);
    }
    if (line.x.empty()) continue;
    // One that ends before is named where its failures are drawn.
    if (std::isfinite(line.y.back())) line.label.text = look.label;
    panel.series.push_back(std::move(line));
    if (!failed.x.empty()) panel.series.push_back(std::move(failed));
  }
  panel.lines.push_back({.at = evidence.bayes_error, .text = "best rule"});
  return panel;
}

Panel FailurePanel(const Evidence& evidence, double rate) {
  Panel panel{
      .title = TitleOf(rate),
      .x = DepthAxis(evidence),
      .y = {
          .label = "failed runs of " + std::to_string(evidence.config.seeds), .min = 0, .max = evidence.config.seeds}};
  for (const Look& look : Looks()) {
    Series line{.style = Series::Style::kLinePoints, .color = look.color, .dash = look.dash};
    int failures = 0;
    for (const int hidden : evidence.config.hidden) {
      const Cell* cell = evidence.Find(look.setting, hidden, rate);
      if (!cell) continue;
      line.x.push_back(hidden);
      line.y.push_back(cell->failures());
      failures += cell->failures();
    }
    if (line.x.empty()) continue;
    if (failures > 0) line.label.text = look.label;
    panel.series.push_back(std::move(line));
  }
  return panel;
}

}  // namespace

Figure DrawErrors(const Evidence& evidence) {
  Figure figure{.title = "Test error and failures of quadratic and conventional nets against depth",
                .columns = 2,
                .row_height = 380};
  for (const double rate : evidence.config.rates) {
    figure.panels.push_back(ErrorPanel(evidence, rate));
    figure.panels.push_back(FailurePanel(evidence, rate));
  }
  return figure;
}

// Half of the seeds lie in the band.
Figure DrawStarts(const Evidence& evidence) {
  Panel scale{
      .title = "median and quartiles", .x = {.label = "layer $L$", .min = 0}, .y = {.label = "log_{2} |$h_{L}$|"}};
  Panel width{.title = "distance of the quartiles", .x = {.label = "layer $L$", .min = 0}, .y = {.log = true}};
  Series law{.label = {.text = "~ 2^{$L$}"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  for (const Start& start : evidence.starts) {
    const bool random = start.kind == Kind::kRandom;
    Series series{.label = {.text = random ? "random" : "ReLinear"},
                  .style = Series::Style::kLinePoints,
                  .color = random ? palette::kVermilion : palette::kBlue};
    Series spread = series;
    for (std::size_t layer = 0; layer < start.log_scales.size(); ++layer) {
      const Quartiles q = QuartilesOf(start.log_scales[layer]);
      if (!std::isfinite(q.lower)) break;
      series.x.push_back(static_cast<double>(layer));
      series.y.push_back(q.median);
      series.low.push_back(q.lower);
      series.high.push_back(q.upper);
      if (layer == 0) continue;  // of the samples
      spread.x.push_back(static_cast<double>(layer));
      spread.y.push_back(q.upper - q.lower);
      if (!random) continue;
      law.x.push_back(static_cast<double>(layer));
      law.y.push_back(std::ldexp(spread.y.front(), static_cast<int>(layer)));
    }
    scale.series.push_back(std::move(series));
    width.series.push_back(std::move(spread));
  }
  width.series.push_back(std::move(law));
  return {.title = "Size of the layers at the start", .panels = {scale, width}, .columns = 2, .row_height = 320};
}

}  // namespace hadamard_ntk::experiments::trainability
