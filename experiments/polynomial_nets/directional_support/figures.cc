#include "experiments/polynomial_nets/directional_support/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/directional_support/spread.h"

namespace hadamard_ntk::experiments::directional_support {
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
Series AgainstOpening(const Evidence& evidence, const std::string& network, bool finite, const std::string& color) {
  std::map<double, std::vector<double>> values;
  for (const Case& c : evidence.sectors) {
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

struct Column {
  std::string title, network;
  double opening;
};

Panel MapPanel(const Evidence& evidence, const Column& column, bool finite) {
  const bool first = column.network == "pnn" && column.opening == 360, last = column.network == "fc";
  Panel panel{.title = column.title + (finite ? ", trained" : ", kernel"),
              .x = {.label = finite ? "" : "$x$^{(1)}", .min = -2.4, .max = 2.4, .tick_labels = !finite},
              .y = {.label = first ? "$x$^{(2)}" : "", .min = -2.9, .max = 2.4, .tick_labels = first},
              .equal_scales = true};
  for (const ErrorMap& map : evidence.maps) {
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
  const std::vector<Case> cases = evidence.Of(column.network, finite, column.opening);
  panel.annotations.push_back({.x = 0.5,
                               .y = 0.03,
                               .text = "error " + DescribeErrors(cases, &Errors::outside),
                               .anchor = Annotation::Anchor::kMiddle,
                               .in_panel = true});
  return panel;
}

Panel OpeningPanel(const Evidence& evidence) {
  Panel panel{.title = "training points in a sector",
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
    panel.series.push_back(std::move(kernel));
    panel.series.push_back(AgainstOpening(evidence, network, true, color));
  }
  panel.annotations.push_back({.x = 0.04, .y = 0.36, .text = "lines: kernel predictors", .in_panel = true});
  panel.annotations.push_back({.x = 0.04, .y = 0.29, .text = "points: trained nets, width 256", .in_panel = true});
  return panel;
}

// constant gap^2 with the mean constant of the errors at the most directions.
Series GapLaw(const std::vector<Case>& directions, int most) {
  Series law{.label = {.text = "gap^{2}"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  double constant = 0;
  int count = 0;
  for (const Case& c : directions) {
    if (c.samples != most) continue;
    constant += c.errors.largest / (c.gap * c.gap);
    ++count;
  }
  for (const double degrees : {2.0, 120.0}) {
    law.x.push_back(degrees);
    law.y.push_back(constant / std::max(1, count) * degrees * degrees);
  }
  return law;
}

Panel GapPanel(const std::vector<Case>& directions) {
  Panel panel{.title = "$n$ random directions all around, ReLU PNN, kernel",
              .x = {.label = "largest gap between directions / degrees", .log = true},
              .y = {.label = "largest |error| / target", .log = true}};
  int most = 0;
  for (const Case& c : directions) most = std::max(most, c.samples);
  std::map<int, Series> by_samples;
  for (const Case& c : directions) {
    Series& s = by_samples[c.samples];
    s.style = Series::Style::kPoints;
    s.color = palette::Ordered(std::log2(c.samples / 8.0) / std::max(1.0, std::log2(most / 8.0)));
    s.x.push_back(c.gap);
    s.y.push_back(c.errors.largest);
  }
  for (auto& [samples, s] : by_samples) {
    s.label.text = samples == most ? "$n$ = " + std::to_string(samples) : std::to_string(samples);
    const double x = *std::max_element(s.x.begin(), s.x.end()), y = *std::max_element(s.y.begin(), s.y.end());
    s.label.at = {x * 1.12, y / 1.6};
    panel.series.push_back(std::move(s));
  }
  panel.series.push_back(GapLaw(directions, most));
  return panel;
}

}  // namespace

Figure DrawMaps(const Evidence& evidence) {
  const std::vector<Column> columns = {
      {"PNN, all directions", "pnn", 360}, {"PNN, one quadrant", "pnn", 90}, {"FC, all directions", "fc", 360}};
  Figure figure;
  figure.title = "Figure 2: errors of nets trained on |x|^2 inside of the dashed line";
  figure.columns = 3;
  figure.width = 1100;
  figure.row_height = 380;
  for (const bool finite : {true, false}) {
    for (const Column& column : columns) figure.panels.push_back(MapPanel(evidence, column, finite));
  }
  return figure;
}

Figure DrawSupport(const Evidence& evidence) {
  Figure figure;
  figure.title = "Error between the radii against the support of the training directions";
  figure.columns = 2;
  figure.width = 1040;
  figure.row_height = 380;
  figure.panels = {OpeningPanel(evidence), GapPanel(evidence.directions)};
  return figure;
}

}  // namespace hadamard_ntk::experiments::directional_support
