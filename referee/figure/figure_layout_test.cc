#include "referee/figure/figure_layout.h"

#include <gtest/gtest.h>

#include <cmath>

#include "referee/figure/figure_text.h"

namespace hadamard_ntk::referee {
namespace {

// Six power laws that end within a pixel of one another.
Figure Crowded() {
  Figure figure{.columns = 2};
  for (int p = 0; p < 2; ++p) {
    Panel panel{.title = "panel", .x = {.label = "$k$", .log = true}, .y = {.label = "$μ$_{$k$}", .log = true}};
    for (int s = 0; s < 6; ++s) {
      panel.series.push_back({.x = {1, 10, 1000},
                              .y = {1, 1e-2, 1e-9 * (1 + 0.01 * s)},
                              .label = {.text = "series " + std::to_string(s)}});
    }
    figure.panels.push_back(panel);
  }
  return figure;
}

struct Box {
  double left, top, right, bottom;
};

Box BoxOf(const PlacedLabel& label) {
  return {label.x, label.y - kLabelSize / 2, label.x + FigureText(label.text).Width() * kLabelSize,
          label.y + kLabelSize / 2};
}

bool Overlap(const Box& a, const Box& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

int Overlaps(const std::vector<PlacedLabel>& labels) {
  int overlaps = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) overlaps += Overlap(BoxOf(labels[i]), BoxOf(labels[j]));
  }
  return overlaps;
}

TEST(LayOutTest, LabelsAtLineEndsDoNotOverlap) {
  const FigureLayout layout = LayOut(Crowded());
  for (const PanelLayout& panel : layout.panels) {
    ASSERT_EQ(panel.labels.size(), 6u);
    EXPECT_EQ(Overlaps(panel.labels), 0);
    // The check sees overlap: where the lines end, all fifteen pairs do.
    std::vector<PlacedLabel> unmoved = panel.labels;
    for (PlacedLabel& label : unmoved) {
      if (label.leader_start) label.y = label.leader_start->y;
    }
    EXPECT_GE(Overlaps(unmoved), 10);
  }
}

TEST(LayOutTest, LabelsThatEndWithinThePanelDoNotOverlapEither) {
  Figure figure = Crowded();
  figure.panels[0].x.max = 1e9;
  figure.panels[0].series[3].x = {1, 10, 2e4};
  const PanelLayout panel = LayOut(figure).panels[0];
  EXPECT_EQ(Overlaps(panel.labels), 0);
  for (const PlacedLabel& label : panel.labels) EXPECT_LT(label.x, panel.left + panel.width);
}

TEST(LayOutTest, EverythingStaysOnThePage) {
  const FigureLayout layout = LayOut(Crowded());
  EXPECT_EQ(layout.width, 840);
  EXPECT_EQ(layout.height, 340);
  for (const PanelLayout& panel : layout.panels) {
    EXPECT_GT(panel.y_label_x, 0);
    EXPECT_GT(panel.top, 0);
    EXPECT_LT(panel.x_label_y, layout.height);
    for (const PlacedLabel& label : panel.labels) {
      const Box box = BoxOf(label);
      EXPECT_GE(box.left, panel.left + panel.width);
      EXPECT_LE(box.right, layout.width);
      EXPECT_GE(box.top, 0);
      EXPECT_LE(box.bottom, layout.height);
    }
  }
  // The second panel begins after the labels of the first.
  EXPECT_LT(BoxOf(layout.panels[0].labels[0]).right, layout.panels[1].y_label_x);
}

TEST(LayOutTest, PanelsOfARowAndAColumnAlign) {
  Figure figure = Crowded();
  figure.row_heights = {300, 200};
  figure.panels.push_back({.series = {{.x = {0, 1}, .y = {1e6, 2e6}}}});
  const FigureLayout layout = LayOut(figure);
  EXPECT_EQ(layout.height, 500);
  EXPECT_EQ(layout.panels[0].top, layout.panels[1].top);
  EXPECT_EQ(layout.panels[0].height, layout.panels[1].height);
  EXPECT_EQ(layout.panels[0].left, layout.panels[2].left);
  EXPECT_EQ(layout.panels[0].width, layout.panels[2].width);
  EXPECT_GT(layout.panels[2].top, 300);
}

TEST(LayOutTest, EqualScalesKeepDisksRound) {
  Figure figure;
  figure.panels.push_back({.heat_map = HeatMap{.x = {-3, -1, 1, 3}, .y = {-1, 1}, .values = {1, 2, 3, 4, 5, 6, 7, 8}},
                           .equal_scales = true});
  const PanelLayout panel = LayOut(figure).panels[0];
  const Point a = panel.Place(0, 0), b = panel.Place(1, 1);
  EXPECT_NEAR(b.x - a.x, a.y - b.y, 1e-9 * panel.width);  // rounding only
  EXPECT_EQ(panel.x.min, -4);                             // the cells' edges, not their centres
  EXPECT_EQ(panel.y.max, 2);
  ASSERT_TRUE(panel.color_scale);
  EXPECT_GT(panel.color_scale->left, panel.left + panel.width);
}

TEST(LayOutTest, TheYAxisFitsWhatTheXAxisShows) {
  Figure figure;
  figure.panels.push_back({.x = {.max = 2}, .series = {{.x = {1, 2, 3}, .y = {1, 2, 1000}}}});
  EXPECT_LT(LayOut(figure).panels[0].y.max, 3);
  figure.panels[0].x.max.reset();
  EXPECT_GT(LayOut(figure).panels[0].y.max, 999);
}

TEST(LayOutTest, ALabelStandsAtTheLastVisiblePoint) {
  Figure figure;
  figure.panels.push_back({.x = {.min = 0, .max = 10},
                           .y = {.min = 0, .max = 1},
                           .series = {{.x = {0, 5, 9}, .y = {0.5, 0.25, std::nan("")}, .label = {.text = "a"}},
                                      {.x = {0, 1}, .y = {7, 8}, .label = {.text = "never seen"}},
                                      {.x = {0, 1}, .y = {0, 1}, .label = {.text = "b", .at = std::pair(2.0, 0.75)}}}});
  const PanelLayout panel = LayOut(figure).panels[0];
  ASSERT_EQ(panel.labels.size(), 2u);
  for (const PlacedLabel& label : panel.labels) {
    const bool a = label.text == "a";
    EXPECT_NEAR(label.y, panel.top + (a ? 0.75 : 0.25) * panel.height, 1e-9 * panel.height);
    EXPECT_NEAR(label.x, panel.left + (a ? 0.5 * panel.width + 6 : 0.2 * panel.width), 1e-9 * panel.width);
  }
}

}  // namespace
}  // namespace hadamard_ntk::referee
