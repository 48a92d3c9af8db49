#include "experiments/polynomial_nets/harmonics_learning/figures.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/comparison.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr double kFloor = 0.01;        // of the part left
constexpr double kFairShown = 10000;   // iterations at the fair rate
constexpr double kLabelHeight = 0.03;  // of direct labels beside falling lines

std::string Color(const std::vector<int>& order, int parameter) {
  const auto place = std::find(order.begin(), order.end(), parameter) - order.begin();
  return palette::Ordered(0.2 + 0.8 * static_cast<double>(place) / static_cast<double>(order.size() - 1));
}

// What a figure of curves shows.
struct View {
  const Evidence& evidence;
  Rate rate;
  bool off_samples;

  // The lines are too close for labels beside them.
  bool listed() const { return rate == Rate::kFair; }
  double last() const {
    const auto last = static_cast<double>(evidence.steps.back());
    return rate == Rate::kFair ? std::min(last, kFairShown) : last;
  }
};

// Up to the view's end.
Series WideCurve(const View& view, const std::vector<const WideRun*>& runs, Eigen::Index k) {
  Series series;
  for (std::size_t i = 1; i < view.evidence.steps.size(); ++i) {
    double sum = 0, low = std::numeric_limits<double>::infinity(), high = 0;
    for (const WideRun* run : runs) {
      const WideRun::AtRate& at = run->At(view.rate);
      const Eigen::MatrixXd& values = view.off_samples ? at.off_samples : at.on_samples;
      const double left = std::abs(values(static_cast<Eigen::Index>(i), k) / values(0, k));
      sum += left / static_cast<double>(runs.size());
      low = std::min(low, left);
      high = std::max(high, left);
    }
    series.x.push_back(static_cast<double>(view.evidence.steps[i]));
    series.y.push_back(sum);
    series.low.push_back(std::max(low, kFloor / 10));
    series.high.push_back(std::max(high, kFloor / 10));
  }
  while (series.x.back() > view.last()) {
    for (auto* values : {&series.x, &series.y, &series.low, &series.high}) values->pop_back();
  }
  return series;
}

int LargestWidth(const Evidence& evidence) {
  int width = 0;
  for (const FiniteRun& run : evidence.finite) width = std::max(width, run.net.width);
  return width;
}

void AppendFinite(const View& view, Eigen::Index k, Panel& panel) {
  const Evidence& evidence = view.evidence;
  const int width = LargestWidth(evidence);
  for (const FiniteRun& run : evidence.finite) {
    if (run.net.width != width || run.rate != view.rate || run.number != 0 || run.net.network != "ccp") continue;
    const Eigen::MatrixXd& values = view.off_samples ? run.curve.held_out : run.curve.training;
    Series series;
    for (Eigen::Index i = 1; i < values.rows(); ++i) {
      const auto step = static_cast<double>(evidence.finite_steps[static_cast<std::size_t>(i)]);
      const double left = std::abs(values(i, k) / values(0, k));
      if (left < kFloor || i % 2 == 0) continue;
      series.x.push_back(step);
      series.y.push_back(left);
    }
    if (series.x.empty()) continue;
    series.style = Series::Style::kPoints;
    series.marker = Series::Marker::kOpenCircle;
    series.marker_size = 3;
    series.color = Color(evidence.Parameters("ccp"), run.net.parameter);
    panel.series.push_back(std::move(series));
  }
}

// When mu_k alone would leave half.
void MarkPrediction(const View& view, const std::vector<const WideRun*>& runs, std::size_t k, Panel& panel) {
  const double predicted =
      MeanTime(runs, [&](const WideRun& run) { return view.evidence.Predicted(run.At(view.rate).eta, run.mu[k]); });
  if (!(predicted >= 1 && predicted <= view.last())) return;
  panel.series.push_back({.x = {predicted},
                          .y = {0.5},
                          .style = Series::Style::kPoints,
                          .color = panel.series.back().color,
                          .marker = Series::Marker::kDiamond,
                          .marker_size = 5});
}

// Where the line leaves the panel, if that is far from the right edge.
DirectLabel LabelBeside(const Series& line, const std::string& text, double last) {
  DirectLabel label{.text = text};
  const auto low = std::find_if(line.y.begin(), line.y.end(), [](double y) { return y < kLabelHeight; });
  const double x = low == line.y.end() ? last : line.x[static_cast<std::size_t>(low - line.y.begin())];
  if (x < last / 2) label.at = {1.1 * x, kLabelHeight};
  return label;
}

struct Line {
  std::string network;
  int parameter;
  std::string color, text;
};

// The infinitely wide nets of one kind, named beside the line or in a list in the first panel.
void AppendWide(const View& view, const Line& line, std::size_t k, Panel& panel) {
  const auto runs = view.evidence.Runs(line.network, line.parameter);
  if (runs.empty()) return;
  Series series = WideCurve(view, runs, static_cast<Eigen::Index>(k));
  series.color = line.color;
  if (line.network == "fc") series.dash = Series::Dash::kDashed;
  if (!view.listed()) {
    series.label = LabelBeside(series, line.text, view.last());
  } else if (k == 0) {
    const double height = 0.92 - 0.1 * static_cast<double>(panel.annotations.size());
    panel.annotations.push_back({.x = 0.68, .y = height, .text = line.text, .in_panel = true, .color = line.color});
  }
  panel.series.push_back(std::move(series));
  MarkPrediction(view, runs, k, panel);
}

Panel CurvePanel(const View& view, std::size_t k) {
  const Evidence& evidence = view.evidence;
  const bool left_edge = k % 3 == 0, bottom = k + 3 >= evidence.config.harmonics.size();
  Panel panel{.title = "$k$ = " + std::to_string(evidence.config.harmonics[k]),
              .x = {.label = bottom ? "iteration" : "", .log = true, .min = 1, .max = view.last()},
              .y = {.label = left_edge ? "part left, |$a$_{$k$}($t$)/$a$_{$k$}(0)|" : "",
                    .log = !view.off_samples,
                    .min = view.off_samples ? 0 : kFloor,
                    .max = view.off_samples ? 1.1 : 1.5}};
  for (const int parameter : evidence.Parameters("fc")) {
    AppendWide(view, {"fc", parameter, palette::kVermilion, "FC"}, k, panel);
  }
  const std::vector<int> order = evidence.Parameters("ccp");
  for (const int parameter : order) {
    const std::string name = !view.listed() && parameter != order.back() ? "" : "$N$ = ";
    AppendWide(view, {"ccp", parameter, Color(order, parameter), name + std::to_string(parameter)}, k, panel);
  }
  AppendFinite(view, static_cast<Eigen::Index>(k), panel);
  return panel;
}

Figure DrawCurves(const View& view) {
  Figure figure{.title = std::string("Part of each harmonic left to learn ") + (view.off_samples ? "off" : "on") +
                         " the samples against the iteration, at the " + Name(view.rate) + " rate",
                .columns = 3,
                .width = 1000,
                .row_height = 290};
  const std::size_t panels = view.evidence.config.harmonics.size();
  for (std::size_t k = 0; k < panels; ++k) figure.panels.push_back(CurvePanel(view, k));
  const std::string circles = "circles: width " + std::to_string(LargestWidth(view.evidence));
  std::vector<Annotation>& annotations = figure.panels.back().annotations;
  annotations.push_back({.x = 0.04, .y = 0.25, .text = "lines: width ∞", .in_panel = true});
  annotations.push_back({.x = 0.04, .y = 0.15, .text = circles, .in_panel = true});
  annotations.push_back({.x = 0.04, .y = 0.05, .text = "diamonds: by $μ$_{$k$}", .in_panel = true});
  return figure;
}

// What one panel of the times is on.
struct Kind {
  std::string title, network;
  Rate rate;
};

void AppendTimes(const Evidence& evidence, const Kind& kind, const std::vector<int>& order, int parameter,
                 Panel& panel) {
  const auto runs = evidence.Runs(kind.network, parameter);
  Series measured, predicted, off;
  for (std::size_t k = 0; k < evidence.config.harmonics.size(); ++k) {
    const double x = evidence.config.harmonics[k];
    measured.x.push_back(x);
    predicted.x.push_back(x);
    measured.y.push_back(MeanTime(runs, [&](const WideRun& run) { return run.At(kind.rate).halving[k]; }));
    predicted.y.push_back(
        MeanTime(runs, [&](const WideRun& run) { return evidence.Predicted(run.At(kind.rate).eta, run.mu[k]); }));
    const double time = MeanTime(runs, [&](const WideRun& run) { return run.At(kind.rate).halving_off[k]; });
    if (!std::isfinite(time)) continue;
    off.x.push_back(x);
    off.y.push_back(time);
  }
  measured.style = Series::Style::kLinePoints;
  predicted.dash = Series::Dash::kDotted;
  off.style = Series::Style::kPoints;
  off.marker = Series::Marker::kOpenCircle;
  off.marker_size = 6;
  measured.color = predicted.color = off.color = Color(order, parameter);
  measured.label.text = "$N$ = " + std::to_string(parameter);
  if (parameter == order.front()) predicted.label.text = "by $μ$_{$k$}";
  panel.series.push_back(std::move(predicted));
  panel.series.push_back(std::move(measured));
  if (!off.x.empty()) panel.series.push_back(std::move(off));
}

// By degree and width.
std::map<int, std::map<int, std::vector<double>>> DistancesAt(const Evidence& evidence, Rate rate) {
  std::map<int, std::map<int, std::vector<double>>> distances;
  for (const FiniteRun& run : evidence.finite) {
    if (run.rate == rate) distances[run.net.parameter][run.net.width].push_back(evidence.Distance(run));
  }
  return distances;
}

}  // namespace

Figure DrawCommonRate(const Evidence& evidence) { return DrawCurves({evidence, Rate::kCommon, false}); }

Figure DrawFairRate(const Evidence& evidence) { return DrawCurves({evidence, Rate::kFair, false}); }

Figure DrawOffSamples(const Evidence& evidence) { return DrawCurves({evidence, Rate::kFair, true}); }

Figure DrawTimes(const Evidence& evidence) {
  const std::vector<Kind> kinds = {{"CCP (A.1), common rate", "ccp", Rate::kCommon},
                                   {"CCP (A.1), fair rate", "ccp", Rate::kFair},
                                   {"PNN, eq. (2), common rate", "pnn_eq2", Rate::kCommon},
                                   {"PNN, fair rate", "pnn", Rate::kFair}};
  Figure figure{.title = "Iterations until half of a harmonic is left against its degree",
                .columns = 2,
                .width = 1000,
                .row_height = 330};
  for (const Kind& kind : kinds) {
    Panel panel{.title = kind.title,
                .x = {.label = figure.panels.size() >= 2 ? "degree $k$ of the harmonic" : "", .min = 0, .ticks = {}},
                .y = {.label = figure.panels.size() % 2 == 0 ? "iterations until half is left" : "", .log = true}};
    for (const int k : evidence.config.harmonics) panel.x.ticks.push_back({static_cast<double>(k), std::to_string(k)});
    const std::vector<int> order = evidence.Parameters(kind.network);
    for (const int parameter : order) AppendTimes(evidence, kind, order, parameter, panel);
    figure.panels.push_back(std::move(panel));
  }
  figure.panels.front().annotations.push_back(
      {.x = 0.5, .y = 0.06, .text = "open circles: off the samples", .in_panel = true});
  return figure;
}

Figure DrawWidths(const Evidence& evidence) {
  Figure figure{.title = "Distance of finite nets from infinite width, on the samples, against the width",
                .columns = 2,
                .width = 840,
                .row_height = 300};
  const std::vector<int> order = evidence.Parameters("ccp");
  for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
    Panel panel{.title = Name(rate) + " rate",
                .x = {.label = "width $m$", .log = true},
                .y = {.label = rate == Rate::kCommon ? "largest distance of $a$/|$a$(0)|" : "", .log = true}};
    for (const auto& [parameter, widths] : DistancesAt(evidence, rate)) {
      Series series{.label = {.text = "$N$ = " + std::to_string(parameter)},
                    .style = Series::Style::kLinePoints,
                    .color = Color(order, parameter)};
      for (const auto& [width, values] : widths) {
        double sum = 0;
        for (const double value : values) sum += value / static_cast<double>(values.size());
        series.x.push_back(width);
        series.y.push_back(sum);
        series.low.push_back(*std::min_element(values.begin(), values.end()));
        series.high.push_back(*std::max_element(values.begin(), values.end()));
      }
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
