#include "experiments/polynomial_nets/quadratic_recovery/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::quadratic_recovery {
namespace {

std::string TargetColor(const std::string& target) {
  if (target == "identity") return palette::kBlue;
  if (target == "diagonal") return palette::kVermilion;
  if (target == "full") return palette::kGreen;
  return palette::kPurple;
}

std::string TargetName(const std::string& target) {
  if (target == "identity") return "$β$ = $I$";
  return target == "linear" ? "linear target" : target + " $β$";
}

struct Column {
  std::string title, network, set;
};

constexpr double kFloor = 1e-17;

// The largest rounding bound at each d.
void RaiseBound(const Recovery& r, Series& bound) {
  if (!bound.x.empty() && bound.x.back() == r.d) {
    bound.y.back() = std::max(bound.y.back(), r.tolerance);
  } else {
    bound.x.push_back(r.d);
    bound.y.push_back(r.tolerance);
  }
}

Panel RecoveryPanel(const std::vector<Recovery>& recoveries, const Column& column) {
  Panel panel{.title = column.title,
              .x = {.label = "$d$", .min = 0.5, .ticks = {}},
              .y = {.log = true, .min = kFloor, .max = 10}};
  std::map<std::pair<std::string, int>, Series> series;
  Series bound{.label = {"rounding bound"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  for (const Recovery& r : recoveries) {
    if (r.network != column.network || r.set != column.set) continue;
    Series& s = series[{r.target, r.parameter}];
    s.x.push_back(r.d);
    s.y.push_back(std::max(r.error, kFloor));
    RaiseBound(r, bound);
  }
  for (auto& [key, s] : series) {
    const auto& [target, parameter] = key;
    s.style = Series::Style::kLinePoints;
    s.color = TargetColor(target);
    s.label.text = TargetName(target);
    if (column.network == "fc") {
      s.label.text = "depth " + std::to_string(parameter);
      if (parameter > 2) s.color = palette::kOrange;
    }
    panel.series.push_back(std::move(s));
  }
  for (int d = 1; d <= 40 && !bound.x.empty() && d <= bound.x.back(); ++d) {
    panel.x.ticks.push_back({d, std::to_string(d)});
  }
  panel.series.push_back(std::move(bound));
  return panel;
}

Panel ProfilePanel(const std::vector<ProfilePoint>& profile, const std::string& target, bool named) {
  Panel panel{.title = TargetName(target),
              .x = {.label = "angle / degrees",
                    .min = 0,
                    .max = 180,
                    .ticks = {{0, "0"}, {45, "45"}, {90, "90"}, {135, "135"}, {180, "180"}}}};
  const auto curve = [&](const char* name, const char* color, double ProfilePoint::*value) {
    Series s{.label = {.text = named ? name : ""}, .color = color};
    for (const ProfilePoint& p : profile) {
      if (p.target != target) continue;
      s.x.push_back(p.angle_degrees);
      s.y.push_back(p.*value);
    }
    return s;
  };
  panel.series = {curve("PNN, {±$e$_{$i$}}", palette::kVermilion, &ProfilePoint::pnn_basis),
                  curve("PNN, 8 directions", palette::kBlue, &ProfilePoint::pnn_8),
                  curve("raw PNN, {±$e$_{$i$}}", palette::kGreen, &ProfilePoint::pnn_raw_basis),
                  curve("target", palette::kBlack, &ProfilePoint::truth)};
  panel.series[2].dash = Series::Dash::kDotted;
  panel.series[3].dash = Series::Dash::kDashed;
  return panel;
}

// The law on the circle, and the errors.
void AddDirectionSeries(const std::vector<DirectionError>& directions, int d, const std::string& target, Panel& panel) {
  Series measured, law;
  measured.style = d == 2 ? Series::Style::kPoints : Series::Style::kLinePoints;
  measured.color = law.color = TargetColor(target);
  measured.label.text = d == 2 ? "" : TargetName(target);
  for (const DirectionError& e : directions) {
    if (e.d != d || e.target != target) continue;
    measured.x.push_back(e.n);
    measured.y.push_back(e.error);
    if (d == 2) {
      law.x.push_back(e.n);
      law.y.push_back(e.predicted);
    }
  }
  if (measured.x.empty()) return;
  if (d == 2) {
    law.label.text = TargetName(target) + ", law ~ $n$^{-2}";
    panel.series.push_back(law);
  }
  panel.series.push_back(measured);
}

// Beneath the last point of the series.
Series SlopeBeneath(const Series& series) {
  Series slope{.label = {.text = "$n$^{-3/2}"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  for (const double n : series.x) {
    slope.x.push_back(n);
    slope.y.push_back(series.y.back() / 2 * std::pow(n / series.x.back(), -1.5));
  }
  return slope;
}

}  // namespace

Figure DrawRecovery(const Evidence& evidence) {
  Figure figure;
  figure.title = "Error of the exact predictor against the dimension";
  figure.columns = 4;
  figure.row_height = 300;
  figure.width = 1100;
  for (const Column& column : std::vector<Column>{{"PNN, {±$e$_{$i$}}", "pnn", "basis"},
                                                  {"raw PNN, {±$e$_{$i$}}", "pnn_raw", "basis"},
                                                  {"raw PNN, unisolvent set", "pnn_raw", "unisolvent"},
                                                  {"FC, linear target, {±$e$_{$i$}}", "fc", "basis"}}) {
    Panel panel = RecoveryPanel(evidence.recoveries, column);
    panel.y.tick_labels = figure.panels.empty();
    if (figure.panels.empty()) panel.y.label = "largest error / max |target|";
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawProfile(const Evidence& evidence) {
  Figure figure;
  figure.title = "Targets and exact predictors on the unit circle";
  figure.columns = 3;
  figure.row_height = 320;
  figure.width = 1000;
  for (const std::string target : {"identity", "diagonal", "full"}) {
    figure.panels.push_back(ProfilePanel(evidence.profile, target, target == "full"));
  }
  Axis& first = figure.panels.front().y;
  first.label = "$f$";
  first.min = 0.8;
  first.max = 1.05;
  return figure;
}

Figure DrawDirections(const Evidence& evidence) {
  Figure figure;
  figure.title = "Error of the exact predictor against the number of training directions";
  figure.columns = 2;
  figure.row_height = 340;
  figure.width = 900;
  for (const int d : {2, 3}) {
    Panel panel{.title = d == 2 ? "$d$ = 2, even directions" : "$d$ = 3, {±$e$_{$i$}} and a Fibonacci lattice",
                .x = {.label = "directions $n$", .log = true},
                .y = {.label = d == 2 ? "largest error / max |target|" : "", .log = true}};
    for (const char* target : {"identity", "diagonal", "full"}) {
      AddDirectionSeries(evidence.directions, d, target, panel);
    }
    if (d == 3 && !panel.series.empty()) panel.series.push_back(SlopeBeneath(panel.series.front()));
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::quadratic_recovery
