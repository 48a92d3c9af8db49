#include "experiments/polynomial_nets/brightness_extrapolation/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::brightness_extrapolation {
namespace {

std::string TitleOf(const std::string& data_set) {
  return data_set == "fashion_mnist" ? "Fashion-MNIST"
         : data_set == "mnist"       ? "MNIST"
                                     : "handwritten digits (OpenCV's)";
}

// The image five times, its pixels times r_max.
Panel ImagePanel(const DataSet& set, const std::vector<double>& r_max) {
  constexpr int kShown = 5, kGap = 2;
  const int step = set.side + kGap;
  HeatMap map{.label = "pixel", .min = 0, .max = 1};
  for (int x = 0; x < kShown * step - kGap; ++x) map.x.push_back(x);
  for (int y = 0; y < set.side; ++y) map.y.push_back(y);
  std::vector<std::pair<double, std::string>> ticks;
  const std::size_t last = r_max.size() - 1;
  map.values.assign(map.x.size() * map.y.size(), 0.0);
  for (int shown = 0; shown < kShown; ++shown) {
    const double brightness = r_max[last * static_cast<std::size_t>(shown) / (kShown - 1)];
    ticks.emplace_back(shown * step + set.side / 2.0, fmt::format("{:.1f}", brightness));
    for (int y = 0; y < set.side; ++y) {
      for (int x = 0; x < set.side; ++x) {
        const auto row = static_cast<std::size_t>(set.side - 1 - y);  // the first row of an image is on top
        map.values[row * map.x.size() + static_cast<std::size_t>(shown * step + x)] =
            brightness * set.image[static_cast<std::size_t>(y * set.side + x)];
      }
    }
  }
  return {.title = TitleOf(set.name),
          .x = {.label = "$r$_{max}", .ticks = std::move(ticks)},
          .y = {.ticks = {{-1.0, ""}}, .tick_labels = false},
          .heat_map = std::move(map),
          .equal_scales = true};
}

struct Line {
  std::string label, network;
  bool biases;
  std::string color;
};

Series SeriesOf(const Evidence& evidence, const std::string& data_set, const Line& line) {
  Series series{.x = evidence.r_max,
                .label = {line.label},
                .color = line.color,
                .dash = line.biases ? Series::Dash::kSolid : Series::Dash::kDashed};
  const auto& accuracy = evidence.accuracy.at({data_set, line.network, line.biases});
  for (std::size_t r = 0; r < evidence.r_max.size(); ++r) {
    double sum = 0, low = 1, high = 0;
    for (const std::vector<double>& seed : accuracy) {
      sum += seed[r];
      low = std::min(low, seed[r]);
      high = std::max(high, seed[r]);
    }
    series.y.push_back(sum / static_cast<double>(accuracy.size()));
    series.low.push_back(low);
    series.high.push_back(high);
  }
  return series;
}

Panel CurvePanel(const Evidence& evidence, const std::string& data_set) {
  const std::vector<Line> lines = {{"FC", "fc", true, palette::kBlue},
                                   {"Hp", "hp", true, palette::kVermilion},
                                   {"FC, no biases", "fc", false, palette::kBlue},
                                   {"Hp, no biases", "hp", false, palette::kVermilion},
                                   {"FC, infinite", "fc_ntk", true, palette::kSky},
                                   {"PNN, infinite", "pnn_ntk", true, palette::kOrange}};
  Panel panel{.x = {.label = "$r$_{max} of the test images (trained at 0.1)", .min = 0.1, .max = 1.0},
              .y = {.label = "accuracy on test images", .min = 0, .max = 1}};
  for (const Line& line : lines) panel.series.push_back(SeriesOf(evidence, data_set, line));
  return panel;
}

}  // namespace

Figure DrawBrightness(const Evidence& evidence) {
  Figure figure{.title = "Accuracy of nets trained on dark images when the images get brighter",
                .columns = static_cast<int>(evidence.data_sets.size()),
                .width = 1000,
                .row_heights = {150, 380}};
  for (const DataSet& set : evidence.data_sets) figure.panels.push_back(ImagePanel(set, evidence.r_max));
  for (const DataSet& set : evidence.data_sets) figure.panels.push_back(CurvePanel(evidence, set.name));
  return figure;
}

}  // namespace hadamard_ntk::experiments::brightness_extrapolation
