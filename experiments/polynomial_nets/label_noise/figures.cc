#include "experiments/polynomial_nets/label_noise/figures.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::label_noise {
namespace {

struct Line {
  std::string network, label, color;
};

Series SeriesOf(const Evidence& evidence, const Line& line, double frequency, std::vector<double> Curve::*values) {
  Series series{.label = {line.label}, .color = line.color};
  for (std::size_t i = 0; i < evidence.shown.size(); ++i) {
    double sum = 0, low = 0, high = 0;
    for (int seed = 0; seed < evidence.config.seeds; ++seed) {
      const double v = (evidence.curves.at({line.network, frequency, seed}).*values)[i];
      sum += v;
      low = seed == 0 ? v : std::min(low, v);
      high = seed == 0 ? v : std::max(high, v);
    }
    series.x.push_back(static_cast<double>(evidence.shown[i]));
    series.y.push_back(sum / evidence.config.seeds);
    series.low.push_back(low);
    series.high.push_back(high);
  }
  return series;
}

// A panel for each frequency; the first one names the axis.
void AppendRow(const Evidence& evidence, const std::string& y, std::vector<double> Curve::*values, Figure& figure) {
  const std::vector<Line> lines = {{"fc", "FC", palette::kBlue},
                                   {"hp", "Hp", palette::kVermilion},
                                   {"fc_ntk", "FC, inf.", palette::kSky},
                                   {"pnn_ntk", "PNN, inf.", palette::kOrange}};
  for (const double frequency : evidence.config.frequencies) {
    Panel panel{.title = "$f$ = " + RoundedReal(frequency, 2),
                .x = {.label = "step", .log = true, .ticks = {}},
                .y = {.label = frequency == evidence.config.frequencies.front() ? y : "", .ticks = {}}};
    for (const Line& line : lines) panel.series.push_back(SeriesOf(evidence, line, frequency, values));
    figure.panels.push_back(std::move(panel));
  }
}

}  // namespace

Figure DrawCurves(const Evidence& evidence) {
  Figure figure{.title = "How nets take up label noise of low and high frequency",
                .columns = static_cast<int>(std::min<std::size_t>(4, evidence.config.frequencies.size())),
                .width = 1100,
                .row_height = 300};
  AppendRow(evidence, "mean square error, clean images", &Curve::validation, figure);
  AppendRow(evidence, "share of the noise learned", &Curve::noise_share, figure);
  return figure;
}

}  // namespace hadamard_ntk::experiments::label_noise
