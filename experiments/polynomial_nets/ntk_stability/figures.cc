#include "experiments/polynomial_nets/ntk_stability/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

namespace hadamard_ntk::experiments {
namespace {

struct Curve {
  std::string network, quantity;
  double LazyRun::*value;
  bool over_kernel;  // in units of |K|_F
  std::string name;
  const char* color;
};

// "−0.78"
std::string Exponent(double v) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", std::abs(v));
  return (v < 0 ? "−" : "") + std::string(text);
}

// The geometric mean of the nets at each width, a bar of one standard deviation, and the fitted line.
void Draw(const Curve& curve, int degree, bool named, const std::vector<LazyRun>& runs,
          const std::vector<WidthFit>& fits, Panel& panel) {
  std::map<int, std::vector<double>> logs;
  double scale = 1;
  for (const LazyRun& run : runs) {
    if (run.network != curve.network || run.degree != degree) continue;
    if (curve.over_kernel) scale = run.kernel_norm;
    logs[run.width].push_back(std::log(run.*curve.value / scale));
  }
  if (logs.empty()) return;
  Series points, line;
  points.style = Series::Style::kPoints;
  points.marker = degree % 2 == 0 ? Series::Marker::kCircle : Series::Marker::kTriangle;
  points.color = line.color = curve.color;
  points.marker_size = 3.5;
  line.width = 1.2;
  if (degree % 2 != 0) line.dash = Series::Dash::kDashed;
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
  for (const WidthFit& f : fits) {
    if (f.network != curve.network || f.degree != degree || f.quantity != curve.quantity) continue;
    for (const double x : points.x) {
      line.x.push_back(x);
      line.y.push_back(f.fit.constant * std::pow(x, f.fit.exponent) / scale);
    }
    line.label.text = named ? curve.name + ", " : "";
    line.label.text += "$N$ = ";
    line.label.text += std::to_string(degree);
    line.label.text += ": ";
    line.label.text += Exponent(f.fit.exponent);
  }
  panel.series.push_back(std::move(line));
  panel.series.push_back(std::move(points));
}

Axis WidthAxis(const std::vector<LazyRun>& runs) {
  Axis axis{.label = "width $m$", .log = true};
  std::map<int, bool> widths;
  for (const LazyRun& run : runs) widths[run.width] = true;
  for (const auto& [width, there] : widths) {
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

}  // namespace

Figure DrawStability(const std::vector<LazyRun>& runs, const std::vector<WidthFit>& fits) {
  Figure figure;
  figure.title = "Change of the empirical NTK in training, and distance of trained nets to kernel regression";
  figure.columns = 2;
  figure.row_height = 420;
  figure.width = 1100;
  Panel drift{.title = "Drift of the NTK in training",
              .x = WidthAxis(runs),
              .y = {.label = "sup_{$t$} |$K$_{$t$} − $K$_{0}|_{F} / |$K$|_{F}", .log = true}};
  Panel distance{.title = "Distance of the trained ReLU net to predictions",
                 .x = drift.x,
                 .y = {.label = "root mean square distance", .log = true}};
  const std::vector<Curve> drifts = {
      {"pnn_mean_field", "drift", &LazyRun::drift, true, "mean field", palette::kVermilion},
      {"pnn", "drift", &LazyRun::drift, true, "ReLU", palette::kBlue},
      {"pnn_raw", "drift", &LazyRun::drift, true, "no activation", palette::kGreen}};
  const std::vector<Curve> distances = {
      {"pnn", "to_mean", &LazyRun::to_mean, false, "without $f$_{0}", palette::kVermilion},
      {"pnn", "to_regression", &LazyRun::to_regression, false, "to regression", palette::kBlue},
      {"pnn", "to_linearized", &LazyRun::to_linearized, false, "to linearized", palette::kGreen}};
  std::map<int, bool> degrees;
  for (const LazyRun& run : runs) degrees[run.degree] = true;
  for (const auto& [degree, there] : degrees) {
    for (const Curve& curve : drifts) Draw(curve, degree, true, runs, fits, drift);
    for (const Curve& curve : distances) Draw(curve, degree, true, runs, fits, distance);
  }
  drift.series.push_back(HalfPower(runs, 40));
  distance.series.push_back(HalfPower(runs, 6));
  drift.annotations.push_back(
      {.x = 0.03, .y = 0.1, .text = "lines: fitted powers of $m$", .in_panel = true, .color = palette::kGrey});
  drift.annotations.push_back(
      {.x = 0.03, .y = 0.04, .text = "bars: one standard deviation", .in_panel = true, .color = palette::kGrey});
  figure.panels = {std::move(drift), std::move(distance)};
  return figure;
}

}  // namespace hadamard_ntk::experiments
