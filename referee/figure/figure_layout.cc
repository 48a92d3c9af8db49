#include "referee/figure/figure_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "referee/figure/figure_text.h"
#include "referee/figure/label_spread.h"

namespace hadamard_ntk::referee {
namespace {

constexpr double kGap = 6;           // between things that belong together
constexpr double kLabelOffset = 12;  // from the plotting area's edge to the labels beside it
constexpr double kColorBar = 12;     // width of a heat map's colour scale
constexpr double kOuter = 10;        // around everything

double TextWidth(const std::string& text, double size) { return FigureText(text).Width() * size; }

double WidestTick(const std::vector<Tick>& ticks) {
  double widest = 0;
  for (const Tick& tick : ticks) widest = std::max(widest, TextWidth(tick.text, kTickSize));
  return widest;
}

const double* Pointer(const std::optional<double>& v) { return v ? &*v : nullptr; }

struct Scales {
  AxisScale x, y;
};

Scales ScalesOf(const Panel& panel) {
  std::vector<double> xs, ys;
  bool points = false;
  for (const Series& series : panel.series) {
    xs.insert(xs.end(), series.x.begin(), series.x.end());
    points |= series.style == Series::Style::kPoints || series.style == Series::Style::kLinePoints;
  }
  const auto add_reference_lines = [&](ReferenceLine::Direction direction, std::vector<double>& values) {
    for (const ReferenceLine& line : panel.lines) {
      if (line.direction == direction) values.push_back(line.at);
    }
  };
  add_reference_lines(ReferenceLine::Direction::kVertical, xs);
  if (panel.heat_map) {
    const auto add_edges = [](const std::vector<double>& centres, std::vector<double>& values) {
      const double half = 0.5 * (centres.back() - centres.front()) / static_cast<double>(centres.size() - 1);
      values.insert(values.end(), {centres.front() - half, centres.back() + half});
    };
    add_edges(panel.heat_map->x, xs);
    add_edges(panel.heat_map->y, ys);
  }
  const bool tight = panel.heat_map.has_value();
  Scales scales;
  const double x_margin = points && !tight ? 0.04 : 0;  // for the markers at the ends
  scales.x = AxisScale::Around(xs, panel.x.log, x_margin, Pointer(panel.x.min), Pointer(panel.x.max));
  for (const Series& series : panel.series) {
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      const double fraction = scales.x.Fraction(series.x[i]);
      if (!(fraction >= 0 && fraction <= 1)) continue;
      ys.push_back(series.y[i]);
      if (!series.low.empty()) ys.insert(ys.end(), {series.low[i], series.high[i]});
    }
  }
  add_reference_lines(ReferenceLine::Direction::kHorizontal, ys);
  scales.y = AxisScale::Around(ys, panel.y.log, tight ? 0 : 0.04, Pointer(panel.y.min), Pointer(panel.y.max));
  return scales;
}

std::vector<Tick> TicksOf(const Axis& axis, const AxisScale& scale, double length, double room) {
  std::vector<Tick> ticks;
  if (axis.ticks.empty()) {
    ticks = Ticks(scale, length, room);
  } else {
    for (const auto& [at, text] : axis.ticks) {
      const double fraction = scale.Fraction(at);
      if (fraction >= -1e-9 && fraction <= 1 + 1e-9) ticks.push_back({at, text, true});
    }
  }
  if (!axis.tick_labels) {
    for (Tick& tick : ticks) tick.text.clear();
  }
  return ticks;
}

AxisScale ColorScaleOf(const HeatMap& map) {
  AxisScale scale = AxisScale::Around(map.values, map.log, 0, Pointer(map.min), Pointer(map.max));
  if (map.diverging && !map.min && !map.max) {
    scale.max = std::max(std::abs(scale.min), std::abs(scale.max));
    scale.min = -scale.max;
  }
  return scale;
}

// What a panel needs around its plotting area, px.
struct Margins {
  double left = 0, right = 0, top = 0, bottom = 0;
};

Margins MarginsOf(const Panel& panel, const Scales& scales, double width, double height) {
  // Ticks for the size before margins: at most a label more than in the end.
  const std::vector<Tick> x_ticks = TicksOf(panel.x, scales.x, 0.7 * width, 62);
  const std::vector<Tick> y_ticks = TicksOf(panel.y, scales.y, 0.7 * height, 36);
  Margins margins;
  const double y_tick_width = WidestTick(y_ticks);
  margins.left = kOuter + kTickLength + kGap + y_tick_width + (panel.y.label.empty() ? 0 : 1.6 * kTextSize);
  margins.bottom = kOuter + kTickLength + (panel.x.tick_labels ? kGap + 1.2 * kTickSize : 0) +
                   (panel.x.label.empty() ? 0 : 1.7 * kTextSize);
  margins.top = kOuter + (panel.title.empty() ? 0.5 * kTickSize : 1.8 * kTextSize);
  margins.right = kOuter + 0.5 * WidestTick(x_ticks);
  for (const Series& series : panel.series) {
    if (!series.label.text.empty() && !series.label.at) {
      margins.right = std::max(margins.right, kOuter + kLabelOffset + TextWidth(series.label.text, kLabelSize));
    }
  }
  if (panel.heat_map) {
    const auto ticks = Ticks(ColorScaleOf(*panel.heat_map), 0.7 * height, 36);
    margins.right = kOuter + kLabelOffset + kColorBar + kTickLength + kGap + WidestTick(ticks) +
                    (panel.heat_map->label.empty() ? 0 : 1.6 * kTextSize);
  }
  return margins;
}

// The last point of a series that the panel shows.
std::optional<Point> VisibleEnd(const Series& series, const PanelLayout& layout) {
  for (std::size_t i = series.x.size(); i-- > 0;) {
    const Point p = layout.Place(series.x[i], series.y[i]);
    if (layout.Contains(p)) return p;
  }
  return std::nullopt;
}

void PlaceLabels(const Panel& panel, PanelLayout& layout) {
  struct Wanted {
    PlacedLabel label;
    Point end;
    double width;
  };
  std::vector<Wanted> wanted;
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    const Series& series = panel.series[s];
    const std::string& text = series.label.text;
    if (text.empty()) continue;
    if (series.label.at) {
      const Point p = layout.Place(series.label.at->first, series.label.at->second);
      layout.labels.push_back({text, layout.colors[s], p.x, p.y, {}});
      continue;
    }
    const std::optional<Point> end = VisibleEnd(series, layout);
    if (!end) continue;
    const double width = TextWidth(text, kLabelSize);
    const double right = layout.left + layout.width;
    const bool beside = end->x + kGap + width > right;  // there is no room within the panel
    const double marker =
        series.style == Series::Style::kLine || series.style == Series::Style::kSteps ? 0 : series.marker_size;
    const double x = beside ? right + kLabelOffset : end->x + marker + kGap;
    wanted.push_back({{text, layout.colors[s], x, 0, {}}, *end, width});
  }
  // Columns: labels that stand above one another.
  std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) { return a.label.x < b.label.x; });
  for (std::size_t begin = 0; begin < wanted.size();) {
    double right = wanted[begin].label.x + wanted[begin].width;
    std::size_t end = begin + 1;
    for (; end < wanted.size() && wanted[end].label.x < right + kGap; ++end) {
      right = std::max(right, wanted[end].label.x + wanted[end].width);
    }
    std::vector<double> heights;
    for (std::size_t i = begin; i < end; ++i) heights.push_back(wanted[i].end.y);
    const std::vector<double> placed = SpreadLabels(heights, 1.3 * kLabelSize, layout.top, layout.top + layout.height);
    for (std::size_t i = begin; i < end; ++i) {
      PlacedLabel& label = wanted[i].label;
      label.y = placed[i - begin];
      const Point start = wanted[i].end;
      if (std::abs(label.y - start.y) > 0.35 * kLabelSize || label.x - start.x > 3 * kLabelOffset) {
        label.leader_start = start;
      }
      layout.labels.push_back(label);
    }
    begin = end;
  }
}

// The panel whose plotting area is this one, or the largest part of its middle that keeps the scales equal.
PanelLayout PanelAt(const Panel& panel, const Scales& scales, double left, double top, double width, double height) {
  PanelLayout out;
  out.x = scales.x;
  out.y = scales.y;
  out.left = left;
  out.top = top;
  out.width = width;
  out.height = height;
  if (panel.equal_scales) {
    const double x_span = out.x.max - out.x.min, y_span = out.y.max - out.y.min;
    const double unit = std::min(out.width / x_span, out.height / y_span);
    out.left += 0.5 * (out.width - unit * x_span);
    out.top += 0.5 * (out.height - unit * y_span);
    out.width = unit * x_span;
    out.height = unit * y_span;
  }
  out.x_ticks = TicksOf(panel.x, out.x, out.width, panel.x.log ? 42 : 62);
  out.y_ticks = TicksOf(panel.y, out.y, out.height, 36);
  std::size_t turn = 0;
  for (const Series& series : panel.series) {
    out.colors.push_back(series.color.empty() ? palette::Turn(turn++) : series.color);
  }
  out.x_tick_y = out.top + out.height + kTickLength + kGap + 0.5 * kTickSize;
  out.y_tick_x = out.left - kTickLength - 0.5 * kGap;
  out.x_label_y = out.top + out.height + kTickLength + (panel.x.tick_labels ? kGap + 1.2 * kTickSize : 0) + kTextSize;
  out.y_label_x = out.y_tick_x - WidestTick(out.y_ticks) - kTextSize;
  out.color_label_x = 0;
  if (panel.heat_map) {
    ColorScale color{.scale = ColorScaleOf(*panel.heat_map), .ticks = {}, .left = 0, .width = kColorBar};
    color.ticks = Ticks(color.scale, out.height, 36);
    color.left = out.left + out.width + kLabelOffset;
    out.color_label_x = color.left + kColorBar + kTickLength + kGap + WidestTick(color.ticks) + 0.75 * kTextSize;
    out.color_scale = color;
  }
  PlaceLabels(panel, out);
  return out;
}

}  // namespace

FigureLayout LayOut(const Figure& figure) {
  CheckFigure(figure);
  const std::size_t columns = std::min(static_cast<std::size_t>(figure.columns), figure.panels.size());
  const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
  const auto height_of = [&](std::size_t row) {
    return figure.row_heights.empty() ? figure.row_height : figure.row_heights[row];
  };
  const double cell_width = figure.width / static_cast<double>(columns);

  std::vector<Scales> scales;
  std::vector<Margins> column_margins(columns), row_margins(rows);
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    scales.push_back(ScalesOf(figure.panels[p]));
    const Margins m = MarginsOf(figure.panels[p], scales[p], cell_width, height_of(p / columns));
    Margins& column = column_margins[p % columns];
    Margins& row = row_margins[p / columns];
    column.left = std::max(column.left, m.left);
    column.right = std::max(column.right, m.right);
    row.top = std::max(row.top, m.top);
    row.bottom = std::max(row.bottom, m.bottom);
  }

  FigureLayout layout;
  layout.width = figure.width;
  const double title = figure.draw_title ? 2.2 * kTextSize : 0;
  // The plotting areas of all columns are equally wide.
  double plot_width = figure.width;
  for (const Margins& m : column_margins) plot_width -= m.left + m.right;
  plot_width = std::max(plot_width / static_cast<double>(columns), 40.0);
  double top = title;
  for (std::size_t row = 0; row < rows; ++row) {
    double left = 0;
    for (std::size_t column = 0; column < columns && row * columns + column < figure.panels.size(); ++column) {
      const Panel& panel = figure.panels[row * columns + column];
      layout.panels.push_back(PanelAt(panel, scales[row * columns + column], left + column_margins[column].left,
                                      top + row_margins[row].top, plot_width,
                                      std::max(height_of(row) - row_margins[row].top - row_margins[row].bottom, 40.0)));
      left += column_margins[column].left + plot_width + column_margins[column].right;
    }
    top += height_of(row);
  }
  layout.height = top;
  return layout;
}

}  // namespace hadamard_ntk::referee
