#include "experiments/hierarchical_polynomials/adam_training/figures.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/hierarchical_polynomials/adam_training/claims.h"

namespace hadamard_ntk::experiments::adam_training {
namespace {

using Target = std::pair<int, int>;  // k, d

Series MedianLine(const std::vector<Cell>& cells, const Target& target, double Cell::*value) {
  Series line;
  for (const Cell& cell : cells) {
    if (Target(cell.k, cell.d) != target) continue;
    line.x.push_back(cell.ratio);
    line.y.push_back(cell.*value);
  }
  return line;
}

Series AllSeeds(const std::vector<Row>& rows, const Target& target, double Row::*value) {
  Series points{.style = Series::Style::kPoints};
  for (const Row& row : rows) {
    if (Target(row.k, row.d) != target) continue;
    points.x.push_back(row.ratio);
    points.y.push_back(row.*value);
  }
  return points;
}

}  // namespace

Figure DrawTraining(const Evidence& evidence) {
  Figure figure{
      .title = "The three-layer net trained by Adam on p^3, against n / d^k, with an NTK and a CCP net beside",
      .columns = 2,
      .width = 1040,
      .row_height = 360};
  Panel errors{.title = "solid: three-layer net, dashed: NTK, dotted: CCP net",
               .x = {.label = "$n$ / $d$^{$k$}", .log = true},
               .y = {.label = "test error / E $h$^{2}", .log = true}};
  Panel correlations{.title = "bottleneck",
                     .x = {.label = "$n$ / $d$^{$k$}", .log = true},
                     .y = {.label = "|corr($u$, $p$)|", .min = 0, .max = 1.02}};
  const std::vector<Cell> cells = Cells(evidence.rows);
  std::set<Target> targets;
  for (const Cell& cell : cells) targets.insert({cell.k, cell.d});
  std::size_t turn = 0;
  for (const Target& target : targets) {
    const std::string color = palette::Turn(turn++),
                      label = "$k$ = " + std::to_string(target.first) + ", $d$ = " + std::to_string(target.second);
    const auto add = [&](Series series, Panel& panel) {
      series.color = color;
      panel.series.push_back(std::move(series));
    };
    Series net = MedianLine(cells, target, &Cell::error), kernel = MedianLine(cells, target, &Cell::kernel),
           ccp = MedianLine(cells, target, &Cell::ccp), correlation = MedianLine(cells, target, &Cell::correlation);
    kernel.dash = Series::Dash::kDashed;
    ccp.dash = Series::Dash::kDotted;
    net.label = correlation.label = {label};
    add(std::move(kernel), errors);
    add(std::move(ccp), errors);
    add(std::move(net), errors);
    add(AllSeeds(evidence.rows, target, &Row::error), errors);
    add(std::move(correlation), correlations);
    add(AllSeeds(evidence.rows, target, &Row::correlation), correlations);
  }
  figure.panels = {std::move(errors), std::move(correlations)};
  return figure;
}

}  // namespace hadamard_ntk::experiments::adam_training
