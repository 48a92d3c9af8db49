#include "referee/figure/render_figure.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "referee/figure/figure_layout.h"
#include "referee/figure/figure_text.h"
#include "referee/figure/svg_writer.h"

namespace hadamard_ntk::referee {
namespace {

using Anchor = Annotation::Anchor;
using palette::Rgb;
using Pieces = std::vector<std::vector<Point>>;

constexpr const char* kInk = "#333333";    // axes and their text
constexpr const char* kFaint = "#999999";  // reference lines and leaders
constexpr double kThinning = 0.1;          // px

// Light colours are darkened for text, which needs more contrast than a line.
std::string TextColor(const std::string& color) {
  Rgb rgb;
  double luminance = 0;
  constexpr double kWeights[] = {0.2126, 0.7152, 0.0722};
  for (std::size_t c = 0; c < 3; ++c) {
    rgb[c] = static_cast<std::uint8_t>(std::stoi(color.substr(1 + 2 * c, 2), nullptr, 16));
    luminance += kWeights[c] * std::pow(rgb[c] / 255.0, 2.2);
  }
  // Contrast 4.5 : 1 against white, as readable text needs [WCAG 2, 1.4.3].
  const double scale = std::min(1.0, std::pow(0.18 / std::max(luminance, 1e-6), 1 / 2.2));
  for (std::uint8_t& c : rgb) c = static_cast<std::uint8_t>(c * scale);
  return palette::Name(rgb);
}

// White for NaN.
Rgb MapColor(double t, bool diverging) {
  if (std::isnan(t)) return {255, 255, 255};
  // From a light blue, so that missing values stay white, to the palette's darkest; or blue - white - vermilion.
  static constexpr double kSequential[][3] = {{228, 242, 250}, {140, 200, 238}, {0, 114, 178}, {0, 25, 60}};
  static constexpr double kDiverging[][3] = {
      {0, 69, 120}, {60, 150, 205}, {255, 255, 255}, {225, 120, 40}, {140, 50, 0}};
  const auto stops = diverging ? kDiverging : kSequential;
  const int intervals = diverging ? 4 : 3;
  const double at = std::clamp(t, 0.0, 1.0) * intervals;
  const int i = std::min(static_cast<int>(at), intervals - 1);
  Rgb rgb;
  for (std::size_t c = 0; c < 3; ++c) {
    rgb[c] = static_cast<std::uint8_t>(std::lround(stops[i][c] + (at - i) * (stops[i + 1][c] - stops[i][c])));
  }
  return rgb;
}

// Draws one panel.
class PanelDrawing {
 public:
  PanelDrawing(const Panel& panel, const PanelLayout& at, SvgWriter& svg)
      : panel_(panel), at_(at), svg_(svg), right_(at.left + at.width), bottom_(at.top + at.height) {}

  void Draw() {
    BeginClip();
    if (panel_.heat_map) DrawHeatMap(*panel_.heat_map);
    for (std::size_t s = 0; s < panel_.series.size(); ++s) DrawBand(panel_.series[s], at_.colors[s]);
    for (const ReferenceLine& line : panel_.lines) DrawReferenceLine(line);
    svg_.EndClip();
    for (std::size_t s = 0; s < panel_.series.size(); ++s) DrawSeries(panel_.series[s], at_.colors[s]);
    DrawAxes();
    if (panel_.heat_map) DrawColorScale(*panel_.heat_map, *at_.color_scale);
    DrawLabels();
  }

 private:
  // The plotting area, and a pixel more for the width of a line along its edge.
  void BeginClip() { svg_.BeginClip({at_.left - 1, at_.top - 1, at_.width + 2, at_.height + 2}); }

  void DrawHeatMap(const HeatMap& map) {
    const Point first = at_.Place(map.x.front(), map.y.front()), last = at_.Place(map.x.back(), map.y.back());
    const double width = (last.x - first.x) / static_cast<double>(map.x.size() - 1);
    const double height = (first.y - last.y) / static_cast<double>(map.y.size() - 1);
    if (std::isnan(width) || std::isnan(height)) return;
    std::vector<Rgb> pixels;
    for (std::size_t i = map.y.size(); i-- > 0;) {
      for (std::size_t j = 0; j < map.x.size(); ++j) {
        pixels.push_back(MapColor(at_.color_scale->scale.Fraction(map.values[i * map.x.size() + j]), map.diverging));
      }
    }
    svg_.Image({first.x - width / 2, last.y - height / 2, last.x - first.x + width, first.y - last.y + height},
               map.x.size(), pixels);
  }

  void DrawBand(const Series& series, const std::string& color) {
    if (series.low.empty()) return;
    if (series.style == Series::Style::kPoints) return DrawErrorBars(series, color);
    std::vector<Point> upper, lower;
    const auto flush = [&] {
      std::vector<Point> outline = Thin(upper, kThinning);
      const std::vector<Point> back = Thin(lower, kThinning);
      outline.insert(outline.end(), back.rbegin(), back.rend());
      if (!outline.empty()) svg_.Band(outline, color);
      upper.clear();
      lower.clear();
    };
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Point low = at_.Place(series.x[i], series.low[i]), high = at_.Place(series.x[i], series.high[i]);
      if (std::isnan(high.y) || std::isnan(high.x)) {
        flush();
        continue;
      }
      upper.push_back({high.x, std::clamp(high.y, at_.top, bottom_)});
      lower.push_back({high.x, std::isnan(low.y) ? bottom_ : std::clamp(low.y, at_.top, bottom_)});
    }
    flush();
  }

  void DrawErrorBars(const Series& series, const std::string& color) {
    Pieces bars;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Point low = at_.Place(series.x[i], series.low[i]), high = at_.Place(series.x[i], series.high[i]);
      if (std::isnan(high.y) || std::isnan(high.x) || std::isnan(at_.Place(series.x[i], series.y[i]).y)) continue;
      // What reaches below a logarithmic axis is drawn beyond its end.
      bars.push_back({{high.x, std::isnan(low.y) ? bottom_ + 2 : low.y}, high});
    }
    svg_.Lines(bars, {.color = color});
  }

  void DrawReferenceLine(const ReferenceLine& line) {
    const bool horizontal = line.direction == ReferenceLine::Direction::kHorizontal;
    const double x = at_.Place(line.at, 0).x, y = at_.Place(0, line.at).y;
    const Point from = horizontal ? Point{at_.left, y} : Point{x, at_.top};
    const Point to = horizontal ? Point{right_, y} : Point{x, bottom_};
    svg_.Lines({{from, to}}, {.color = kFaint, .dashes = "4 3"});
    if (line.text.empty() || !at_.Contains(from)) return;
    const TextStyle style{.size = kLabelSize, .color = "#555555", .anchor = horizontal ? Anchor::kEnd : Anchor::kStart};
    svg_.Text(line.text,
              horizontal ? Point{right_ - 4, y - 0.7 * kLabelSize} : Point{x + 4, at_.top + 0.6 * kLabelSize}, style);
  }

  // The series' points, cut at its gaps.
  Pieces PiecesOf(const Series& series) const {
    Pieces pieces(1);
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Point p = at_.Place(series.x[i], series.y[i]);
      if (std::isnan(p.x) || std::isnan(p.y)) {
        if (!pieces.back().empty()) pieces.emplace_back();
        continue;
      }
      if (series.style == Series::Style::kSteps && !pieces.back().empty()) {
        pieces.back().push_back({p.x, pieces.back().back().y});
      }
      pieces.back().push_back(p);
    }
    if (pieces.back().empty()) pieces.pop_back();
    return pieces;
  }

  void DrawSeries(const Series& series, const std::string& color) {
    Pieces pieces = PiecesOf(series);
    std::vector<Point> points;
    for (std::vector<Point>& piece : pieces) {
      std::copy_if(piece.begin(), piece.end(), std::back_inserter(points), [&](Point p) { return at_.Contains(p); });
      piece = Thin(piece, kThinning);
    }
    if (series.style != Series::Style::kPoints) {
      static constexpr const char* kDashes[] = {"", "6 4", "1.5 3.5"};
      BeginClip();
      svg_.Lines(pieces, {.color = color, .width = series.width, .dashes = kDashes[static_cast<int>(series.dash)]});
      svg_.EndClip();
    }
    if (series.style == Series::Style::kPoints || series.style == Series::Style::kLinePoints) {
      for (const Point& p : ThinPoints(points)) svg_.Marker(series.marker, p, series.marker_size, color);
    }
  }

  // The two axes, or a frame around a heat map; marks and labels of the ticks; titles.
  void DrawAxes() {
    Pieces lines = {{{at_.left, at_.top}, {at_.left, bottom_}, {right_, bottom_}}};
    if (panel_.heat_map) lines.push_back({{right_, bottom_}, {right_, at_.top}, {at_.left, at_.top}});
    for (const Tick& tick : at_.x_ticks) {
      const double x = at_.left + at_.x.Fraction(tick.at) * at_.width;
      lines.push_back({{x, bottom_}, {x, bottom_ + (tick.major ? kTickLength : kTickLength / 2)}});
      Label(tick.text, {x, at_.x_tick_y}, {.size = kTickSize, .color = kInk, .anchor = Anchor::kMiddle});
    }
    for (const Tick& tick : at_.y_ticks) {
      const double y = bottom_ - at_.y.Fraction(tick.at) * at_.height;
      lines.push_back({{at_.left, y}, {at_.left - (tick.major ? kTickLength : kTickLength / 2), y}});
      Label(tick.text, {at_.y_tick_x, y}, {.size = kTickSize, .color = kInk, .anchor = Anchor::kEnd});
    }
    svg_.Lines(lines, {.color = kInk});
    const Point middle = Middle();
    Label(panel_.title, {at_.left, at_.top - 0.9 * kTextSize}, {.size = kTextSize, .color = kInk, .bold = true});
    Label(panel_.x.label, {middle.x, at_.x_label_y}, {.size = kTextSize, .color = kInk, .anchor = Anchor::kMiddle});
    Label(panel_.y.label, {at_.y_label_x, middle.y},
          {.size = kTextSize, .color = kInk, .anchor = Anchor::kMiddle, .upwards = true});
  }

  void DrawColorScale(const HeatMap& map, const ColorScale& color) {
    constexpr int kSteps = 64;
    std::vector<Rgb> pixels;
    for (int i = kSteps; i-- > 0;) pixels.push_back(MapColor((i + 0.5) / kSteps, map.diverging));
    svg_.Image({color.left, at_.top, color.width, at_.height}, 1, pixels);
    const double edge = color.left + color.width;
    Pieces lines = {
        {{color.left, at_.top}, {edge, at_.top}, {edge, bottom_}, {color.left, bottom_}, {color.left, at_.top}}};
    for (const Tick& tick : color.ticks) {
      if (!tick.major) continue;
      const double y = bottom_ - at_.height * color.scale.Fraction(tick.at);
      lines.push_back({{edge, y}, {edge + 4, y}});
      Label(tick.text, {edge + 8, y}, {.size = kTickSize, .color = kInk});
    }
    svg_.Lines(lines, {.color = kInk});
    Label(map.label, {at_.color_label_x, Middle().y},
          {.size = kTextSize, .color = kInk, .anchor = Anchor::kMiddle, .upwards = true});
  }

  void DrawLabels() {
    for (const PlacedLabel& label : at_.labels) {
      if (const auto& start = label.leader_start) {
        svg_.Lines({{{start->x + 2, start->y}, {label.x - 2, label.y}}}, {.color = kFaint, .width = 0.7});
      }
      Label(label.text, {label.x, label.y}, {.size = kLabelSize, .color = TextColor(label.color)});
    }
    if (!HasSomethingToShow(panel_)) {
      Label(kNothingToShow, Middle(), {.size = kLabelSize, .color = kInk, .anchor = Anchor::kMiddle});
    }
    for (const Annotation& note : panel_.annotations) {
      const Point p = note.in_panel ? Point{at_.left + note.x * at_.width, bottom_ - note.y * at_.height}
                                    : at_.Place(note.x, note.y);
      Label(note.text, p, {.size = kLabelSize, .color = note.color, .anchor = note.anchor});
    }
  }

  void Label(const std::string& text, Point at, const TextStyle& style) {
    if (!text.empty()) svg_.Text(text, at, style);
  }

  Point Middle() const { return {at_.left + at_.width / 2, at_.top + at_.height / 2}; }

  const Panel& panel_;
  const PanelLayout& at_;
  SvgWriter& svg_;
  const double right_, bottom_;
};

}  // namespace

std::string RenderSvg(const Figure& figure) {
  const FigureLayout layout = LayOut(figure);
  SvgWriter svg(layout.width, layout.height, Unmarked(figure.title));
  if (figure.draw_title) {
    svg.Text(figure.title, {layout.width / 2, 1.2 * kTextSize},
             {.size = kTextSize, .color = kInk, .anchor = Anchor::kMiddle, .bold = true});
  }
  for (std::size_t p = 0; p < figure.panels.size(); ++p) PanelDrawing(figure.panels[p], layout.panels[p], svg).Draw();
  return svg.Document();
}

}  // namespace hadamard_ntk::referee
