#include "experiments/polynomial_nets/brightness_extrapolation/figures.h"

#include <algorithm>

namespace hadamard_ntk::experiments {
namespace {

// The image five times, its pixels times r_max.
Panel ImagePanel(const BrightnessColumn& column) {
  constexpr int kShown = 5, kGap = 2;
  const int step = column.side + kGap;
  HeatMap map{.label = "pixel", .min = 0, .max = 1};
  for (int x = 0; x < kShown * step - kGap; ++x) map.x.push_back(x);
  for (int y = 0; y < column.side; ++y) map.y.push_back(y);
  std::vector<std::pair<double, std::string>> ticks;
  const std::size_t last = column.r_max.size() - 1;
  map.values.assign(map.x.size() * map.y.size(), 0.0);
  for (int shown = 0; shown < kShown; ++shown) {
    const double r_max = column.r_max[last * static_cast<std::size_t>(shown) / (kShown - 1)];
    std::string text = std::to_string(r_max);
    ticks.emplace_back(shown * step + column.side / 2.0, text.substr(0, 3));
    for (int y = 0; y < column.side; ++y) {
      for (int x = 0; x < column.side; ++x) {
        const auto row = static_cast<std::size_t>(column.side - 1 - y);  // the first row of an image is on top
        map.values[row * map.x.size() + static_cast<std::size_t>(shown * step + x)] =
            r_max * column.image[static_cast<std::size_t>(y * column.side + x)];
      }
    }
  }
  return {.title = column.title,
          .x = {.label = "$r$_{max}", .ticks = std::move(ticks)},
          .y = {.ticks = {{-1.0, ""}}, .tick_labels = false},
          .heat_map = std::move(map),
          .equal_scales = true};
}

Panel CurvePanel(const BrightnessColumn& column) {
  Panel panel{.x = {.label = "$r$_{max} of the test images (trained at 0.1)", .min = 0.1, .max = 1.0},
              .y = {.label = "accuracy on test images", .min = 0, .max = 1}};
  for (const BrightnessCurve& curve : column.curves) {
    Series series{.x = column.r_max,
                  .label = {curve.label},
                  .color = curve.color,
                  .dash = curve.dashed ? Series::Dash::kDashed : Series::Dash::kSolid};
    for (std::size_t r = 0; r < column.r_max.size(); ++r) {
      double sum = 0, low = 1, high = 0;
      for (const std::vector<double>& seed : curve.accuracy) {
        sum += seed[r];
        low = std::min(low, seed[r]);
        high = std::max(high, seed[r]);
      }
      series.y.push_back(sum / static_cast<double>(curve.accuracy.size()));
      series.low.push_back(low);
      series.high.push_back(high);
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

}  // namespace

Figure DrawBrightness(const std::vector<BrightnessColumn>& columns) {
  Figure figure{.title = "Accuracy of nets trained on dark images when the images get brighter",
                .columns = static_cast<int>(columns.size()),
                .width = 1000,
                .row_heights = {150, 380}};
  for (const BrightnessColumn& column : columns) figure.panels.push_back(ImagePanel(column));
  for (const BrightnessColumn& column : columns) figure.panels.push_back(CurvePanel(column));
  return figure;
}

}  // namespace hadamard_ntk::experiments
