#include "experiments/polynomial_nets/visual_analogy/figures.h"

#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

struct Line {
  std::string net, label;
  const char* color;
};

// The mean, and a thin line for each seed if there are several.
void AddSeries(const std::vector<TestedNet>& nets, const Line& line, Panel& panel) {
  constexpr double kThin = 0.6;
  Series mean{.label = {line.label}, .style = Series::Style::kLinePoints, .color = line.color};
  for (std::size_t region = 0; region < kRegions && !nets.empty(); ++region) {
    double sum = 0;
    for (const TestedNet& net : nets) sum += net.accuracy[region];
    mean.x.push_back(static_cast<double>(region));
    mean.y.push_back(sum / static_cast<double>(nets.size()));
  }
  panel.series.push_back(mean);
  for (const TestedNet& net : nets) {
    if (nets.size() == 1) break;
    Series seed{.x = mean.x, .color = line.color, .width = kThin};
    seed.y.assign(net.accuracy.begin(), net.accuracy.end());
    panel.series.push_back(std::move(seed));
  }
}

Panel PanelOf(const Evidence& evidence, Regime regime, const std::vector<Line>& lines) {
  Panel panel{.title = NameOf(regime),
              .x = {.label = "region (0: trained on)", .min = 0, .max = kRegions - 1},
              .y = {.label = "accuracy", .min = 0, .max = 1.05}};
  for (const Line& line : lines) AddSeries(evidence.Find(line.net, regime), line, panel);
  panel.lines = {{.at = 1.0 / kPositions, .text = "chance"}, {.at = 1, .text = "rule on levels read off"}};
  return panel;
}

}  // namespace

Figure DrawAccuracies(const Evidence& evidence) {
  const std::vector<Line> both = {{"plain", "plain", palette::kBlue}, {"hp", "Hp", palette::kVermilion}};
  std::vector<Line> scale = both;
  scale.push_back({"raw", "plain, no context", palette::kSky});
  scale.push_back({"oracle", "oracle", palette::kGreen});
  scale.push_back({"oracle_raw", "oracle, no context", palette::kOrange});
  return {.title = "Accuracy in visual analogies inside and outside of the training region",
          .panels = {PanelOf(evidence, Regime::kScale, scale), PanelOf(evidence, Regime::kTranslation, both)},
          .columns = 2,
          .width = 1000};
}

}  // namespace hadamard_ntk::experiments::visual_analogy
