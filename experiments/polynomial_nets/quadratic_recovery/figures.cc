#include "experiments/polynomial_nets/quadratic_recovery/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace hadamard_ntk::experiments {
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

}  // namespace

Figure DrawRecovery(const std::vector<Recovery>& recoveries) {
  struct Column {
    std::string title, network, set;
  };
  const std::vector<Column> columns = {{"PNN, {±$e$_{$i$}}", "pnn", "basis"},
                                       {"raw PNN, {±$e$_{$i$}}", "pnn_raw", "basis"},
                                       {"raw PNN, unisolvent set", "pnn_raw", "unisolvent"},
                                       {"FC, linear target, {±$e$_{$i$}}", "fc", "basis"}};
  constexpr double kFloor = 1e-17;
  Figure figure;
  figure.title = "Error of the exact predictor against the dimension";
  figure.columns = 4;
  figure.row_height = 300;
  figure.width = 1100;
  for (const Column& column : columns) {
    const bool first = &column == &columns.front();
    Panel panel{.title = column.title,
                .x = {.label = "$d$", .min = 0.5, .ticks = {}},
                .y = {.label = first ? "largest error / max |target|" : "",
                      .log = true,
                      .min = kFloor,
                      .max = 10,
                      .tick_labels = first}};
    std::map<std::pair<std::string, int>, Series> series;
    Series bound;
    bound.color = palette::kGrey;
    bound.dash = Series::Dash::kDashed;
    bound.label = {"rounding bound"};
    for (const Recovery& r : recoveries) {
      if (r.network != column.network || r.set != column.set) continue;
      Series& s = series[{r.target, r.parameter}];
      s.x.push_back(r.d);
      s.y.push_back(std::max(r.error, kFloor));
      if (!bound.x.empty() && bound.x.back() == r.d) {
        bound.y.back() = std::max(bound.y.back(), r.tolerance);
      } else {
        bound.x.push_back(r.d);
        bound.y.push_back(r.tolerance);
      }
    }
    for (auto& [key, s] : series) {
      s.style = Series::Style::kLinePoints;
      s.color = TargetColor(key.first);
      s.label.text = TargetName(key.first);
      if (column.network == "fc") {
        s.label.text = "depth " + std::to_string(key.second);
        if (key.second > 2) s.color = palette::kOrange;
      }
      panel.series.push_back(std::move(s));
    }
    for (int d = 1; d <= 40 && !bound.x.empty() && d <= bound.x.back(); ++d) {
      panel.x.ticks.push_back({d, std::to_string(d)});
    }
    panel.series.push_back(std::move(bound));
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawProfile(const Table& profile) {
  Figure figure;
  figure.title = "Targets and exact predictors on the unit circle";
  figure.columns = 3;
  figure.row_height = 320;
  figure.width = 1000;
  for (const char* target : {"identity", "diagonal", "full"}) {
    const bool last = target == std::string("full");
    Panel panel{.title = TargetName(target),
                .x = {.label = "angle / degrees",
                      .min = 0,
                      .max = 180,
                      .ticks = {{0, "0"}, {45, "45"}, {90, "90"}, {135, "135"}, {180, "180"}}},
                .y = {.label = target == std::string("identity") ? "$f$" : ""}};
    Series truth, basis, eight, raw;
    truth.label.text = last ? "target" : "";
    truth.color = palette::kBlack;
    truth.dash = Series::Dash::kDashed;
    basis.label.text = last ? "PNN, {±$e$_{$i$}}" : "";
    basis.color = palette::kVermilion;
    eight.label.text = last ? "PNN, 8 directions" : "";
    eight.color = palette::kBlue;
    raw.label.text = last ? "raw PNN, {±$e$_{$i$}}" : "";
    raw.color = palette::kGreen;
    raw.dash = Series::Dash::kDotted;
    for (std::size_t i = 0; i < profile.size(); ++i) {
      if (profile.Texts("target")[i] != target) continue;
      for (Series* s : {&truth, &basis, &eight, &raw}) s->x.push_back(profile.Reals("angle_degrees")[i]);
      truth.y.push_back(profile.Reals("truth")[i]);
      basis.y.push_back(profile.Reals("pnn_basis")[i]);
      eight.y.push_back(profile.Reals("pnn_8")[i]);
      raw.y.push_back(profile.Reals("pnn_raw_basis")[i]);
    }
    if (target == std::string("identity")) {
      panel.y.min = 0.8;
      panel.y.max = 1.05;
    }
    panel.series = {basis, eight, raw, truth};
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawDirections(const std::vector<DirectionError>& directions) {
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
      if (measured.x.empty()) continue;
      if (d == 2) {
        law.label.text = TargetName(target) + ", law ~ $n$^{-2}";
        panel.series.push_back(law);
      }
      panel.series.push_back(measured);
    }
    if (d == 3 && !panel.series.empty()) {
      const Series& first = panel.series.front();
      Series slope;
      slope.color = palette::kGrey;
      slope.dash = Series::Dash::kDashed;
      slope.label.text = "$n$^{-3/2}";
      for (const double n : first.x) {
        slope.x.push_back(n);
        slope.y.push_back(first.y.back() / 2 * std::pow(n / first.x.back(), -1.5));
      }
      panel.series.push_back(slope);
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments
