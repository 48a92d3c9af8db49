#include "experiments/polynomial_nets/directional_support/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <tuple>
#include <utility>

namespace hadamard_ntk::experiments {
namespace {

// The border of the training points: a circle, or a sector.
Series Outline(double opening, double radius = kTrainRadius) {
  Series line{.color = palette::kBlack, .dash = Series::Dash::kDashed, .width = 1.2};
  const auto add = [&](double r, double degrees) {
    const double angle = degrees * std::numbers::pi / 180;
    line.x.push_back(r * std::cos(angle));
    line.y.push_back(r * std::sin(angle));
  };
  if (opening < 360) add(0, 0);
  for (int i = 0; i <= 90; ++i) add(radius, 45 + opening * (i / 90.0 - 0.5));
  if (opening < 360) add(0, 0);
  return line;
}

// Median and range over seeds against the opening.
Series AgainstOpening(const DirectionalEvidence& evidence, const std::string& network, bool finite,
                      const std::string& color) {
  std::map<double, std::vector<double>> values;
  for (const PlaneCase& c : evidence.sectors) {
    if (c.network == network && (c.width > 0) == finite) values[c.opening].push_back(c.errors.outside);
  }
  Series series{.style = finite ? Series::Style::kPoints : Series::Style::kLine, .color = color, .marker_size = 4};
  for (auto& [opening, errors] : values) {
    std::sort(errors.begin(), errors.end());
    const std::size_t n = errors.size();
    series.x.push_back(opening);
    series.y.push_back((errors[(n - 1) / 2] + errors[n / 2]) / 2);
    series.low.push_back(errors.front());
    series.high.push_back(errors.back());
  }
  return series;
}

}  // namespace

ErrorMap MapErrors(const PlaneNet& net, int cells) {
  ErrorMap map{net.network, net.width, net.opening, {}, {}};
  for (int i = 0; i < cells; ++i) map.axis.push_back(kTestRadius * (2 * (i + 0.5) / cells - 1));
  Eigen::MatrixXd points(cells * cells, 2);
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      points.row(i * cells + j) << map.axis[static_cast<std::size_t>(j)], map.axis[static_cast<std::size_t>(i)];
    }
  }
  const Eigen::VectorXd target = SquaredNorm(points), errors = net.value(points) - target;
  for (Eigen::Index i = 0; i < errors.size(); ++i) {
    const bool in_disk = target[i] <= kTestRadius * kTestRadius;
    map.values.push_back(in_disk ? errors[i] : std::numeric_limits<double>::quiet_NaN());
  }
  return map;
}

Figure DrawMaps(const std::vector<ErrorMap>& maps, const DirectionalEvidence& evidence) {
  struct Column {
    std::string title, network;
    double opening;
  };
  const std::vector<Column> columns = {
      {"PNN, all directions", "pnn", 360}, {"PNN, one quadrant", "pnn", 90}, {"FC, all directions", "fc", 360}};
  Figure figure;
  figure.title = "Figure 2: errors of nets trained on |x|^2 inside of the dashed line";
  figure.columns = 3;
  figure.width = 1100;
  figure.row_height = 380;
  for (const bool finite : {true, false}) {
    for (const Column& column : columns) {
      const bool first = column.network == "pnn" && column.opening == 360, last = column.network == "fc";
      Panel panel{.title = column.title + (finite ? ", trained" : ", kernel"),
                  .x = {.label = finite ? "" : "$x$^{(1)}", .min = -2.4, .max = 2.4, .tick_labels = !finite},
                  .y = {.label = first ? "$x$^{(2)}" : "", .min = -2.9, .max = 2.4, .tick_labels = first},
                  .equal_scales = true};
      for (const ErrorMap& map : maps) {
        if (map.network != column.network || map.opening != column.opening || (map.width > 0) != finite) continue;
        panel.heat_map = HeatMap{.x = map.axis,
                                 .y = map.axis,
                                 .values = map.values,
                                 .label = last ? "$f$ - target" : "",
                                 .min = -5,
                                 .max = 5,
                                 .diverging = true};
      }
      Series disk = Outline(360, kTestRadius);
      disk.color = palette::kGrey;
      disk.dash = Series::Dash::kSolid;
      panel.series.push_back(std::move(disk));
      panel.series.push_back(Outline(column.opening));
      panel.annotations.push_back(
          {.x = 0.5,
           .y = 0.03,
           .text =
               "error " + DescribeErrors(evidence.Of(column.network, finite, column.opening), &PlaneErrors::outside),
           .anchor = Annotation::Anchor::kMiddle,
           .in_panel = true});
      figure.panels.push_back(std::move(panel));
    }
  }
  return figure;
}

Figure DrawSupport(const DirectionalEvidence& evidence) {
  Figure figure;
  figure.title = "Error between the radii against the support of the training directions";
  figure.columns = 2;
  figure.width = 1040;
  figure.row_height = 380;
  Panel opening{.title = "training points in a sector",
                .x = {.label = "opening of the sector / degrees",
                      .min = 80,
                      .max = 370,
                      .ticks = {{90, "90"}, {180, "180"}, {270, "270"}, {360, "360"}}},
                .y = {.label = "RMS error / RMS target", .log = true, .min = 1e-16, .max = 10}};
  for (const auto& [network, name, color] :
       std::vector<std::tuple<std::string, std::string, std::string>>{{"fc", "FC", palette::kVermilion},
                                                                      {"pnn", "ReLU PNN", palette::kBlue},
                                                                      {"pnn_raw", "PNN, no ReLU", palette::kGreen}}) {
    Series kernel = AgainstOpening(evidence, network, false, color);
    kernel.label.text = name;
    opening.series.push_back(std::move(kernel));
    opening.series.push_back(AgainstOpening(evidence, network, true, color));
  }
  opening.annotations.push_back({.x = 0.04, .y = 0.36, .text = "lines: kernel predictors", .in_panel = true});
  opening.annotations.push_back({.x = 0.04, .y = 0.29, .text = "points: trained nets, width 256", .in_panel = true});
  Panel gap{.title = "$n$ random directions all around, ReLU PNN, kernel",
            .x = {.label = "largest gap between directions / degrees", .log = true},
            .y = {.label = "largest |error| / target", .log = true}};
  std::map<int, Series> by_samples;
  Series law{.label = {.text = "gap^{2}"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  int most = 0;
  for (const PlaneCase& c : evidence.directions) most = std::max(most, c.samples);
  double constant = 0;
  int count = 0;
  for (const PlaneCase& c : evidence.directions) {
    Series& s = by_samples[c.samples];
    s.style = Series::Style::kPoints;
    s.color = palette::Ordered(std::log2(c.samples / 8.0) / std::max(1.0, std::log2(most / 8.0)));
    s.x.push_back(c.gap);
    s.y.push_back(c.errors.largest);
    if (c.samples == most) {
      constant += c.errors.largest / (c.gap * c.gap);
      ++count;
    }
  }
  for (auto& [samples, s] : by_samples) {
    s.label.text = samples == most ? "$n$ = " + std::to_string(samples) : std::to_string(samples);
    const double x = *std::max_element(s.x.begin(), s.x.end()), y = *std::max_element(s.y.begin(), s.y.end());
    s.label.at = {x * 1.12, y / 1.6};
    gap.series.push_back(std::move(s));
  }
  for (const double degrees : {2.0, 120.0}) {
    law.x.push_back(degrees);
    law.y.push_back(constant / std::max(1, count) * degrees * degrees);
  }
  gap.series.push_back(std::move(law));
  figure.panels = {std::move(opening), std::move(gap)};
  return figure;
}

}  // namespace hadamard_ntk::experiments
