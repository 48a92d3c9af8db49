#include "referee/figure/svg_writer.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace hadamard_ntk::referee {
namespace {

bool Contains(const SvgWriter& svg, const std::string& part) { return svg.Document().find(part) != std::string::npos; }

TEST(SvgWriterTest, ADocumentOfOneFigure) {
  const SvgWriter svg(100, 50.5, "a <title> & \x1b");
  EXPECT_EQ(svg.Document().rfind("<?xml", 0), 0u);
  EXPECT_TRUE(Contains(svg, "width=\"100\" height=\"50.5\" viewBox=\"0 0 100 50.5\">"));
  EXPECT_TRUE(Contains(svg, "<title>a &lt;title&gt; &amp; \uFFFD</title>"));
  EXPECT_FALSE(Contains(svg, " id="));
}

TEST(SvgWriterTest, LinesAreOnePath) {
  SvgWriter svg(10, 10, "");
  svg.Lines({{{1, 2}, {3.14159, -0.001}}, {{1e9, 5}}}, {.color = "#123456", .width = 1.5});
  EXPECT_TRUE(Contains(svg, "stroke=\"#123456\" stroke-width=\"1.5\""));
  EXPECT_TRUE(Contains(svg, "stroke-linecap=\"round\" d=\"M1,2L3.14,0M1000000,5h0\"/>"));
  svg.Lines({{{1, 2}, {3, 4}}}, {.color = "#123456", .dashes = "6 4"});
  EXPECT_TRUE(Contains(svg, "stroke-dasharray=\"6 4\" d=\"M1,2L3,4\"/>"));
  const std::string before = svg.Document();
  svg.Lines({}, {.color = "#123456"});
  EXPECT_EQ(svg.Document(), before);
}

TEST(SvgWriterTest, Shapes) {
  SvgWriter svg(10, 10, "");
  svg.Band({{0, 0}, {1, 0}, {1, 1}}, "#0072b2");
  EXPECT_TRUE(Contains(svg, "<path fill=\"#0072b2\" fill-opacity=\"0.2\" d=\"M0,0L1,0L1,1z\"/>"));
  svg.Marker(Series::Marker::kCircle, {4, 5}, 3, "#000000");
  EXPECT_TRUE(Contains(svg, "<circle cx=\"4\" cy=\"5\" r=\"3\" fill=\"#000000\"/>"));
  svg.Marker(Series::Marker::kOpenCircle, {4, 5}, 2, "#000000");
  EXPECT_TRUE(Contains(svg, "r=\"2\" fill=\"none\" stroke=\"#000000\"/>"));
  svg.Marker(Series::Marker::kSquare, {4, 5}, 1, "#000000");
  EXPECT_TRUE(Contains(svg, "d=\"M3,4L5,4L5,6L3,6z\"/>"));
  svg.BeginClip({1, 2, 3, 4});
  svg.EndClip();
  EXPECT_TRUE(Contains(svg, "<svg x=\"1\" y=\"2\" width=\"3\" height=\"4\" viewBox=\"1 2 3 4\">\n</svg>"));
}

TEST(SvgWriterTest, AnImageIsAPngInItsAddress) {
  SvgWriter svg(10, 10, "");
  svg.Image({1, 2, 3, 4}, 2, {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}});
  EXPECT_TRUE(Contains(svg, "<image x=\"1\" y=\"2\" width=\"3\" height=\"4\" preserveAspectRatio=\"none\""));
  // The signature of a PNG file, the length of its head and the head's name.
  EXPECT_TRUE(Contains(svg, "xlink:href=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAAC"));
}

TEST(SvgWriterTest, TextStandsInFrontAndIsOnlyText) {
  SvgWriter svg(10, 10, "");
  svg.Text("$x$^{2} <script>\"&]]>\x01\x7f", {1, 2}, {.size = 12, .color = "#333333", .bold = true});
  svg.Lines({{{0, 0}, {1, 1}}}, {.color = "#999999"});
  EXPECT_TRUE(Contains(svg,
                       "<text x=\"1\" y=\"6\" font-size=\"12\" fill=\"#333333\" text-anchor=\"start\" "
                       "font-weight=\"bold\"><tspan font-style=\"italic\">x</tspan>"
                       "<tspan font-size=\"9.6\" dy=\"-6\">2</tspan>"
                       "<tspan dy=\"6\"> &lt;script&gt;&quot;&amp;]]&gt; \uFFFD</tspan></text>"));
  EXPECT_LT(svg.Document().find("<path"), svg.Document().find("<text"));
  svg.Text("up", {1, 2}, {.size = 12, .color = "#333333", .anchor = Annotation::Anchor::kMiddle, .upwards = true});
  EXPECT_TRUE(Contains(svg, "text-anchor=\"middle\" transform=\"rotate(-90 5,2)\"><tspan>up</tspan></text>"));
  EXPECT_THROW(svg.Text("x_{", {1, 2}, {.size = 12, .color = "#333333"}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::referee
