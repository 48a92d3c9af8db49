/// Where everything in a figure stands, in px.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_FIGURE_LAYOUT_H_
#define HADAMARD_NTK_REFEREE_FIGURE_FIGURE_LAYOUT_H_

#include <optional>
#include <string>
#include <vector>

#include "referee/figure/axis_scale.h"
#include "referee/figure/figure.h"
#include "referee/figure/polyline.h"

namespace hadamard_ntk::referee {

/// Sizes of text, px.
inline constexpr double kTextSize = 14;   ///< axis labels and panel titles
inline constexpr double kLabelSize = 13;  ///< direct labels and annotations
inline constexpr double kTickSize = 12;
inline constexpr double kTickLength = 5;  ///< of the marks, px

/// A direct label where it will stand. Figure coordinates: px from the upper left corner.
struct PlacedLabel {
  std::string text, color;
  double x, y;                        ///< of the text's start, and of its middle in height
  std::optional<Point> leader_start;  ///< a thin line from here to the text, if it had to move away from its point
};

struct ColorScale {
  AxisScale scale;
  std::vector<Tick> ticks;
  double left, width;  ///< px; top and height are the panel's
};

struct PanelLayout {
  double left, top, width, height;  ///< of the plotting area, px from the figure's upper left corner
  AxisScale x, y;
  std::vector<Tick> x_ticks, y_ticks;
  std::vector<std::string> colors;  ///< per series
  std::vector<PlacedLabel> labels;
  double x_tick_y, y_tick_x;              ///< where tick labels are centred in height; where they end
  double x_label_y, y_label_x;            ///< where the axes' labels are centred
  std::optional<ColorScale> color_scale;  ///< with a heat map
  double color_label_x;

  /// Where data are, px from the figure's upper left corner; NaN for what the axes cannot show.
  Point Place(double x_value, double y_value) const {
    return {left + x.Fraction(x_value) * width, top + (1 - y.Fraction(y_value)) * height};
  }

  /// Whether the plotting area shows p, or lies within half a pixel of it.
  bool Contains(Point p) const {
    return p.x >= left - 0.5 && p.x <= left + width + 0.5 && p.y >= top - 0.5 && p.y <= top + height + 0.5;
  }
};

struct FigureLayout {
  double width, height;  ///< px
  std::vector<PanelLayout> panels;
};

/// Everything about a figure that can be known without drawing it. Plotting areas of one grid column have common left
/// and right edges, those of one row common upper and lower ones (but for panels with equal scales, which are centred).
/// Direct labels at the ends of lines do not overlap one another as long as the panel's height has room for them.
/// Throws as CheckFigure does.
FigureLayout LayOut(const Figure& figure);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_FIGURE_LAYOUT_H_
