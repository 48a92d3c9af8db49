#include "referee/figure/figure.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::referee {
namespace {

Figure Good() {
  Figure figure{.title = "t", .columns = 2};
  figure.panels.push_back({.x = {.label = "$k$", .log = true},
                           .series = {{.x = {1, 2}, .y = {3, std::nan("")}, .low = {2, 2}, .high = {4, 4}}}});
  figure.panels.push_back({.heat_map = HeatMap{.x = {0, 1}, .y = {0, 1, 2}, .values = {1, 2, 3, 4, 5, std::nan("")}}});
  return figure;
}

TEST(CheckFigureTest, NamesWhatDoesNotFit) {
  EXPECT_NO_THROW(CheckFigure(Good()));
  struct Case {
    std::function<void(Figure&)> spoil;
    std::string says;
  };
  const double nan = std::nan("");
  const std::vector<Case> cases = {
      {[](Figure& f) { f.panels.clear(); }, "no panels"},
      {[](Figure& f) { f.columns = 0; }, "columns"},
      {[](Figure& f) {
         f.row_heights = {1, 2, 3};
       },
       "row heights"},
      {[](Figure& f) { f.title = "$x"; }, "title"},
      {[](Figure& f) { f.panels[0].series.clear(); }, "panel 0: nothing to draw"},
      {[](Figure& f) { f.panels[0].series[0].x.push_back(1); }, "panel 0, series 0: 3 x for 2 y"},
      {[](Figure& f) { f.panels[0].series[0].low.pop_back(); }, "low and high"},
      {[](Figure& f) { f.panels[0].series[0] = {}, f.panels.pop_back(); }, kNothingToShow},
      {[=](Figure& f) {
         f.panels[0].series[0].y = {nan, nan}, f.panels.pop_back();
       },
       kNothingToShow},
      {[](Figure& f) {
         f.panels[0].series[0].x = {0, -1}, f.panels.pop_back();
       },
       kNothingToShow},
      {[](Figure& f) { f.panels[0].series[0].color = "red"; }, "#rrggbb"},
      {[](Figure& f) { f.panels[0].series[0].label.text = "x_{"; }, "not closed"},
      {[](Figure& f) {
         f.panels[0].series[0].label.at = {0, 1};
       },
       "label's place"},
      {[](Figure& f) { f.panels[0].series[0].width = 0; }, "width"},
      {[](Figure& f) { f.panels[0].x.min = 0; }, "x axis: the bound"},
      {[](Figure& f) { f.panels[0].y.min = 3, f.panels[0].y.max = 3; }, "y axis: min"},
      {[](Figure& f) {
         f.panels[0].x.ticks = {{0, "0"}};
       },
       "tick"},
      {[](Figure& f) { f.panels[0].equal_scales = true; }, "equal scales"},
      {[=](Figure& f) { f.panels[0].lines = {{.at = nan}}; }, "reference line"},
      {[](Figure& f) { f.panels[0].annotations = {{.x = -1, .y = 1, .text = "a"}}; }, "annotation 'a'"},
      {[](Figure& f) { f.panels[1].x.log = true; }, "panel 1: a heat map needs linear axes"},
      {[](Figure& f) { f.panels[1].heat_map->values.pop_back(); }, "5 values for 2 x 3 cells"},
      {[](Figure& f) {
         f.panels[1].heat_map->y = {0, 1, 3};
       },
       "steps must be equal"},
      {[](Figure& f) {
         f.panels[1].heat_map->x = {1, 0};
       },
       "increase"},
      {[=](Figure& f) { f.panels[1].heat_map->values.assign(6, nan), f.panels[0].series[0] = {}; }, kNothingToShow},
      {[](Figure& f) { f.panels[1].heat_map->log = f.panels[1].heat_map->diverging = true; }, "diverging"},
  };
  for (const Case& c : cases) {
    Figure figure = Good();
    c.spoil(figure);
    EXPECT_PRED_FORMAT2(testing::IsSubstring, c.says, MessageOf([&] { CheckFigure(figure); }));
  }
}

TEST(TextOfTest, SaysAllThatIsInTheFigureOnce) {
  Figure figure = Good();
  figure.title = "Decay of $μ$_{$k$}";
  figure.panels[0].title = "$S$^{2}";
  figure.panels[0].y.label = "error";
  figure.panels[0].series[0].label.text = "$N$ = 2";
  figure.panels[0].series.push_back(figure.panels[0].series[0]);
  figure.panels[0].lines = {{.at = 1, .text = "bound"}};
  figure.panels[0].annotations = {{.x = 1, .y = 1, .text = "here"}};
  figure.panels[1].heat_map->label = "density";
  EXPECT_EQ(
      TextOf(figure),
      "Decay of μk. Panel S2: error against k. Series: N = 2. Lines: bound. Notes: here. Panel. Colour: density.");
  figure.title = "$x";  // which CheckFigure refuses
  EXPECT_EQ(TextOf(figure).substr(0, 3), "$x.");
}

TEST(PaletteTest, TurnsDifferAndComeRound) {
  std::set<std::string> colors;
  for (std::size_t i = 0; i < 7; ++i) colors.insert(palette::Turn(i));
  EXPECT_EQ(colors.size(), 7u);
  EXPECT_EQ(palette::Turn(7), palette::Turn(0));
}

TEST(PaletteTest, NamesAreHexadecimal) { EXPECT_EQ(palette::Name({0, 114, 255}), "#0072ff"); }

TEST(PaletteTest, OrderedDarkensAllTheWay) {
  double before = std::numeric_limits<double>::infinity();
  for (const double t : {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}) {
    const std::string color = palette::Ordered(t);
    ASSERT_EQ(color.size(), 7u);
    const auto channel = [&](std::size_t at) { return std::stoi(color.substr(at, 2), nullptr, 16); };
    const double luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    EXPECT_LT(luminance, before);
    before = luminance;
  }
  EXPECT_THROW(palette::Ordered(1.1), std::invalid_argument);
  EXPECT_THROW(palette::Ordered(std::nan("")), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::referee
