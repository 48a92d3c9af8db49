#include "experiments/barron_pdes/two_layer/figures.h"

#include <string>
#include <utility>
#include <vector>

#include "experiments/barron_pdes/two_layer/claims.h"

namespace hadamard_ntk::experiments::two_layer {
namespace {

struct Look {
  const char *method, *label, *color;
  Series::Style style;
  Series::Dash dash;
};

constexpr Series::Style kLine = Series::Style::kLine, kPoints = Series::Style::kPoints;
constexpr Series::Dash kSolid = Series::Dash::kSolid, kDashed = Series::Dash::kDashed;
constexpr Look kLooks[] = {
    {"barron", "drawn", palette::kBlue, kPoints, kSolid},
    {"least_squares", "fitted", palette::kGreen, kLine, kSolid},
    {"greedy", "greedy", palette::kPurple, kLine, kSolid},
    {"uniform", "uniform", palette::kVermilion, kLine, kSolid},
    {"relu_fit", "ReLU, fitted", palette::kOrange, kLine, kDashed},
    {"relu_greedy", "ReLU, greedy", palette::kSky, kLine, kDashed},
};

Series SeriesOf(const std::vector<Row>& rows, double Row::*value, double floor) {
  Series series;
  for (const Row& row : rows) {
    if (!(row.*value >= floor)) continue;
    series.x.push_back(row.k);
    series.y.push_back(row.*value);
  }
  return series;
}

}  // namespace

Figure DrawUnits(const Evidence& evidence) {
  Figure figure{.title =
                    "Mean squared error of two-layer nets against their number of units, for a solution on the "
                    "torus and for random sums of cosines",
                .columns = static_cast<int>(evidence.config.d.size()),
                .width = 400.0 * static_cast<double>(evidence.config.d.size()),
                .row_height = 330};
  for (const Target& target : evidence.targets) {
    const double floor = 1e-6 * target.square;  // what is below is 0 for the eye
    Panel panel{.title = target.target + ", $d$ = " + std::to_string(target.d),
                .x = {.label = "units $k$", .log = true},
                .y = {.label = "|$f$ - $f$_{$k$}|^{2}", .log = true, .min = floor, .max = 1e4 * target.square}};
    const auto drawn = Select(evidence.rows, target.target, target.d, "barron");
    Series exact = SeriesOf(drawn, &Row::expected, floor), bound = SeriesOf(drawn, &Row::bound, floor);
    exact.color = palette::kBlue;
    exact.width = 1;
    bound.color = palette::kGrey;
    bound.dash = kDashed;
    bound.label = {"$C$^{2}/$k$"};
    panel.series = {std::move(exact), std::move(bound)};
    for (const Look& look : kLooks) {
      Series series = SeriesOf(Select(evidence.rows, target.target, target.d, look.method), &Row::error, floor);
      series.color = look.color;
      series.style = look.style;
      series.dash = look.dash;
      series.label = {look.label};
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::two_layer
