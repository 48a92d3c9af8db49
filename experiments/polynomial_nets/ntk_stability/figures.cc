#include "experiments/polynomial_nets/ntk_stability/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"
#include "experiments/polynomial_nets/ntk_stability/width_fits.h"

namespace hadamard_ntk::experiments::ntk_stability {
namespace {

struct Curve {
  std::string network, quantity;
  double LazyRun::*value;
  bool over_kernel;  // in units of |K|_F
  std::string name;
  const char* color;
};

// "−0.78"
std::string Exponent(double v) { return fmt::format("{}{:.2f}", v < 0 ? "−" : "", std::abs(v)); }

// What the curve's values are divided by: |K|_F is the same for all nets of a network and degree.
double Scale(const Curve& curve, int degree, const std::vector<LazyRun>& runs) {
  for (const LazyRun& run : runs) {
    if (curve.over_kernel && run.network == curve.network && run.degree == degree) return run.kernel_norm;
  }
  return 1;
}

// The geometric mean of the nets at each width, and a bar of one standard deviation.
Series Means(const Curve& curve, int degree, double scale, const std::vector<LazyRun>& runs) {
  std::map<int, std::vector<double>> logs;
  for (const LazyRun& run : runs) {
    if (run.network != curve.network || run.degree != degree) continue;
    logs[run.width].push_back(std::log(run.*curve.value / scale));
  }
  Series points;
  points.style = Series::Style::kPoints;
  points.marker = degree % 2 == 0 ? Series::Marker::kCircle : Series::Marker::kTriangle;
  points.color = curve.color;
  points.marker_size = 3.5;
  for (const auto& [width, values] : logs) {
    double mean = 0, square = 0;
    const auto n = static_cast<double>(values.size());
    for (const double v : values) mean += v / n;
    for (const double v : values) square += (v - mean) * (v - mean) / std::max(n - 1, 1.0);
    points.x.push_back(width);
    points.y.push_back(std::exp(mean));
    points.low.push_back(std::exp(mean - std::sqrt(square)));
    points.high.push_back(std::exp(mean + std::sqrt(square)));
  }
  return points;
}

Series FittedLine(const Curve& curve, int degree, double scale, const std::vector<double>& widths,
                  const std::vector<WidthFit>& fits) {
  Series line;
  line.color = curve.color;
  line.width = 1.2;
  if (degree % 2 != 0) line.dash = Series::Dash::kDashed;
  for (const WidthFit& f : fits) {
    if (f.network != curve.network || f.degree != degree || f.quantity != curve.quantity) continue;
    for (const double x : widths) {
      line.x.push_back(x);
      line.y.push_back(f.fit.constant * std::pow(x, f.fit.exponent) / scale);
    }
    line.label.text = curve.name + ", $N$ = " + std::to_string(degree) + ": " + Exponent(f.fit.exponent);
  }
  return line;
}

void Draw(const Curve& curve, int degree, const Evidence& evidence, Panel& panel) {
  const double scale = Scale(curve, degree, evidence.runs);
  Series points = Means(curve, degree, scale, evidence.runs);
  if (points.x.empty()) return;
  panel.series.push_back(FittedLine(curve, degree, scale, points.x, evidence.fits));
  panel.series.push_back(std::move(points));
}

Axis WidthAxis(const std::vector<LazyRun>& runs) {
  Axis axis{.label = "width $m$", .log = true};
  std::set<int> widths;
  for (const LazyRun& run : runs) widths.insert(run.width);
  for (const int width : widths) {
    const int power = std::ilogb(width);
    if (power % 2 == 1) axis.ticks.push_back({width, "2^{" + std::to_string(power) + "}"});
  }
  return axis;
}

// A line of slope -1/2 between the panel's ends, to compare with.
Series HalfPower(const std::vector<LazyRun>& runs, double constant) {
  Series guide;
  guide.color = palette::kGrey;
  guide.dash = Series::Dash::kDotted;
  guide.label.text = "~ $m$^{−1/2}";
  const auto [least, most] = std::minmax_element(runs.begin(), runs.end(),
                                                 [](const LazyRun& a, const LazyRun& b) { return a.width < b.width; });
  for (const double x : {least->width, most->width}) {
    guide.x.push_back(x);
    guide.y.push_back(constant / std::sqrt(x));
  }
  return guide;
}

Panel DriftPanel(const std::vector<LazyRun>& runs) {
  Panel panel{.title = "Drift of the NTK in training",
              .x = WidthAxis(runs),
              .y = {.label = "sup_{$t$} |$K$_{$t$} − $K$_{0}|_{F} / |$K$|_{F}", .log = true}};
  panel.annotations.push_back(
      {.x = 0.03, .y = 0.1, .text = "lines: fitted powers of $m$", .in_panel = true, .color = palette::kGrey});
  panel.annotations.push_back(
      {.x = 0.03, .y = 0.04, .text = "bars: one standard deviation", .in_panel = true, .color = palette::kGrey});
  return panel;
}

Panel DistancePanel(const std::vector<LazyRun>& runs) {
  return {.title = "Distance of the trained ReLU net to predictions",
          .x = WidthAxis(runs),
          .y = {.label = "root mean square distance", .log = true}};
}

}  // namespace

Figure DrawStability(const Evidence& evidence) {
  const std::vector<Curve> drifts = {
      {"pnn_mean_field", "drift", &LazyRun::drift, true, "mean field", palette::kVermilion},
      {"pnn", "drift", &LazyRun::drift, true, "ReLU", palette::kBlue},
      {"pnn_raw", "drift", &LazyRun::drift, true, "no activation", palette::kGreen}};
  const std::vector<Curve> distances = {
      {"pnn", "to_mean", &LazyRun::to_mean, false, "without $f$_{0}", palette::kVermilion},
      {"pnn", "to_regression", &LazyRun::to_regression, false, "to regression", palette::kBlue},
      {"pnn", "to_linearized", &LazyRun::to_linearized, false, "to linearized", palette::kGreen}};
  Panel drift = DriftPanel(evidence.runs), distance = DistancePanel(evidence.runs);
  std::set<int> degrees;
  for (const LazyRun& run : evidence.runs) degrees.insert(run.degree);
  for (const int degree : degrees) {
    for (const Curve& curve : drifts) Draw(curve, degree, evidence, drift);
    for (const Curve& curve : distances) Draw(curve, degree, evidence, distance);
  }
  drift.series.push_back(HalfPower(evidence.runs, 40));
  distance.series.push_back(HalfPower(evidence.runs, 6));
  Figure figure;
  figure.title = "Change of the empirical NTK in training, and distance of trained nets to kernel regression";
  figure.columns = 2;
  figure.row_height = 420;
  figure.width = 1100;
  figure.panels = {std::move(drift), std::move(distance)};
  return figure;
}

}  // namespace hadamard_ntk::experiments::ntk_stability
