#include "experiments/inline_svg.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/render_figure.h"

namespace hadamard_ntk::experiments {
namespace {

std::multiset<std::string> All(const std::string& text, const std::string& pattern) {
  std::multiset<std::string> found;
  const std::regex regex(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

std::multiset<std::string> IdsOf(const std::string& html) { return All(html, "\\sid=[\"']([^\"']*)[\"']"); }

// What the ids are referred to by.
std::multiset<std::string> ReferencesOf(const std::string& html) {
  std::multiset<std::string> found = All(html, "href=[\"']#([^\"']*)[\"']");
  found.merge(All(html, "url\\([\"']?#([^\"')]*)"));
  found.merge(All(html, "aria-labelledby=[\"']([^\"']*)[\"']"));
  found.merge(All(html, "<style>#([-\\w]*)"));
  return found;
}

Figure LinesAndMarkers() {
  Figure figure{.title = "Lines & markers", .panels = {{.title = "a < b"}}};
  for (const auto marker : {Series::Marker::kCircle, Series::Marker::kTriangle, Series::Marker::kOpenCircle}) {
    Series series{.x = {1, 2, 3}, .y = {1, 4, static_cast<double>(marker)}, .low = {0, 3, 0}, .high = {2, 5, 4}};
    series.label.text = "m";
    series.style = Series::Style::kLinePoints;
    series.marker = marker;
    figure.panels[0].series.push_back(series);
  }
  figure.panels.push_back(
      {.heat_map = HeatMap{.x = {1, 2, 3}, .y = {1, 2}, .values = {1, 2, 3, 4, 5, 6}, .label = "value"}});
  return figure;
}

TEST(InlineSvgTest, FiguresOfOneNameOnOnePageShareNoIdAndEveryReferenceIsTheirOwn) {
  const std::string svg = RenderSvg(LinesAndMarkers(), "figure").value();
  const InlineSvg one = MakeInlineSvg(svg, "a-1"), two = MakeInlineSvg(svg, "a-2");
  for (const auto& [figure, prefix] : {std::pair{&one, "a-1-"}, {&two, "a-2-"}}) {
    const std::multiset<std::string> ids = IdsOf(figure->html), references = ReferencesOf(figure->html);
    EXPECT_GE(ids.size(), 15u);
    EXPECT_GE(references.size(), 10u);  // markers, the title, the style
    for (const std::string& id : ids) {
      EXPECT_EQ(id.rfind(prefix, 0), 0u) << id;
      EXPECT_EQ(ids.count(id), 1u) << id;
    }
    for (const std::string& id : references) EXPECT_EQ(ids.count(id), 1u) << id;
  }
  // gnuplot's own ids, without the prefix, are the same in both: the control of this test.
  EXPECT_EQ(IdsOf(svg), IdsOf(RenderSvg(LinesAndMarkers(), "figure").value()));
}

TEST(InlineSvgTest, KeepsTheDrawingAndItsTitleButNoToolTips) {
  std::string svg = RenderSvg(LinesAndMarkers(), "figure").value();
  svg.insert(svg.find('>', svg.find("<g ")) + 1, "<title>a tool tip</title>");
  const InlineSvg made = MakeInlineSvg(svg, "x");
  EXPECT_EQ(made.title, "Lines &amp; markers");
  EXPECT_EQ(made.width, 840);
  EXPECT_EQ(made.html.rfind("<svg role=\"img\" aria-labelledby=\"x-title\"", 0), 0u) << made.html.substr(0, 200);
  EXPECT_EQ(made.html.substr(made.html.size() - 6), "</svg>");
  EXPECT_EQ(All(made.html, "(<title)").size(), 1u);
  EXPECT_GT(All(svg, "(<title)").size(), 1u);
  for (const std::string element : {"path", "use", "text", "circle", "image"}) {
    EXPECT_EQ(All(made.html, "(<" + element + ")[\\s>]").size(), All(svg, "(<" + element + ")[\\s>]").size());
    EXPECT_GE(All(svg, "(<" + element + ")[\\s>]").size(), 1u) << element;
  }
}

std::string Document(const std::string& inside, const std::string& attributes = "") {
  return "<?xml version=\"1.0\"?>\n<!-- > --><svg width=\"10\" " + attributes + "><title>t</title>" + inside +
         "</svg>\n";
}

TEST(InlineSvgTest, RenamesEveryKindOfReferenceAndNothingElse) {
  const InlineSvg made =
      MakeInlineSvg(Document("<style>#fff, #b>c { stroke: #fff; fill: url(#b) }</style><g id='fff'/><g id=\"b\" "
                             "fill='url(\"#fff\")' stroke=\"#fff\"/><use href='#b' class='b' aria-describedby='b fff'/>"
                             "<a href=\"#elsewhere\">#b b</a>"),
                    "p");
  EXPECT_EQ(made.html,
            "<svg role=\"img\" aria-labelledby=\"p-title\" width=\"10\"><title id=\"p-title\">t</title>"
            "<style>#p-fff, #p-b>c { stroke: #fff; fill: url(#p-b) }</style><g id=\"p-fff\"/><g id=\"p-b\" "
            "fill='url(\"#p-fff\")' stroke=\"#fff\"/><use href=\"#p-b\" class=\"b\" aria-describedby=\"p-b p-fff\"/>"
            "<a href=\"#elsewhere\">#b b</a></svg>");
}

TEST(InlineSvgTest, RefusesWhatWouldLoadOrRunSomething) {
  EXPECT_NO_THROW(MakeInlineSvg(Document("<image href='data:image/png;base64,AA=='/>"), "f"));
  for (const std::string inside :
       {"<script>x</script>", "<svg:script>x</svg:script>", "<SCRIPT/>", "<g onclick='x'/>", "<g OnLoad='x'/>",
        "<image href='http://192.0.2.1/x.png'/>", "<image xlink:href='x.png'/>", "<use href='other.svg#a'/>",
        "<a href='javascript:x'/>", "<style>@import 'x.css';</style>", "<style>g { fill: url(x.svg#a) }</style>",
        "<style>g { fill: \\75rl(x) }</style>", "<g style='fill: url( \"//host/x\")'/>", "<foreignObject/>",
        "<image href='data:text/html,x'/>", "<![CDATA[<script>]]>", "<g id='a'/><g id='a'/>", "<g id=a/>", "<g"}) {
    EXPECT_THROW(MakeInlineSvg(Document(inside), "f"), std::invalid_argument) << inside;
  }
  EXPECT_THROW(MakeInlineSvg("<!DOCTYPE svg>" + Document(""), "f"), std::invalid_argument);
  EXPECT_THROW(MakeInlineSvg("", "f"), std::invalid_argument);
  EXPECT_THROW(MakeInlineSvg("<p>x</p>", "f"), std::invalid_argument);
  EXPECT_THROW(MakeInlineSvg("<svg width='3'></svg>", "f"), std::invalid_argument);
  EXPECT_THROW(MakeInlineSvg("<svg><title>t</title></svg>", "f"), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
