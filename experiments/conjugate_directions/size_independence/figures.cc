#include "experiments/conjugate_directions/size_independence/figures.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::size_independence {
namespace {

struct Look {
  const char* method;
  const char* label;
  std::string color;
};

Panel CountPanel(const Evidence& evidence, Kind kind) {
  Panel panel{.title = NameOf(kind) + ", to 1e-4",
              .x = {.label = "cells per axis", .log = true},
              .y = {.label = "mean iterations", .log = true}};
  const std::vector<Look> looks = {{"net", "one net", palette::kBlue},
                                   {"retrained", "retrained", palette::kSky},
                                   {"cg", "CG", palette::kBlack},
                                   {"multigrid", "multigrid", palette::kGreen}};
  for (const Look& look : looks) {
    Series series{.label = {.text = look.label}, .style = Series::Style::kLinePoints, .color = look.color};
    for (const auto& [n, count] : evidence.BySize(look.method, kind, 0)) {
      series.x.push_back(n);
      series.y.push_back(count);
    }
    if (!series.x.empty()) panel.series.push_back(std::move(series));
  }
  return panel;
}

Panel LocalityPanel(const Evidence& evidence) {
  Panel panel{
      .title = "random nets, opposite corners", .x = {.label = "step"}, .y = {.label = "residual", .log = true}};
  std::size_t turn = 0;
  for (std::size_t i = 0; i < evidence.local_steps.size();) {
    const LocalStep& first = evidence.local_steps[i];
    Series measured{.label = {.text = std::to_string(first.n) + "^{" + std::to_string(first.dimension) + "}"},
                    .style = Series::Style::kLinePoints,
                    .color = palette::Turn(turn)};
    Series bound{.color = palette::Turn(turn++), .dash = Series::Dash::kDotted};
    for (; i < evidence.local_steps.size() && evidence.local_steps[i].n == first.n &&
           evidence.local_steps[i].dimension == first.dimension;
         ++i) {
      measured.x.push_back(evidence.local_steps[i].step);
      measured.y.push_back(evidence.local_steps[i].residual);
      bound.x.push_back(evidence.local_steps[i].step);
      bound.y.push_back(evidence.local_steps[i].bound);
    }
    panel.series.push_back(std::move(measured));
    panel.series.push_back(std::move(bound));
  }
  return panel;
}

}  // namespace

Figure DrawSizes(const Evidence& evidence) {
  Figure figure{.title = "Iterations against the size of the grid, and the locality bound (dotted) of random nets",
                .columns = 2,
                .width = 1000};
  for (const Kind kind : kAllKinds) figure.panels.push_back(CountPanel(evidence, kind));
  if (!evidence.local_steps.empty()) figure.panels.push_back(LocalityPanel(evidence));
  return figure;
}

}  // namespace hadamard_ntk::experiments::size_independence
