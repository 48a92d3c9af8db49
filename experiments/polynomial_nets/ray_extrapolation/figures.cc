#include "experiments/polynomial_nets/ray_extrapolation/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::ray_extrapolation {
namespace {

std::string NameOf(const std::string& network, int parameter) {
  return (network.starts_with("fc") ? "depth " : "$N$ = ") + std::to_string(parameter);
}

// From light to dark, 2 to 6.
std::string Color(int parameter) { return palette::Ordered(std::clamp((parameter - 2) / 4.0, 0.0, 1.0)); }

struct Kind {
  std::string title, network;
  bool finite;
};

// The largest differences of a net and their bounds, against the order.
struct Curves {
  Series largest, bound;
};

void Raise(const Differences& differences, Curves& curves) {
  Series &s = curves.largest, &bound = curves.bound;
  for (std::size_t order = 0; order < differences.largest.size(); ++order) {
    const double difference = std::max(differences.largest[order], 1e-17);
    if (order < s.y.size()) {
      s.y[order] = std::max(s.y[order], difference);
      bound.y[order] = std::max(bound.y[order], differences.tolerance[order]);
    } else {
      s.x.push_back(static_cast<double>(order));
      s.y.push_back(difference);
      bound.x.push_back(static_cast<double>(order));
      bound.y.push_back(differences.tolerance[order]);
    }
  }
}

// Names the curve beneath its drop, and ends it there.
void EndAtDrop(int parameter, bool named, Curves& curves) {
  if (!named) curves.largest.label.text = std::to_string(parameter);
  curves.largest.label.at = {parameter + (named ? 0.1 : 0.85), 1.5e-16};
  for (Series* drawn : {&curves.largest, &curves.bound}) {
    const auto kept = static_cast<std::size_t>(parameter) + 2;
    drawn->x.resize(std::min(kept, drawn->x.size()));
    drawn->y.resize(std::min(kept, drawn->y.size()));
  }
}

// One pair of curves for each parameter, over the rays of the first data set; no series without such nets.
Panel DifferencePanel(const Evidence& evidence, const Kind& kind) {
  std::map<int, Curves> all;
  for (const Case& c : evidence.cases) {
    if (c.network != kind.network || (c.width > 0) != kind.finite || c.data_set != 0) continue;
    Raise(c.differences, all[c.parameter]);
  }
  Panel panel{.title = kind.title,
              .x = {.label = "order of the difference", .min = 0, .ticks = {}},
              .y = {.log = true, .min = 1e-17, .max = 10}};
  double orders = 0;
  for (auto& [parameter, curves] : all) {
    curves.largest.style = Series::Style::kLinePoints;
    curves.largest.color = curves.bound.color = Color(parameter);
    curves.largest.label.text = NameOf(kind.network, parameter);
    curves.bound.dash = Series::Dash::kDotted;
    if (kind.network != "fc") EndAtDrop(parameter, parameter == all.begin()->first, curves);
    orders = std::max(orders, curves.largest.x.back());
    panel.series.push_back(std::move(curves.bound));
    panel.series.push_back(std::move(curves.largest));
  }
  for (int order = 0; order <= orders; ++order) panel.x.ticks.push_back({order, std::to_string(order)});
  return panel;
}

// Local degrees above, their distances from the limit beneath.
struct Pair {
  Panel degree, distance;
};

Pair BiasPanels(const Evidence& evidence, const std::string& network, const std::string& title) {
  Pair panels{.degree = {.title = title,
                         .x = {.label = "", .log = true, .tick_labels = false},
                         .y = {.min = 0, .max = network == "fc_bias" ? 2 : 7.5}},
              .distance = {.x = {.label = "distance $t$ along the ray", .log = true}, .y = {.log = true}}};
  Series law{.label = {.text = "1/$t$"}, .color = palette::kGrey, .dash = Series::Dash::kDashed};
  for (const BiasedCase& b : evidence.biased) {
    if (b.network != network || b.width != 0 || b.data_set != 0 || b.ray != 1) continue;
    Series value, error;
    value.color = error.color = Color(b.parameter);
    value.label.text = error.label.text = NameOf(network, b.parameter);
    value.x = error.x = law.x = b.t;
    value.y = b.local_degree;
    for (const double v : b.local_degree) error.y.push_back(std::abs(v - b.degree));
    panels.degree.series.push_back(std::move(value));
    panels.distance.series.push_back(std::move(error));
  }
  for (const double t : law.x) law.y.push_back(0.1 / t);
  panels.distance.series.push_back(std::move(law));
  return panels;
}

}  // namespace

Figure DrawDifferences(const Evidence& evidence) {
  Figure figure;
  figure.title = "Differences of trained nets along rays against their order";
  figure.columns = 3;
  figure.row_height = 290;
  figure.width = 1000;
  for (const Kind& kind : std::vector<Kind>{{"PNN", "pnn", false},
                                            {"raw PNN", "pnn_raw", false},
                                            {"CCP (A.1)", "ccp", false},
                                            {"FC", "fc", false},
                                            {"trained PNN, finite", "pnn", true},
                                            {"trained FC, finite", "fc", true}}) {
    Panel panel = DifferencePanel(evidence, kind);
    if (panel.series.empty()) continue;
    if (figure.panels.size() % 3 == 0) panel.y.label = "largest, over max |$f$|";
    if (figure.panels.empty()) {
      panel.annotations.push_back({.x = 0.4, .y = 0.95, .text = "dotted: rounding bound", .in_panel = true});
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

Figure DrawBiases(const Evidence& evidence) {
  Figure figure;
  figure.title = "Local degree along a ray of nets with biases";
  figure.columns = 3;
  figure.width = 1000;
  figure.row_heights = {290, 290};
  std::vector<Panel> distances;
  for (const auto& [network, title] : std::vector<std::pair<std::string, std::string>>{
           {"pnn_bias", "PNN, biases"}, {"ccp_bias", "CCP, biases"}, {"fc_bias", "FC, biases"}}) {
    Pair panels = BiasPanels(evidence, network, title);
    if (panels.degree.series.empty()) continue;
    if (figure.panels.empty()) {
      panels.degree.y.label = "local degree";
      panels.distance.y.label = "|local degree - limit|";
    }
    figure.panels.push_back(std::move(panels.degree));
    distances.push_back(std::move(panels.distance));
  }
  figure.panels.insert(figure.panels.end(), distances.begin(), distances.end());
  return figure;
}

}  // namespace hadamard_ntk::experiments::ray_extrapolation
