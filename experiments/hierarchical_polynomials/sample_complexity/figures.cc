#include "experiments/hierarchical_polynomials/sample_complexity/figures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "experiments/shared/median.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

std::string ColorOf(std::size_t i, std::size_t count) {
  return palette::Ordered(count < 2 ? 1 : static_cast<double>(i) / static_cast<double>(count - 1));
}

std::string NameOf(int d) { return "$d$ = " + std::to_string(d); }

// Medians over the runs; x is the number of samples over its own at ratio 1, or not.
Series Medians(const Case& c, double Point::*value, double per_stage, bool scaled) {
  Series series{.style = Series::Style::kLinePoints, .marker_size = 2.2};
  for (std::size_t i = 0; i < c.runs.front().size(); ++i) {
    const Point& point = c.runs.front()[i];
    series.x.push_back(per_stage * (scaled ? point.ratio : static_cast<double>(point.m)));
    series.y.push_back(c.MedianOf(value, i));
  }
  return series;
}

Series PlateauOf(const Case& c, const std::string& color) {
  const auto& run = c.runs.front();
  return {.x = {2.0 * static_cast<double>(run.front().m), 2.0 * static_cast<double>(run.back().m)},
          .y = {c.plateau, c.plateau},
          .color = color,
          .dash = Series::Dash::kDashed,
          .width = 0.9};
}

}  // namespace

Figure DrawErrors(const Evidence& evidence) {
  Figure figure{
      .title = "Layerwise training of a three-layer net: error and correlation with the feature against samples",
      .columns = 3,
      .width = 1080,
      .row_height = 320};
  for (const int k : {2, 3}) {
    std::vector<const Case*> cases;
    for (const Case& c : evidence.cases) {
      if (c.k == k) cases.push_back(&c);
    }
    const std::string power = "$d$^{" + std::to_string(k) + "}";
    const Axis error{.label = "error / E $h$^{2}", .log = true, .min = k == 2 ? 0.02 : 0.1, .max = 2};
    Panel raw{.title = "$k$ = " + std::to_string(k), .x = {.label = "$n$", .log = true}, .y = error};
    Panel scaled{.x = {.label = "$n$ / " + power, .log = true}, .y = error};
    scaled.y.label = "";
    Panel feature{.x = {.label = "samples of stage 1 / " + power, .log = true},
                  .y = {.label = "correlation of $u$ with $p$", .min = -0.1, .max = 1.02}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Case& c = *cases[i];
      const std::string color = ColorOf(i, cases.size());
      const auto add = [&](Panel& panel, double Point::*value, double per_stage, bool over, bool labelled) {
        Series series = Medians(c, value, per_stage, over);
        series.color = color;
        if (labelled) series.label = {NameOf(c.d)};
        panel.series.push_back(std::move(series));
      };
      add(raw, &Point::three_layer, 2, false, false);
      raw.series.push_back(PlateauOf(c, color));
      Series first = Medians(c, &Point::first_stage, 2, false);
      first.color = color;
      first.style = Series::Style::kLine;
      first.dash = Series::Dash::kDotted;
      raw.series.push_back(std::move(first));
      add(scaled, &Point::three_layer, 2, true, true);
      add(feature, &Point::correlation, 1, true, i == 0 || i + 1 == cases.size());
    }
    Series shuffled = Medians(*cases.back(), &Point::shuffled, 1, true);
    shuffled.color = palette::kVermilion;
    shuffled.label = {"shuffled labels"};
    feature.series.push_back(std::move(shuffled));
    feature.lines = {{ReferenceLine::Direction::kHorizontal, kLearnt, ""}};
    if (k == 2) {
      const char* const legend[] = {"points: three layers", "dotted: stage 1 alone", "dashed: plateau"};
      for (int i = 0; i < 3; ++i) {
        raw.annotations.push_back({.x = 0.04, .y = 0.22 - 0.08 * i, .text = legend[i], .in_panel = true});
      }
    }
    for (Panel* panel : {&raw, &scaled, &feature}) figure.panels.push_back(std::move(*panel));
  }
  return figure;
}

Figure DrawSteps(const Evidence& evidence) {
  Figure figure{.title = "Correlation with a quadratic feature: ridge regression against one large gradient step",
                .columns = 3,
                .width = 1080,
                .row_height = 320};
  const char* const titles[] = {"stage 1, layerwise", "one step, units ($v$·$x$ + $s$)^{2}",
                                "one step, units $h$_{2}($v$·$x$)"};
  for (int which = 0; which < 3; ++which) {
    Panel panel{.title = titles[which],
                .x = {.label = "samples of stage 1 / $d$^{2}", .log = true, .min = 0.4, .max = 4096},
                .y = {.label = which == 0 ? "correlation of $u$ with $p$" : "", .min = 0, .max = 1.02},
                .lines = {{ReferenceLine::Direction::kHorizontal, kLearnt, ""}}};
    for (std::size_t c = 0; c < evidence.steps.size(); ++c) {
      const StepCase& steps = evidence.steps[c];
      Series series{.style = Series::Style::kLinePoints, .marker_size = 2.2};
      if (which == 0) {
        const auto found = std::find_if(evidence.cases.begin(), evidence.cases.end(),
                                        [&](const Case& other) { return other.k == 2 && other.d == steps.d; });
        series = Medians(*found, &Point::correlation, 1, true);
      } else {
        for (std::size_t i = 0; i < steps.runs.front().size(); ++i) {
          std::vector<double> values;
          for (const auto& run : steps.runs) values.push_back(which == 1 ? run[i].shifted : run[i].centred);
          series.x.push_back(steps.runs.front()[i].ratio);
          series.y.push_back(Median(std::move(values)));
        }
      }
      series.color = ColorOf(c, evidence.steps.size());
      if (which == 0 && (c == 0 || c + 1 == evidence.steps.size())) series.label = {NameOf(steps.d)};
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::sample_complexity
