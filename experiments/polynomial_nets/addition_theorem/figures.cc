#include "experiments/polynomial_nets/addition_theorem/figures.h"

#include <algorithm>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "spectral/zonal.h"

namespace hadamard_ntk::experiments::addition_theorem {
namespace {

// One degree's sums, and the two polynomials.
void AddDegree(const Degree& degree, const std::string& color, bool labelled, const std::vector<PairSum>& sums,
               Panel& panel) {
  Series points, unit, classical;
  points.style = Series::Style::kPoints;
  points.color = unit.color = classical.color = color;
  classical.dash = Series::Dash::kDotted;
  if (labelled) unit.label = {"$k$ = " + std::to_string(degree.k)};
  for (const PairSum& s : sums) {
    if (s.d != degree.d || s.k != degree.k) continue;
    points.x.push_back(s.theta);
    points.y.push_back(s.sum);
  }
  for (int t = 0; t <= 120; ++t) {
    const double theta = std::numbers::pi * t / 120, p = spectral::ZonalAtAngle(degree.d, degree.k, theta);
    unit.x.push_back(theta);
    unit.y.push_back(p);
    classical.x.push_back(theta);
    classical.y.push_back(p * degree.classical_factor);
  }
  panel.series.push_back(std::move(classical));
  panel.series.push_back(std::move(unit));
  panel.series.push_back(std::move(points));
}

// The sum over F against the angle; the first sphere's panel explains it, the last one's names the degrees.
Panel SumPanel(int d, bool first, bool last, const Evidence& evidence) {
  const std::vector<int> drawn = {2, 3, 6};
  Panel panel{.title = "$S$^{" + std::to_string(d) + "}",
              .x = {.label = "angle", .min = 0, .max = std::numbers::pi, .ticks = {{0, "0"}, {std::numbers::pi, "π"}}},
              .y = {.label = first ? "Σ $Y Y$ / $F$" : "", .min = -1.2, .max = 2.4, .tick_labels = first}};
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    for (const Degree& degree : evidence.degrees) {
      if (degree.d == d && degree.k == drawn[i]) AddDegree(degree, palette::Turn(i), last, evidence.sums, panel);
    }
  }
  if (first) {
    double y = 0.95;
    for (const char* text : {"points: Σ $Y Y$ / $F$", "line: $G$_{$k$}, $G$_{$k$}(1) = 1", "dotted: $C$_{$k$}^{λ}"}) {
      panel.annotations.push_back({.x = 0.06, .y = y, .text = text, .in_panel = true});
      y -= 0.09;
    }
  }
  return panel;
}

// The deviations against k.
Panel DeviationPanel(int d, bool first, bool last, const std::vector<Degree>& degrees) {
  Panel deviations{.x = {.label = "degree $k$", .min = 0},
                   .y = {.label = first ? "largest |Σ $Y Y$ / $F$ - $G$_{$k$}|" : "",
                         .log = true,
                         .min = 1e-17,
                         .max = 1e8,
                         .tick_labels = first}};
  Series unit, bound, classical;
  unit.color = palette::kBlue;
  bound.color = palette::kGrey;
  classical.color = palette::kVermilion;
  classical.dash = Series::Dash::kDotted;
  bound.dash = Series::Dash::kDashed;
  if (last) {
    unit.label = {"$G$_{$k$}(1) = 1"};
    bound.label = {"bound"};
    classical.label = {"$C$_{$k$}^{λ}"};
  }
  for (const Degree& degree : degrees) {
    if (degree.d != d) continue;
    for (Series* series : {&unit, &bound, &classical}) series->x.push_back(degree.k);
    unit.y.push_back(std::max(degree.unit * degree.tolerance, 1e-17));
    bound.y.push_back(degree.tolerance);
    classical.y.push_back(std::max(degree.classical_deviation, 1e-17));
  }
  deviations.series = {bound, unit, classical};
  return deviations;
}

}  // namespace

Figure DrawSums(const Evidence& evidence) {
  std::vector<int> spheres = evidence.config.d;
  if (spheres.size() > 4) spheres.resize(4);
  std::vector<Panel> above, beneath;
  for (const int d : spheres) {
    const bool first = d == spheres.front(), last = d == spheres.back();
    above.push_back(SumPanel(d, first, last, evidence));
    beneath.push_back(DeviationPanel(d, first, last, evidence.degrees));
  }
  Figure figure;
  figure.title = "The addition theorem with two normalizations of the Gegenbauer polynomial";
  figure.columns = static_cast<int>(spheres.size());
  figure.panels = std::move(above);
  figure.panels.insert(figure.panels.end(), beneath.begin(), beneath.end());
  figure.row_heights = {300, 300};
  figure.width = 240.0 * figure.columns + 60;
  return figure;
}

}  // namespace hadamard_ntk::experiments::addition_theorem
