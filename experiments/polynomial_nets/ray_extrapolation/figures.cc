#include "experiments/polynomial_nets/ray_extrapolation/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments {
namespace {

std::string Name(const std::string& network, int parameter) {
  return (network.starts_with("fc") ? "depth " : "$N$ = ") + std::to_string(parameter);
}

// From light to dark, 2 to 6.
std::string Color(int parameter) { return palette::Ordered(std::clamp((parameter - 2) / 4.0, 0.0, 1.0)); }

}  // namespace

Figure DrawDifferences(const RayEvidence& evidence) {
  struct Kind {
    std::string title, network;
    bool finite;
  };
  const std::vector<Kind> kinds = {
      {"PNN", "pnn", false}, {"raw PNN", "pnn_raw", false},        {"CCP (A.1)", "ccp", false},
      {"FC", "fc", false},   {"trained PNN, finite", "pnn", true}, {"trained FC, finite", "fc", true}};
  Figure figure;
  figure.title = "Differences of trained nets along rays against their order";
  figure.columns = 3;
  figure.row_height = 290;
  figure.width = 1000;
  for (const Kind& kind : kinds) {
    std::map<int, Series> series, bounds;
    for (const RayCase& c : evidence.cases) {
      if (c.network != kind.network || (c.width > 0) != kind.finite || c.data_set != 0) continue;
      Series &s = series[c.parameter], &bound = bounds[c.parameter];
      for (std::size_t order = 0; order < c.differences.largest.size(); ++order) {
        const double difference = std::max(c.differences.largest[order], 1e-17);
        if (order < s.y.size()) {
          s.y[order] = std::max(s.y[order], difference);
          bound.y[order] = std::max(bound.y[order], c.differences.tolerance[order]);
        } else {
          s.x.push_back(static_cast<double>(order));
          s.y.push_back(difference);
          bound.x.push_back(static_cast<double>(order));
          bound.y.push_back(c.differences.tolerance[order]);
        }
      }
    }
    if (series.empty()) continue;
    Panel panel{.title = kind.title,
                .x = {.label = "order of the difference", .min = 0, .ticks = {}},
                .y = {.label = figure.panels.size() % 3 == 0 ? "largest, over max |$f$|" : "",
                      .log = true,
                      .min = 1e-17,
                      .max = 10}};
    double orders = 0;
    for (auto& [parameter, s] : series) {
      s.style = Series::Style::kLinePoints;
      s.color = bounds[parameter].color = Color(parameter);
      s.label.text = Name(kind.network, parameter);
      if (kind.network != "fc") {  // under its drop
        const bool smallest = parameter == series.begin()->first;
        if (!smallest) s.label.text = std::to_string(parameter);
        s.label.at = {parameter + (smallest ? 0.1 : 0.85), 1.5e-16};
        for (Series* drawn : {&s, &bounds[parameter]}) {
          const auto kept = static_cast<std::size_t>(parameter) + 2;
          drawn->x.resize(std::min(kept, drawn->x.size()));
          drawn->y.resize(std::min(kept, drawn->y.size()));
        }
      }
      orders = std::max(orders, s.x.back());
      bounds[parameter].dash = Series::Dash::kDotted;
      panel.series.push_back(bounds[parameter]);
      panel.series.push_back(std::move(s));
    }
    for (int order = 0; order <= orders; ++order) panel.x.ticks.push_back({order, std::to_string(order)});
    if (figure.panels.empty()) {
      panel.annotations.push_back({.x = 0.4, .y = 0.95, .text = "dotted: rounding bound", .in_panel = true});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawBiases(const RayEvidence& evidence) {
  Figure figure;
  figure.title = "Local degree along a ray of nets with biases";
  figure.columns = 3;
  figure.width = 1000;
  figure.row_heights = {290, 290};
  std::vector<Panel> degrees, distances;
  for (const auto& [network, title] : std::vector<std::pair<std::string, std::string>>{
           {"pnn_bias", "PNN, biases"}, {"ccp_bias", "CCP, biases"}, {"fc_bias", "FC, biases"}}) {
    Panel degree{
        .title = title,
        .x = {.label = "", .log = true, .tick_labels = false},
        .y = {.label = degrees.empty() ? "local degree" : "", .min = 0, .max = network == "fc_bias" ? 2 : 7.5}};
    Panel distance{.x = {.label = "distance $t$ along the ray", .log = true},
                   .y = {.label = degrees.empty() ? "|local degree - limit|" : "", .log = true}};
    Series law;
    law.color = palette::kGrey;
    law.dash = Series::Dash::kDashed;
    law.label.text = "1/$t$";
    for (const BiasedRay& b : evidence.biased) {
      if (b.network != network || b.width != 0 || b.data_set != 0 || b.ray != 1) continue;
      Series value, error;
      value.color = error.color = Color(b.parameter);
      value.label.text = error.label.text = Name(network, b.parameter);
      value.x = error.x = law.x = b.t;
      value.y = b.local_degree;
      for (const double v : b.local_degree) error.y.push_back(std::abs(v - b.degree));
      degree.series.push_back(std::move(value));
      distance.series.push_back(std::move(error));
    }
    if (degree.series.empty()) continue;
    for (const double t : law.x) law.y.push_back(0.1 / t);
    distance.series.push_back(std::move(law));
    degrees.push_back(std::move(degree));
    distances.push_back(std::move(distance));
  }
  figure.panels = std::move(degrees);
  figure.panels.insert(figure.panels.end(), distances.begin(), distances.end());
  return figure;
}

}  // namespace hadamard_ntk::experiments
