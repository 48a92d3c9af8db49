#include "referee/figure/render_figure.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <regex>
#include <stdexcept>

#include "referee/figure/figure_text.h"
#include "referee/program/escape_markup.h"

namespace hadamard_ntk::referee {
namespace {

struct DrawnText {
  double x, y;
  std::string text;
};

// The texts of a document and where they stand, from its markup.
std::vector<DrawnText> TextsOf(const std::string& svg) {
  static const std::regex kText(R"re(<text x="([-0-9.]+)" y="([-0-9.]+)"[^>]*>(.*)</text>)re");
  static const std::regex kTag("<[^>]*>");
  std::vector<DrawnText> texts;
  for (std::sregex_iterator i(svg.begin(), svg.end(), kText), end; i != end; ++i) {
    texts.push_back({std::stod((*i)[1]), std::stod((*i)[2]), std::regex_replace((*i)[3].str(), kTag, "")});
  }
  return texts;
}

const DrawnText* Find(const std::vector<DrawnText>& texts, const std::string& marked) {
  for (const DrawnText& text : texts) {
    if (text.text == EscapeMarkup(Unmarked(marked))) return &text;
  }
  return nullptr;
}

// As Python's parser finds it.
bool IsWellFormed(const std::string& xml) {
  const std::string path = testing::TempDir() + "/document.xml";
  std::ofstream(path) << xml;
  return std::system(
             ("python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' " + path + " 2> /dev/null")
                 .c_str()) == 0;
}

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Two log-log panels of power laws.
Figure TwoPanels() {
  Figure figure{.title = "Spectra <&> laws", .columns = 2};
  for (const int d : {2, 9}) {
    Panel panel{.title = d == 2 ? "(a) $S$^{2}" : "(b) $S$^{9}",
                .x = {.label = "degree $k$", .log = true},
                .y = {.label = "$μ$_{$k$} / trace, panel " + std::to_string(d), .log = true}};
    for (const int n : {1, 2, 3, 5}) {
      Series series{.label = {.text = "PNN, $N$ = " + std::to_string(n) + " on $S$^{" + std::to_string(d) + "}"}};
      for (int k = 1; k <= 3000; ++k) {
        series.x.push_back(k);
        series.y.push_back((1 + 0.05 * n) * std::pow(k, -(d + 1)));
      }
      panel.series.push_back(series);
    }
    panel.series[0].dash = Series::Dash::kDashed;
    panel.lines = {{.direction = ReferenceLine::Direction::kVertical, .at = 100, .text = "k_max & 'friends'"}};
    panel.annotations = {{.x = 0.05, .y = 0.05, .text = "slope −($d$ + 1)", .in_panel = true}};
    figure.panels.push_back(panel);
  }
  return figure;
}

TEST(RenderSvgTest, TwoLogLogPanelsHaveAllTheirText) {
  const Figure figure = TwoPanels();
  const std::string svg = RenderSvg(figure);
  EXPECT_TRUE(IsWellFormed(svg));
  EXPECT_FALSE(IsWellFormed(svg.substr(0, svg.size() / 2)));
  EXPECT_NE(svg.find("<title>Spectra &lt;&amp;&gt; laws</title>"), std::string::npos);
  EXPECT_NE(svg.find("viewBox=\"0 0 840 340\""), std::string::npos);

  const std::vector<DrawnText> texts = TextsOf(svg);
  std::vector<std::string> wanted = {"10^{3}", "10", "10^{−2}"};  // some ticks
  for (const Panel& panel : figure.panels) {
    wanted.insert(wanted.end(),
                  {panel.title, panel.x.label, panel.y.label, panel.lines[0].text, panel.annotations[0].text});
    for (const Series& series : panel.series) wanted.push_back(series.label.text);
  }
  for (const std::string& text : wanted) EXPECT_TRUE(Find(texts, text)) << text;
  EXPECT_FALSE(Find(texts, "text that is not there"));

  // Direct labels of a panel: one column, a line apart.
  for (const Panel& panel : figure.panels) {
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const DrawnText *a = Find(texts, panel.series[i].label.text), *b = Find(texts, panel.series[j].label.text);
        ASSERT_TRUE(a && b);
        constexpr double kPrinted = 2 * 0.01;  // counted: both printed with two decimals
        EXPECT_NEAR(a->x, b->x, kPrinted);
        EXPECT_GE(std::abs(a->y - b->y), 13 - kPrinted);
      }
    }
  }
}

TEST(RenderSvgTest, StandsAloneAndBesideOthers) {
  const std::string svg = RenderSvg(TwoPanels());
  EXPECT_EQ(Count(svg, "id="), Count(svg, "mid="));                    // no ids, which could clash
  EXPECT_EQ(Count(svg, "http"), Count(svg, "=\"http://www.w3.org/"));  // name spaces, nothing to load
  // The same figure gives the same bytes.
  EXPECT_EQ(svg, RenderSvg(TwoPanels()));
  // 24,000 points, of which straight lines need 16.
  EXPECT_LT(svg.size(), 20000u);
}

TEST(RenderSvgTest, NoTextIsMarkup) {
  const std::string hostile = "</text><script>alert('x')</script> & &lt; ]]> <!-- \x01\x1b\x7f \xff \xef\xbf\xbf";
  Figure figure{.title = hostile, .draw_title = true};
  figure.panels.push_back({.title = hostile,
                           .x = {.label = hostile, .ticks = {{1, hostile}}},
                           .y = {.label = hostile},
                           .series = {{.x = {1, 2}, .y = {1, 2}, .label = {.text = hostile}}},
                           .lines = {{.at = 1.5, .text = hostile}},
                           .annotations = {{.x = 0.5, .y = 0.5, .text = hostile, .in_panel = true}}});
  figure.panels.push_back({.heat_map = HeatMap{.x = {1, 2}, .y = {1, 2}, .values = {1, 2, 3, 4}, .label = hostile}});
  const std::string svg = RenderSvg(figure);
  EXPECT_TRUE(IsWellFormed(svg));
  EXPECT_EQ(Count(svg, "alert("), 10u);
  EXPECT_EQ(Count(svg, "&lt;script&gt;alert("), 10u);
  EXPECT_EQ(Count(svg, "<!--") + Count(svg, "<script"), 0u);
}

TEST(RenderSvgTest, EveryStyleLeavesItsMark) {
  Series series{.x = {1, 2, 3, 4, 5}, .y = {1, 2, std::nan(""), 4, 3}, .color = "#123456"};
  const auto draw = [](Series s) {
    Figure figure;
    figure.panels.push_back({.series = {std::move(s)}});
    return RenderSvg(figure);
  };
  const std::string line = draw(series);
  static const std::regex kPath(R"(stroke="#123456"[^>]* d="M[0-9.,]*L[0-9.,]*M[0-9.,]*L[0-9.,]*")");
  EXPECT_TRUE(std::regex_search(line, kPath));  // one path with one gap
  series.style = Series::Style::kPoints;
  EXPECT_EQ(Count(draw(series), "<circle"), 4u);
  series.low = {0.5, 1.5, 2.5, 3.5, 2.5};
  series.high = {1.5, 2.5, 3.5, 4.5, 3.5};
  static const std::regex kBars(R"re(stroke="#123456"[^>]* d="(M[0-9.,]*L[0-9.,]*){4}")re");
  EXPECT_TRUE(std::regex_search(draw(series), kBars));  // and error bars where there are points
  series.style = Series::Style::kLine;
  EXPECT_EQ(Count(draw(series), "fill-opacity"), 1u);  // a band
  EXPECT_EQ(Count(line, "fill-opacity"), 0u);
}

TEST(RenderSvgTest, WhatIsBeyondThePanelIsNotSeen) {
  Figure figure;
  figure.panels.push_back({.x = {.max = 4},
                           .y = {.min = 0, .max = 5},
                           .series = {{.x = {1, 2, 9}, .y = {1, 7, 1}, .style = Series::Style::kLinePoints}}});
  const std::string svg = RenderSvg(figure);
  EXPECT_EQ(Count(svg, "<circle"), 1u);
  EXPECT_LT(svg.find("<svg x="), svg.find("stroke-width=\"1.6\""));  // the line is clipped
}

TEST(RenderSvgTest, AHeatMapIsAnImageInTheDocument) {
  Figure figure;
  HeatMap map{
      .x = {0, 1, 2}, .y = {0, 1}, .values = {1, 10, 100, std::nan(""), 1000, 10000}, .label = "error", .log = true};
  figure.panels.push_back({.heat_map = map});
  const std::string svg = RenderSvg(figure);
  EXPECT_TRUE(IsWellFormed(svg));
  EXPECT_EQ(Count(svg, "<image "), 2u);  // the map and its scale
  EXPECT_EQ(Count(svg, "data:image/png;base64,"), 2u);
  const std::vector<DrawnText> texts = TextsOf(svg);
  for (const char* text : {"error", "1", "10^{2}", "10^{4}"}) EXPECT_TRUE(Find(texts, text)) << text;
}

// What a run may produce at the ends of its flags: it is drawn, and what cannot be shown is left out.
TEST(RenderSvgTest, WhateverTheDataAreTheFigureIsDrawn) {
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  const double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();
  const Series good{.x = {1, 2}, .y = {1, 2}, .label = {.text = "good"}};
  const std::vector<std::vector<double>> values = {
      {},         {1},       {0}, {-1}, {nan}, {inf, -inf}, {least}, {most}, {0, 0}, {least, most}, {1e-320, 2e-320},
      {1, 1e200}, {-1, 0, 1}};
  int drawn = 0;
  for (const bool log : {false, true}) {
    for (const std::vector<double>& y : values) {
      Series series{.y = y, .label = {.text = "odd"}};
      for (std::size_t i = 0; i < y.size(); ++i) series.x.push_back(static_cast<double>(i) + 1);
      Figure figure;
      for (const auto style : {Series::Style::kLine, Series::Style::kPoints, Series::Style::kSteps}) {
        for (const bool band : {false, true}) {
          series.style = style;
          series.low = series.high = band ? y : std::vector<double>();
          figure.panels.push_back({.x = {.log = log}, .y = {.log = log, .max = 40}, .series = {series}});
          figure.panels.push_back({.x = {.log = log}, .y = {.log = log}, .series = {series, good}});
        }
      }
      figure.columns = 4;
      const std::string svg = RenderSvg(figure);
      EXPECT_TRUE(IsWellFormed(svg));
      EXPECT_EQ(svg.find("nan"), std::string::npos);
      EXPECT_TRUE(Find(TextsOf(svg), "good"));
      EXPECT_EQ(Find(TextsOf(svg), kNothingToShow) != nullptr, !HasSomethingToShow(figure.panels[0]));
      figure.panels = {figure.panels[0]};
      if (HasSomethingToShow(figure.panels[0])) {
        EXPECT_NO_THROW(RenderSvg(figure));
        ++drawn;
      } else {
        EXPECT_THROW(RenderSvg(figure), std::invalid_argument);
      }
    }
  }
  EXPECT_GE(drawn, 10);
}

TEST(RenderSvgTest, AFigureThatMakesNoSenseIsRefused) { EXPECT_THROW(RenderSvg(Figure{}), std::invalid_argument); }

}  // namespace
}  // namespace hadamard_ntk::referee
