#include "experiments/hierarchical_polynomials/kernel_plateaus/figures.h"

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

struct Drawn {
  std::string label, color;
};

// NTK of three layers is close to that of two.
std::vector<std::pair<std::string, Drawn>> DrawnKernels(int k) {
  const std::string low = std::to_string(k), high = std::to_string(k * kOuterDegree);
  return {{"poly " + low, {"degree " + low, palette::kBlack}},
          {"ntk 2", {"NTK", palette::kBlue}},
          {"poly " + high, {"degree " + high, palette::kVermilion}},
          {"pnn " + high + " bias", {"PNN, bias", palette::kSky}},
          {"pnn " + high, {"PNN " + high, palette::kGreen}}};
}

Panel PanelOf(const Evidence& evidence, int k, int d, bool spike, bool labels) {
  const std::string dimension = ", $d$ = " + std::to_string(d);
  Panel panel{.title = spike ? "control: $p$ = $x$_{1}" + dimension : "$k$ = " + std::to_string(k) + dimension,
              .x = {.label = "$n$", .log = true},
              .y = {.label = "test error / E $h$^{2}", .min = 0, .max = 1.05}};
  for (const auto& [kernel, drawn] : DrawnKernels(k)) {
    Series points{.style = Series::Style::kPoints, .color = drawn.color}, line{.color = drawn.color, .width = 1.3};
    if (labels || k == 3) points.label = {drawn.label};
    for (const Row& row : evidence.rows) {
      if (row.k != k || row.d != d || row.spike != spike || row.kernel != kernel) continue;
      panel.lines = {{ReferenceLine::Direction::kHorizontal, row.plateau,
                      d == evidence.config.d.front() || spike ? "plateau" : ""}};
      points.x.push_back(row.n);
      points.y.push_back(row.error);
      points.low.push_back(row.error - row.standard_error);
      points.high.push_back(row.error + row.standard_error);
      line.x.push_back(row.n);
      line.y.push_back(row.predicted);
    }
    if (k == 3 || spike)
      points.style = Series::Style::kLinePoints;
    else
      panel.series.push_back(std::move(line));
    panel.series.push_back(std::move(points));
  }
  panel.lines.push_back(
      {ReferenceLine::Direction::kVertical, std::pow(d, k + 1), "$d$^{" + std::to_string(k + 1) + "}"});
  return panel;
}

Panel StepPanel(const Evidence& evidence, const std::string& title, double Step::*n, const std::string& label) {
  Panel panel{.title = title, .x = {.label = "$d$", .log = true}, .y = {.label = label, .log = true}};
  for (const auto& [kernel, drawn] : DrawnKernels(2)) {
    Series line{.label = {drawn.label}, .color = drawn.color};
    for (const Step& step : evidence.steps) {
      if (step.kernel != kernel) continue;
      line.x.push_back(step.d);
      line.y.push_back(step.*n);
    }
    if (kernel != "poly 2") panel.series.push_back(std::move(line));  // never gets there
  }
  return panel;
}

void AddPower(const Evidence& evidence, const std::string& label, const std::function<double(double)>& power,
              Panel& panel) {
  Series line{.label = {label}, .color = palette::kGrey, .dash = Series::Dash::kDotted};
  for (const int d : evidence.config.predicted_d) {
    line.x.push_back(d);
    line.y.push_back(power(d));
  }
  panel.series.push_back(std::move(line));
}

}  // namespace

Figure DrawErrors(const Evidence& evidence) {
  Figure figure{.title = "Kernel ridge regression on g(p(x)) against the number of samples, beside the plateau",
                .columns = 3,
                .width = 1180,
                .row_height = 320};
  std::set<std::tuple<int, int, bool>> drawn;
  for (const Row& row : evidence.rows) {
    if (!drawn.insert({row.k, row.d, row.spike}).second) continue;
    figure.panels.push_back(PanelOf(evidence, row.k, row.d, row.spike, drawn.size() == 3));
  }
  return figure;
}

Figure DrawSteps(const Evidence& evidence) {
  Figure figure{.title = "Samples that kernels need, predicted from their spectra, against the dimension, k = 2",
                .columns = 2,
                .width = 980,
                .row_height = 380};
  Panel plateau = StepPanel(evidence, "to the plateau", &Step::at_plateau, "$n$");
  for (const auto& [kernel, drawn] : DrawnKernels(2)) {
    Series points{.style = Series::Style::kPoints, .color = drawn.color};
    for (const int d : evidence.config.d) {
      points.x.push_back(d);
      points.y.push_back(MeasuredCrossing(evidence.rows, d, kernel));
    }
    plateau.series.push_back(std::move(points));
  }
  AddPower(
      evidence, "$d$^{3}", [](double d) { return d * d * d; }, plateau);
  AddPower(
      evidence, "$d$^{4}/4!", [](double d) { return std::pow(d, 4) / 24; }, plateau);
  Panel small = StepPanel(evidence, "to a tenth of E $h$^{2}", &Step::at_small_error, "");
  AddPower(
      evidence, "$d$^{6}", [](double d) { return std::pow(d, 6); }, small);
  AddPower(
      evidence, "$d$^{6}/6!", [](double d) { return std::pow(d, 6) / 720; }, small);
  figure.panels = {std::move(plateau), std::move(small)};
  return figure;
}

}  // namespace hadamard_ntk::experiments::kernel_plateaus
