#include "experiments/polynomial_nets/harmonics_learning/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "experiments/shared/names.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kFloor = 0.01;        // of the part left
constexpr double kFairShown = 10000;   // iterations at the fair rate
constexpr double kLabelHeight = 0.03;  // of direct labels beside falling lines

std::string Color(const std::vector<int>& order, int parameter) {
  const auto place = std::find(order.begin(), order.end(), parameter) - order.begin();
  return palette::Ordered(0.2 + 0.8 * static_cast<double>(place) / static_cast<double>(order.size() - 1));
}

// Geometric mean; infinite if one is.
double MeanTime(const std::vector<const WideRun*>& runs, const auto& time) {
  double sum = 0;
  for (const WideRun* run : runs) sum += std::log(time(*run)) / static_cast<double>(runs.size());
  return std::exp(sum);
}

Series WideCurve(const HarmonicsEvidence& evidence, const std::vector<const WideRun*>& runs, Rate rate,
                 bool off_samples, Eigen::Index k) {
  Series series;
  for (std::size_t i = 1; i < evidence.steps.size(); ++i) {
    double sum = 0, low = std::numeric_limits<double>::infinity(), high = 0;
    for (const WideRun* run : runs) {
      const WideRun::AtRate& at = run->At(rate);
      const Eigen::MatrixXd& values = off_samples ? at.off_samples : at.on_samples;
      const double left = std::abs(values(static_cast<Eigen::Index>(i), k) / values(0, k));
      sum += left / static_cast<double>(runs.size());
      low = std::min(low, left);
      high = std::max(high, left);
    }
    series.x.push_back(static_cast<double>(evidence.steps[i]));
    series.y.push_back(sum);
    series.low.push_back(std::max(low, kFloor / 10));
    series.high.push_back(std::max(high, kFloor / 10));
  }
  return series;
}

void AddFinite(const HarmonicsEvidence& evidence, Rate rate, bool off_samples, Eigen::Index k, Panel& panel) {
  int width = 0;
  for (const FiniteRun& run : evidence.finite) width = std::max(width, run.net.width);
  for (const FiniteRun& run : evidence.finite) {
    if (run.net.width != width || run.rate != rate || run.number != 0 || run.net.network != "ccp") continue;
    const Eigen::MatrixXd& values = off_samples ? run.curve.held_out : run.curve.training;
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

}  // namespace

Figure DrawCurves(const HarmonicsEvidence& evidence, Rate rate, bool off_samples) {
  Figure figure;
  figure.title = std::string("Part of each harmonic left to learn ") + (off_samples ? "off" : "on") +
                 " the samples against the iteration, at the " + Name(rate) + " rate";
  figure.columns = 3;
  figure.width = 1000;
  figure.row_height = 290;
  const std::vector<int> order = evidence.Parameters("ccp");
  auto last = static_cast<double>(evidence.steps.back());
  if (rate == Rate::kFair) last = std::min(last, kFairShown);
  const bool listed = rate == Rate::kFair;  // the lines are too close for labels beside them
  for (std::size_t k = 0; k < evidence.harmonics.size(); ++k) {
    const auto column = static_cast<Eigen::Index>(k);
    const bool left_edge = k % 3 == 0, bottom = k + 3 >= evidence.harmonics.size();
    Panel panel{.title = "$k$ = " + std::to_string(evidence.harmonics[k]),
                .x = {.label = bottom ? "iteration" : "", .log = true, .min = 1, .max = last},
                .y = {.label = left_edge ? "part left, |$a$_{$k$}($t$)/$a$_{$k$}(0)|" : "",
                      .log = !off_samples,
                      .min = off_samples ? 0 : kFloor,
                      .max = off_samples ? 1.1 : 1.5}};
    double height = 0.92;
    const auto add = [&](const std::string& network, int parameter, const std::string& color, std::string text) {
      const auto runs = evidence.Runs(network, parameter);
      if (runs.empty()) return;
      Series series = WideCurve(evidence, runs, rate, off_samples, column);
      while (series.x.back() > last) {
        for (auto* values : {&series.x, &series.y, &series.low, &series.high}) values->pop_back();
      }
      series.color = color;
      if (network == "fc") series.dash = Series::Dash::kDashed;
      if (!listed) {
        const auto low = std::find_if(series.y.begin(), series.y.end(), [](double y) { return y < kLabelHeight; });
        const double x = low == series.y.end() ? last : series.x[static_cast<std::size_t>(low - series.y.begin())];
        if (x < last / 2) series.label.at = {1.1 * x, kLabelHeight};
        series.label.text = text;
      } else if (k == 0) {
        panel.annotations.push_back({.x = 0.68, .y = height, .text = text, .in_panel = true, .color = color});
        height -= 0.1;
      }
      panel.series.push_back(std::move(series));
      const double predicted =
          MeanTime(runs, [&](const WideRun& run) { return evidence.Predicted(run.At(rate).eta, run.mu[k]); });
      if (!(predicted >= 1 && predicted <= last)) return;
      Series mark;
      mark.x = {predicted};
      mark.y = {0.5};
      mark.style = Series::Style::kPoints;
      mark.marker = Series::Marker::kDiamond;
      mark.marker_size = 5;
      mark.color = color;
      panel.series.push_back(std::move(mark));
    };
    for (const int parameter : evidence.Parameters("fc")) add("fc", parameter, palette::kVermilion, "FC");
    for (const int parameter : order) {
      std::string text = !listed && parameter != order.back() ? "" : "$N$ = ";
      add("ccp", parameter, Color(order, parameter), text += std::to_string(parameter));
    }
    AddFinite(evidence, rate, off_samples, column, panel);
    if (k + 1 == evidence.harmonics.size()) {
      int width = 0;
      for (const FiniteRun& run : evidence.finite) width = std::max(width, run.net.width);
      std::string circles = "circles: width ";
      circles += std::to_string(width);
      panel.annotations.push_back({.x = 0.04, .y = 0.25, .text = "lines: width ∞", .in_panel = true});
      panel.annotations.push_back({.x = 0.04, .y = 0.15, .text = circles, .in_panel = true});
      panel.annotations.push_back({.x = 0.04, .y = 0.05, .text = "diamonds: by $μ$_{$k$}", .in_panel = true});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawTimes(const HarmonicsEvidence& evidence) {
  Figure figure;
  figure.title = "Iterations until half of a harmonic is left against its degree";
  figure.columns = 2;
  figure.width = 1000;
  figure.row_height = 330;
  struct Kind {
    std::string title, network;
    Rate rate;
  };
  const std::vector<Kind> kinds = {{"CCP (A.1), common rate", "ccp", Rate::kCommon},
                                   {"CCP (A.1), fair rate", "ccp", Rate::kFair},
                                   {"PNN, eq. (2), common rate", "pnn_eq2", Rate::kCommon},
                                   {"PNN, fair rate", "pnn", Rate::kFair}};
  for (const Kind& kind : kinds) {
    const std::vector<int> order = evidence.Parameters(kind.network);
    Panel panel{.title = kind.title,
                .x = {.label = figure.panels.size() >= 2 ? "degree $k$ of the harmonic" : "", .min = 0, .ticks = {}},
                .y = {.label = figure.panels.size() % 2 == 0 ? "iterations until half is left" : "", .log = true}};
    for (const int k : evidence.harmonics) panel.x.ticks.push_back({static_cast<double>(k), std::to_string(k)});
    for (const int parameter : order) {
      const auto runs = evidence.Runs(kind.network, parameter);
      Series measured, predicted, off;
      for (std::size_t k = 0; k < evidence.harmonics.size(); ++k) {
        const double x = evidence.harmonics[k];
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
      measured.label.text = "$N$ = ";
      measured.label.text += std::to_string(parameter);
      if (parameter == order.front()) predicted.label.text = "by $μ$_{$k$}";
      panel.series.push_back(std::move(predicted));
      panel.series.push_back(std::move(measured));
      if (!off.x.empty()) panel.series.push_back(std::move(off));
    }
    if (figure.panels.empty()) {
      panel.annotations.push_back({.x = 0.5, .y = 0.06, .text = "open circles: off the samples", .in_panel = true});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawWidths(const HarmonicsEvidence& evidence) {
  Figure figure;
  figure.title = "Distance of finite nets from infinite width, on the samples, against the width";
  figure.columns = 2;
  figure.width = 840;
  figure.row_height = 300;
  for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
    Panel panel{.title = Name(rate) + " rate",
                .x = {.label = "width $m$", .log = true},
                .y = {.label = rate == Rate::kCommon ? "largest distance of $a$/|$a$(0)|" : "", .log = true}};
    std::map<int, std::map<int, std::vector<double>>> distances;  // by degree and width
    for (const FiniteRun& run : evidence.finite) {
      if (run.rate == rate) distances[run.net.parameter][run.net.width].push_back(evidence.Distance(run));
    }
    const std::vector<int> order = evidence.Parameters("ccp");
    for (const auto& [parameter, widths] : distances) {
      Series series;
      for (const auto& [width, values] : widths) {
        double sum = 0;
        for (const double value : values) sum += value / static_cast<double>(values.size());
        series.x.push_back(width);
        series.y.push_back(sum);
        series.low.push_back(*std::min_element(values.begin(), values.end()));
        series.high.push_back(*std::max_element(values.begin(), values.end()));
      }
      series.style = Series::Style::kLinePoints;
      series.color = Color(order, parameter);
      series.label.text = "$N$ = ";
      series.label.text += std::to_string(parameter);
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

std::string SummarizeTimes(const HarmonicsEvidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<TextColumn> columns = {{"network"}, {"N, depth", Align::kRight}, {"rate"}, {"points"}};
  for (const int k : evidence.harmonics) columns.push_back({"k = " + std::to_string(k), Align::kRight});
  columns.push_back({"random labels", Align::kRight});
  std::vector<std::vector<std::string>> rows;
  const auto rounded = [](double time) { return std::isfinite(time) ? RoundedReal(time, 3) : std::string("never"); };
  for (const char* network : {"ccp", "pnn_eq2", "fc"}) {
    for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
      for (const int parameter : evidence.Parameters(network)) {
        const auto runs = evidence.Runs(network, parameter);
        for (const bool off : {false, true}) {
          std::vector<std::string> row = {network, std::to_string(parameter), Name(rate), off ? "off" : "on"};
          for (std::size_t k = 0; k < evidence.harmonics.size(); ++k) {
            row.push_back(rounded(MeanTime(
                runs, [&](const WideRun& run) { return (off ? run.At(rate).halving_off : run.At(rate).halving)[k]; })));
          }
          row.push_back(
              off ? "" : rounded(MeanTime(runs, [&](const WideRun& run) { return run.At(rate).halving_of_noise; })));
          rows.push_back(std::move(row));
        }
      }
    }
  }
  return "Iterations until half of a harmonic is left, infinite width, on the samples and off them (means over the "
         "data sets):\n" +
         TextTable(columns, rows);
}

}  // namespace hadamard_ntk::experiments
