#include "experiments/barron_pdes/deep_ritz/figures.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/barron_pdes/deep_ritz/claims.h"

namespace hadamard_ntk::experiments::deep_ritz {
namespace {

struct Look {
  const char *method, *label, *color;
};
constexpr Look kLooks[] = {{"net_at_start", "before training", palette::kGrey},
                           {"few_points", "few points that stay", palette::kVermilion},
                           {"galerkin", "random features", palette::kGreen},
                           {"polynomial", "polynomial net", palette::kPurple},
                           {"net", "two-layer net", palette::kBlue},
                           {"units", "units drawn from $u$*", palette::kSky},
                           {"elements", "P1 elements, finer downwards", palette::kOrange}};

}  // namespace

Figure DrawErrors(const Evidence& evidence) {
  Panel panel{.x = {.label = "dimension $d$"}, .y = {.label = "|$u$ - $u$*| / |$u$*| on fresh points", .log = true}};
  for (const Look& look : kLooks) {
    Series series{.label = {look.label}, .style = Series::Style::kLinePoints, .color = look.color};
    for (const Row& row : Select(evidence.rows, look.method)) {
      series.x.push_back(row.d);
      series.y.push_back(row.found.error);
    }
    if (!series.x.empty()) panel.series.push_back(std::move(series));
  }
  return {.title = "Relative error of trial functions on the torus against the dimension",
          .panels = {std::move(panel)}};
}

Figure DrawEnergies(const Evidence& evidence) {
  Figure figure{.title = "Energy on the points that are minimised over, against the steps of Adam",
                .columns = static_cast<int>(evidence.exact.size()),
                .width = 400.0 * static_cast<double>(evidence.exact.size()),
                .row_height = 330};
  for (const Exact& exact : evidence.exact) {
    Panel panel{.title = "$d$ = " + std::to_string(exact.d),
                .x = {.label = "steps"},
                .y = {.label = "energy on the step's points / |$E$*|", .max = 0},
                .lines = {{.at = -1, .text = "$E$*"}}};
    double lowest = -1;
    for (const Look& look : kLooks) {
      Series series{.label = {look.label}, .color = look.color};
      for (const Record& record : evidence.records) {
        if (record.method != look.method || record.d != exact.d) continue;
        series.x.push_back(record.sample.step);
        series.y.push_back(record.sample.energy / std::abs(exact.energy));
        lowest = std::min(lowest, series.y.back());
      }
      if (!series.x.empty()) panel.series.push_back(std::move(series));
    }
    panel.y.min = 1.1 * lowest;
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::deep_ritz
