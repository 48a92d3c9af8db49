#include "referee/figure/render_figure.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "files/utf8.h"
#include "referee/figure/figure_layout.h"
#include "referee/figure/figure_text.h"
#include "referee/program/run_program.h"

namespace hadamard_ntk::referee {
namespace {

constexpr const char* kInk = "#333333";     // axes and their text
constexpr const char* kFaint = "#999999";   // reference lines and leaders
constexpr double kThinning = 0.1;           // px
constexpr double kGnuplotMarker = 0.375;    // radius of a marker of pointsize 1, in text sizes
constexpr const char* kFont = "Helvetica";  // the name in gnuplot's output, replaced by kFonts
constexpr const char* kFonts = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

using Rgb = std::array<double, 3>;

// What lies far beyond the figure lies a thousand screens away: it is clipped all the same.
std::string Fixed(double v, int decimals) {
  char buffer[64];
  v = std::clamp(v, -1e6, 1e6);
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed, decimals).ptr);
}

std::string Px(double v) { return Fixed(v, 2); }
std::string Exact(double v) { return Fixed(v, 6); }

// Light colours are darkened for text, which needs more contrast than a line.
std::string TextColor(const std::string& color) {
  int rgb[3];
  double luminance = 0;
  constexpr double kWeights[] = {0.2126, 0.7152, 0.0722};
  for (int c = 0; c < 3; ++c) {
    rgb[c] = std::stoi(color.substr(1 + 2 * static_cast<std::size_t>(c), 2), nullptr, 16);
    luminance += kWeights[c] * std::pow(rgb[c] / 255.0, 2.2);
  }
  // Contrast 4.5 : 1 against white, as readable text needs [WCAG 2, 1.4.3].
  const double scale = std::min(1.0, std::pow(0.18 / std::max(luminance, 1e-6), 1 / 2.2));
  std::string text = "#";
  for (int c = 0; c < 3; ++c) {
    const int v = static_cast<int>(rgb[c] * scale);
    text += "0123456789abcdef"[v / 16];
    text += "0123456789abcdef"[v % 16];
  }
  return text;
}

Rgb MapColor(double t, bool diverging) {
  // From a light blue, so that missing values stay white, to the palette's darkest; or blue - white - vermilion.
  static constexpr Rgb kSequential[] = {{228, 242, 250}, {140, 200, 238}, {0, 114, 178}, {0, 25, 60}};
  static constexpr Rgb kDiverging[] = {{0, 69, 120}, {60, 150, 205}, {255, 255, 255}, {225, 120, 40}, {140, 50, 0}};
  const auto stops = diverging ? kDiverging : kSequential;
  const int intervals = diverging ? 4 : 3;
  const double at = std::clamp(t, 0.0, 1.0) * intervals;
  const int i = std::min(static_cast<int>(at), intervals - 1);
  Rgb rgb;
  for (std::size_t c = 0; c < 3; ++c) rgb[c] = stops[i][c] + (at - i) * (stops[i + 1][c] - stops[i][c]);
  return rgb;
}

// Writes the script of one figure.
class Script {
 public:
  Script(const Figure& figure, const FigureLayout& layout) : layout_(layout) {
    text_ = "set terminal svg size " + Px(layout.width) + "," + Px(layout.height) + " enhanced rounded font '" + kFont +
            "," + Px(kTextSize) + "' background '#ffffff'\nset encoding utf8\nunset key\nset clip two\n" +
            "set multiplot\n";
    // An empty plot of the whole figure carries its title.
    if (figure.draw_title)
      title_ = Label(figure.title, layout.width / 2, 1.2 * kTextSize, kTextSize, "center", kInk, true);
    for (std::size_t p = 0; p < figure.panels.size(); ++p) AddPanel(figure.panels[p], layout.panels[p]);
    text_ += "unset multiplot\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string Screen(double x, double y) const {
    return "screen " + Exact(x / layout_.width) + ", screen " + Exact(1 - y / layout_.height);
  }

  std::string Label(const std::string& text, double x, double y, double size, const std::string& anchor,
                    const std::string& color, bool bold = false, bool rotate = false) const {
    std::string gnuplot = FigureText(text).Gnuplot();
    if (bold) gnuplot = "'{/:Bold " + gnuplot.substr(1, gnuplot.size() - 2) + "}'";
    return "set label " + gnuplot + " at " + Screen(x, y) + " " + anchor + (rotate ? " rotate by 90" : "") +
           " front font '" + kFont + "," + Px(size) + "' textcolor rgb '" + color + "'\n";
  }

  // A plot in px of a plotting area: everything drawn since the last one belongs to it.
  void BeginPlot(double left, double top, double width, double height) {
    text_ += "unset label\nunset arrow\n";
    text_ += "set lmargin at screen " + Exact(left / layout_.width) + "\n";
    text_ += "set rmargin at screen " + Exact((left + width) / layout_.width) + "\n";
    text_ += "set tmargin at screen " + Exact(1 - top / layout_.height) + "\n";
    text_ += "set bmargin at screen " + Exact(1 - (top + height) / layout_.height) + "\n";
    text_ += "set xrange [0:" + Px(width) + "]\nset yrange [0:" + Px(height) + "]\n";
    data_.clear();
    elements_.clear();
  }

  void Draw(const std::string& data, const std::string& how) {
    const std::string name = "$D" + std::to_string(next_data_++);
    data_ += name + " << EOD\n" + data + "EOD\n";
    elements_ += (elements_.empty() ? "plot " : ", \\\n     ") + name + " " + how;
  }

  void EndPlot() {
    if (elements_.empty()) elements_ = "plot NaN";
    text_ += data_ + elements_ + "\n";
  }

  // Tick marks as gnuplot's, their labels as ours, whose places are known.
  void AddTicks(const std::string& axis, const PanelLayout& at) {
    const bool is_x = axis == "x";
    const std::vector<Tick>& ticks = is_x ? at.x_ticks : at.y_ticks;
    text_ += "unset " + axis + "tics\n";
    std::string marks, labels;
    for (const Tick& tick : ticks) {
      const double place = is_x ? at.x.Fraction(tick.at) * at.width : at.y.Fraction(tick.at) * at.height;
      marks += (marks.empty() ? "'' " : ", '' ") + Exact(place) + (tick.major ? " 0" : " 1");
      if (tick.text.empty()) continue;
      labels += is_x ? Label(tick.text, at.left + place, at.x_tick_y, kTickSize, "center", kInk)
                     : Label(tick.text, at.y_tick_x, at.top + at.height - place, kTickSize, "right", kInk);
    }
    if (!marks.empty()) text_ += "set " + axis + "tics out nomirror scale 0.5,0.25 (" + marks + ")\n" + labels;
  }

  void AddPanel(const Panel& panel, const PanelLayout& at) {
    BeginPlot(at.left, at.top, at.width, at.height);
    text_ += title_;
    title_.clear();
    text_ += "set border " + std::string(panel.heat_map ? "15" : "3") + " linecolor rgb '" + kInk + "'\n";
    AddTicks("x", at);
    AddTicks("y", at);
    const double middle = at.left + at.width / 2;
    if (!panel.title.empty()) {
      text_ += Label(panel.title, at.left, at.top - 0.9 * kTextSize, kTextSize, "left", kInk, true);
    }
    if (!panel.x.label.empty()) text_ += Label(panel.x.label, middle, at.x_label_y, kTextSize, "center", kInk);
    if (!panel.y.label.empty()) {
      text_ += Label(panel.y.label, at.y_label_x, at.top + at.height / 2, kTextSize, "center", kInk, false, true);
    }
    if (panel.heat_map) DrawHeatMap(*panel.heat_map, at);
    for (std::size_t s = 0; s < panel.series.size(); ++s) DrawBand(panel.series[s], at, at.colors[s]);
    for (const ReferenceLine& line : panel.lines) DrawReferenceLine(line, at);
    for (std::size_t s = 0; s < panel.series.size(); ++s) DrawSeries(panel.series[s], at, at.colors[s]);
    for (const PlacedLabel& label : at.labels) {
      if (label.leader_start) {
        text_ += "set arrow from " + Screen(label.leader_start->x + 2, label.leader_start->y) + " to " +
                 Screen(label.x - 2, label.y) + " nohead front linewidth 0.7 linecolor rgb '" + kFaint + "'\n";
      }
      text_ += Label(label.text, label.x, label.y, kLabelSize, "left", TextColor(label.color));
    }
    if (!HasSomethingToShow(panel)) {
      text_ += Label(kNothingToShow, middle, at.top + at.height / 2, kLabelSize, "center", kInk);
    }
    for (const Annotation& annotation : panel.annotations) {
      const Point p = annotation.in_panel ? Point{annotation.x * at.width, annotation.y * at.height}
                                          : at.Place(annotation.x, annotation.y);
      static constexpr const char* kAnchors[] = {"left", "center", "right"};
      text_ += Label(annotation.text, at.left + p.x, at.top + at.height - p.y, kLabelSize,
                     kAnchors[static_cast<int>(annotation.anchor)], annotation.color);
    }
    EndPlot();
    if (at.color_scale) DrawColorScale(*panel.heat_map, at);
  }

  // The series' points in px, cut at its gaps.
  static std::vector<std::vector<Point>> Pieces(const Series& series, const std::vector<double>& y,
                                                const PanelLayout& at) {
    std::vector<std::vector<Point>> pieces(1);
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Point p = at.Place(series.x[i], y[i]);
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

  static std::string Lines(const std::vector<Point>& points) {
    std::string data;
    for (const Point& p : points) data += Px(p.x) + " " + Px(p.y) + "\n";
    return data;
  }

  void DrawBand(const Series& series, const PanelLayout& at, const std::string& color) {
    if (series.low.empty()) return;
    if (series.style == Series::Style::kPoints) {  // error bars
      std::string data;
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        const Point low = at.Place(series.x[i], series.low[i]), high = at.Place(series.x[i], series.high[i]);
        if (std::isnan(high.y) || std::isnan(high.x) || std::isnan(at.Place(series.x[i], series.y[i]).y)) continue;
        // What reaches below a logarithmic axis is drawn to its end.
        data += Lines({{high.x, std::isnan(low.y) ? -1 : low.y}, high}) + "\n";
      }
      if (!data.empty()) Draw(data, "using 1:2 with lines linewidth 1 linecolor rgb '" + color + "'");
      return;
    }
    std::string data;
    const auto flush = [&] {
      if (!data.empty()) {
        Draw(data,
             "using 1:2:3 with filledcurves fillstyle transparent solid 0.2 noborder fillcolor rgb '" + color + "'");
      }
      data.clear();
    };
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const Point low = at.Place(series.x[i], series.low[i]), high = at.Place(series.x[i], series.high[i]);
      if (std::isnan(high.y) || std::isnan(high.x)) {
        flush();
        continue;
      }
      const double bottom = std::isnan(low.y) ? 0 : std::clamp(low.y, 0.0, at.height);
      data += Px(high.x) + " " + Px(bottom) + " " + Px(std::clamp(high.y, 0.0, at.height)) + "\n";
    }
    flush();
  }

  void DrawSeries(const Series& series, const PanelLayout& at, const std::string& color) {
    const auto pieces = Pieces(series, series.y, at);
    if (series.style != Series::Style::kPoints) {
      std::string data;
      for (const auto& piece : pieces) {
        if (!data.empty()) data += '\n';  // a gap
        data += Lines(Thin(piece, kThinning));
      }
      static constexpr const char* kDashes[] = {"1", "(6,4)", "(1.5,3.5)"};
      if (!data.empty()) {
        Draw(data, "using 1:2 with lines linewidth " + Px(series.width) + " dashtype " +
                       kDashes[static_cast<int>(series.dash)] + " linecolor rgb '" + color + "'");
      }
    }
    if (series.style == Series::Style::kPoints || series.style == Series::Style::kLinePoints) {
      static constexpr const char* kMarkers[] = {"7", "5", "9", "13", "6"};
      std::vector<Point> points;
      for (const auto& piece : pieces) points.insert(points.end(), piece.begin(), piece.end());
      if (!points.empty()) {
        Draw(Lines(ThinPoints(points)), "using 1:2 with points pointtype " +
                                            std::string(kMarkers[static_cast<int>(series.marker)]) + " pointsize " +
                                            Px(series.marker_size / (kGnuplotMarker * kTextSize)) + " linecolor rgb '" +
                                            color + "'");
      }
    }
  }

  void DrawReferenceLine(const ReferenceLine& line, const PanelLayout& at) {
    const bool horizontal = line.direction == ReferenceLine::Direction::kHorizontal;
    const double place = horizontal ? at.y.Fraction(line.at) * at.height : at.x.Fraction(line.at) * at.width;
    const std::vector<Point> ends = horizontal ? std::vector<Point>{{0, place}, {at.width, place}}
                                               : std::vector<Point>{{place, 0}, {place, at.height}};
    Draw(Lines(ends), "using 1:2 with lines linewidth 1 dashtype (4,3) linecolor rgb '" + std::string(kFaint) + "'");
    if (line.text.empty() || place < 0 || place > (horizontal ? at.height : at.width)) return;
    const double x = horizontal ? at.left + at.width - 4 : at.left + place + 4;
    const double y = horizontal ? at.top + at.height - place - 0.7 * kLabelSize : at.top + 0.6 * kLabelSize;
    text_ += Label(line.text, x, y, kLabelSize, horizontal ? "right" : "left", "#555555");
  }

  static std::string ColorCell(double x, double y, const AxisScale& scale, double value, bool diverging) {
    const double t = scale.Fraction(value);
    const Rgb rgb = std::isnan(t) ? Rgb{255, 255, 255} : MapColor(t, diverging);
    std::string cell = Exact(x) + " " + Exact(y);
    for (const double c : rgb) (cell += ' ') += std::to_string(static_cast<int>(std::lround(c)));
    return cell + "\n";
  }

  void DrawHeatMap(const HeatMap& map, const PanelLayout& at) {
    std::string data;
    for (std::size_t i = 0; i < map.y.size(); ++i) {
      for (std::size_t j = 0; j < map.x.size(); ++j) {
        const Point p = at.Place(map.x[j], map.y[i]);
        data += ColorCell(p.x, p.y, at.color_scale->scale, map.values[i * map.x.size() + j], map.diverging);
      }
    }
    Draw(data, "using 1:2:3:4:5 with rgbimage");
  }

  void DrawColorScale(const HeatMap& map, const PanelLayout& at) {
    const ColorScale& color = *at.color_scale;
    BeginPlot(color.left, at.top, color.width, at.height);
    text_ += "set border 15 linecolor rgb '" + std::string(kInk) + "'\nunset xtics\nunset ytics\n";
    constexpr int kSteps = 64;
    std::string data;
    for (int i = 0; i < kSteps; ++i) {
      const double t = (i + 0.5) / kSteps;
      for (const double x : {0.25, 0.75}) {
        data += ColorCell(x * color.width, t * at.height, AxisScale{}, t, map.diverging);
      }
    }
    Draw(data, "using 1:2:3:4:5 with rgbimage");
    for (const Tick& tick : color.ticks) {
      if (!tick.major) continue;
      const double y = at.top + at.height * (1 - color.scale.Fraction(tick.at));
      const double edge = color.left + color.width;
      text_ += "set arrow from " + Screen(edge, y) + " to " + Screen(edge + 4, y) + " nohead front linecolor rgb '" +
               kInk + "'\n";
      text_ += Label(tick.text, edge + 8, y, kTickSize, "left", kInk);
    }
    if (!map.label.empty()) {
      text_ += Label(map.label, at.color_label_x, at.top + at.height / 2, kTextSize, "center", kInk, false, true);
    }
    EndPlot();
  }

  const FigureLayout& layout_;
  std::string text_, title_, data_, elements_;
  int next_data_ = 0;
};

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  std::string out;
  std::size_t start = 0;
  for (std::size_t at; (at = text.find(from, start)) != text.npos; start = at + from.size()) {
    out.append(text, start, at - start);
    out += to;
  }
  text = out + text.substr(start);
}

// gnuplot's document with the figure's title, ids of its own, and a white edge around text that crosses lines.
std::string Finished(std::string svg, const std::string& title, const std::string& id) {
  const std::size_t root = svg.find("<svg"), first = svg.find("<g "), described = svg.find("</desc>");
  if (root == svg.npos || first == svg.npos || described == svg.npos || svg.rfind("</svg>") == svg.npos) {
    throw std::runtime_error("RenderSvg: gnuplot's output is not the SVG document that was expected");
  }
  svg = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg id=\"" + id + "\" role=\"img\" xml:space=\"preserve\"" +
        svg.substr(root + 4, svg.find("<title>") - root - 4) + "<title>" + FigureText::EscapeXml(title) +
        "</title>\n<style>#" + id + " text { paint-order: stroke; stroke: #fff; stroke-width: 3px; " +
        "stroke-linejoin: round; white-space: pre }</style>\n" + svg.substr(described + 7);
  ReplaceAll(svg, "font-family=\"" + std::string(kFont) + "\" >", ">");  // in tspans
  ReplaceAll(svg, "<tspan font-family=\"" + std::string(kFont) + "\"", "<tspan");
  ReplaceAll(svg, "font-family=\"" + std::string(kFont) + "\"", "font-family=\"" + std::string(kFonts) + "\"");
  for (const std::string name : {"gpDot", "gpPt", "textbox", "greybox"}) {
    ReplaceAll(svg, "id='" + name, "id='" + id + "-" + name);
    ReplaceAll(svg, "'#" + name, "'#" + id + "-" + name);
  }
  ReplaceAll(svg, "id=\"gnuplot", "id=\"" + id + "-gnuplot");
  ReplaceAll(svg, "<image ", "<image style='image-rendering: pixelated' ");
  // What gnuplot calls its plots would show as tooltips.
  for (const char* name : {"<title>gnuplot_plot_", "<title>$D"}) {
    for (std::size_t at; (at = svg.find(name)) != svg.npos;) svg.erase(at, svg.find("</title>", at) + 8 - at);
  }
  return FigureText::RestoreXml(svg);
}

}  // namespace

std::optional<std::string> RenderSvg(const Figure& figure, const std::string& id, const std::string& gnuplot,
                                     std::chrono::milliseconds limit) {
  const FigureLayout layout = LayOut(figure);
  const Script script(figure, layout);
  // -d: without the user's own settings.
  const auto outcome = RunProgram({gnuplot, "-d"}, script.text(), limit);
  if (!outcome) return std::nullopt;
  if (outcome->stopped) {
    throw std::runtime_error("RenderSvg: gnuplot had not drawn figure '" + id + "' after " +
                             std::to_string(limit.count() / 1000) + " s");
  }
  if (outcome->flooded) {
    throw std::runtime_error("RenderSvg: gnuplot wrote more than " + std::to_string(kMostOutput >> 20) +
                             " MiB for figure '" + id + "'");
  }
  if (outcome->exit_code != 0) {
    // Its own words, but not pages of them.
    throw std::runtime_error("RenderSvg: gnuplot failed on figure '" + id + "' with exit code " +
                             std::to_string(outcome->exit_code) + ": " +
                             files::ToUtf8(outcome->errors.substr(0, 1000)));
  }
  return Finished(outcome->output, figure.title, id);
}

}  // namespace hadamard_ntk::referee
