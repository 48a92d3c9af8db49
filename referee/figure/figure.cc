#include "referee/figure/figure.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "referee/figure/axis_scale.h"
#include "referee/figure/figure_text.h"
#include "referee/program/table.h"

namespace hadamard_ntk::referee {

namespace palette {

std::string Turn(std::size_t i) {
  static constexpr const char* kTurns[] = {kBlue, kVermilion, kGreen, kPurple, kOrange, kSky, kBlack};
  return kTurns[i % std::size(kTurns)];
}

std::string Ordered(double t) {
  // Light to dark through the palette's two blues; lightness falls evenly.
  static constexpr double kStops[][3] = {{135, 206, 250}, {0, 114, 178}, {0, 25, 60}};
  if (!(0 <= t && t <= 1)) throw std::invalid_argument("palette::Ordered: t must be in [0, 1], got " + ExactReal(t));
  const int i = t < 0.5 ? 0 : 1;
  const double s = 2 * t - i;
  Rgb rgb;
  for (std::size_t c = 0; c < 3; ++c) {
    rgb[c] = static_cast<std::uint8_t>(std::lround(kStops[i][c] * (1 - s) + kStops[i + 1][c] * s));
  }
  return Name(rgb);
}

std::string Name(const Rgb& color) {
  std::string name = "#";
  for (const std::uint8_t c : color) {
    name += "0123456789abcdef"[c / 16];
    name += "0123456789abcdef"[c % 16];
  }
  return name;
}

}  // namespace palette

namespace {

void Require(bool condition, const std::string& what) {
  if (!condition) throw std::invalid_argument("CheckFigure: " + what);
}

void CheckColor(const std::string& color, const std::string& where) {
  Require(color.empty() || (color.size() == 7 && color[0] == '#' &&
                            color.find_first_not_of("0123456789abcdefABCDEF", 1) == color.npos),
          where + ": a colour is #rrggbb, got '" + color + "'");
}

void CheckText(const std::string& text, const std::string& where) {
  try {
    FigureText{text};
  } catch (const std::invalid_argument& error) {
    Require(false, where + ": " + error.what());
  }
}

void CheckAxis(const Axis& axis, const std::string& where) {
  CheckText(axis.label, where);
  for (const auto& bound : {axis.min, axis.max}) {
    Require(!bound || AxisScale::CanShow(*bound, axis.log),
            where + ": the bound " + ExactReal(bound.value_or(0)) + " cannot be on the axis");
  }
  Require(!axis.min || !axis.max || *axis.min < *axis.max, where + ": min must be less than max");
  for (const auto& [at, text] : axis.ticks) {
    Require(AxisScale::CanShow(at, axis.log), where + ": no tick can be at " + ExactReal(at));
    CheckText(text, where);
  }
}

void CheckSeries(const Series& series, const Panel& panel, const std::string& where) {
  Require(series.x.size() == series.y.size(),
          where + ": " + std::to_string(series.x.size()) + " x for " + std::to_string(series.y.size()) + " y");
  Require(series.low.size() == series.high.size() && (series.low.empty() || series.low.size() == series.x.size()),
          where + ": low and high must be empty or as long as x");
  Require(series.width > 0 && series.marker_size > 0, where + ": width and marker_size must be positive");
  CheckColor(series.color, where);
  CheckText(series.label.text, where);
  if (series.label.at) {
    const auto [x, y] = *series.label.at;
    Require(AxisScale::CanShow(x, panel.x.log) && AxisScale::CanShow(y, panel.y.log),
            where + ": the label's place is not on the axes");
  }
}

void CheckHeatMap(const HeatMap& map, const Panel& panel, const std::string& where) {
  Require(!panel.x.log && !panel.y.log, where + ": a heat map needs linear axes");
  Require(map.x.size() >= 2 && map.y.size() >= 2, where + ": a heat map needs at least 2 x 2 cells");
  Require(map.values.size() == map.x.size() * map.y.size(), where + ": " + std::to_string(map.values.size()) +
                                                                " values for " + std::to_string(map.x.size()) + " x " +
                                                                std::to_string(map.y.size()) + " cells");
  for (const auto* axis : {&map.x, &map.y}) {
    const double step = (axis->back() - axis->front()) / static_cast<double>(axis->size() - 1);
    Require(std::isfinite(step) && step > 0, where + ": a heat map's cells must increase");
    for (std::size_t i = 0; i < axis->size(); ++i) {
      // Half a per cent of a cell cannot be seen.
      Require(std::abs(axis->front() + static_cast<double>(i) * step - (*axis)[i]) < 0.005 * step,
              where + ": a heat map's steps must be equal");
    }
  }
  Require(!(map.log && map.diverging), where + ": a diverging scale is linear");
  Require(!map.min || !map.max || *map.min < *map.max, where + ": the colour scale's min must be less than its max");
  Require(!map.log || ((!map.min || *map.min > 0) && (!map.max || *map.max > 0)),
          where + ": the bounds of a logarithmic colour scale must be positive");
  CheckText(map.label, where);
}

// "Series: a; b." of those that are there and not said twice.
void AddListed(const std::string& kind, const std::vector<std::string>& texts, std::string& out) {
  std::set<std::string> said;
  std::string list;
  for (const std::string& marked : texts) {
    const std::string text = Unmarked(marked);
    if (!text.empty() && said.insert(text).second) list += (list.empty() ? "" : "; ") + text;
  }
  if (!list.empty()) out += " " + kind + ": " + list + ".";
}

}  // namespace

std::string TextOf(const Figure& figure) {
  std::string out = Unmarked(figure.title) + ".";
  for (const Panel& panel : figure.panels) {
    out += " Panel";
    if (!panel.title.empty()) out.append(" ").append(Unmarked(panel.title));
    const std::string x = Unmarked(panel.x.label), y = Unmarked(panel.y.label);
    if (!y.empty() || !x.empty()) out += ": " + y + (y.empty() || x.empty() ? "" : " against ") + x;
    out += ".";
    std::vector<std::string> series, lines, notes;
    for (const Series& s : panel.series) series.push_back(s.label.text);
    for (const ReferenceLine& line : panel.lines) lines.push_back(line.text);
    for (const Annotation& annotation : panel.annotations) notes.push_back(annotation.text);
    AddListed("Series", series, out);
    AddListed("Lines", lines, out);
    AddListed("Notes", notes, out);
    if (panel.heat_map) AddListed("Colour", {panel.heat_map->label}, out);
  }
  return out;
}

bool HasSomethingToShow(const Panel& panel) {
  for (const Series& series : panel.series) {
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
      if (AxisScale::CanShow(series.x[i], panel.x.log) && AxisScale::CanShow(series.y[i], panel.y.log)) return true;
    }
  }
  return panel.heat_map && std::any_of(panel.heat_map->values.begin(), panel.heat_map->values.end(),
                                       [&](double v) { return AxisScale::CanShow(v, panel.heat_map->log); });
}

void CheckFigure(const Figure& figure) {
  Require(!figure.panels.empty(), "no panels");
  Require(figure.columns >= 1, "columns must be at least 1, got " + std::to_string(figure.columns));
  const std::size_t columns = static_cast<std::size_t>(figure.columns);
  const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
  Require(figure.row_heights.empty() || figure.row_heights.size() == rows,
          std::to_string(figure.row_heights.size()) + " row heights for " + std::to_string(rows) + " rows");
  CheckText(figure.title, "title");
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    const Panel& panel = figure.panels[p];
    const std::string where = "panel " + std::to_string(p);
    CheckText(panel.title, where);
    CheckAxis(panel.x, where + ", x axis");
    CheckAxis(panel.y, where + ", y axis");
    Require(!panel.equal_scales || (!panel.x.log && !panel.y.log), where + ": equal scales need linear axes");
    Require(!panel.series.empty() || panel.heat_map, where + ": nothing to draw");
    for (std::size_t s = 0; s < panel.series.size(); ++s) {
      CheckSeries(panel.series[s], panel, where + ", series " + std::to_string(s));
    }
    if (panel.heat_map) CheckHeatMap(*panel.heat_map, panel, where);
    for (const ReferenceLine& line : panel.lines) {
      const bool log = line.direction == ReferenceLine::Direction::kHorizontal ? panel.y.log : panel.x.log;
      Require(AxisScale::CanShow(line.at, log), where + ": no reference line can be at " + ExactReal(line.at));
      CheckText(line.text, where);
    }
    for (const Annotation& annotation : panel.annotations) {
      Require(AxisScale::CanShow(annotation.x, panel.x.log && !annotation.in_panel) &&
                  AxisScale::CanShow(annotation.y, panel.y.log && !annotation.in_panel),
              where + ": the annotation '" + annotation.text + "' is not on the axes");
      CheckText(annotation.text, where);
      CheckColor(annotation.color, where);
    }
  }
  Require(std::any_of(figure.panels.begin(), figure.panels.end(), HasSomethingToShow), kNothingToShow);
}

}  // namespace hadamard_ntk::referee
