/// A figure as a value: panels in a grid, each with axes, series, reference lines and annotations; RenderSvg
/// (referee/figure/render_figure.h) draws it.
///
/// Text is UTF-8 (write Greek as such) with three marks: _{...} subscript, ^{...} superscript, $...$ italic letters:
///   "$μ$_{$k$} / trace", "10^{-3}".   Everything else is literal; a lone _ or ^ too.
/// Colours are "#rrggbb"; empty means the series' turn in the palette.
/// A coordinate that its axis cannot show (AxisScale::CanShow: NaN, infinite, not positive on a logarithmic axis) is a
/// gap in its series. Data may come out like that: a series may be empty or all gap, and a panel in which nothing is
/// left says so, as long as there is something in another one.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_FIGURE_H_
#define HADAMARD_NTK_REFEREE_FIGURE_FIGURE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::referee {

/// Okabe and Ito's palette, told apart with any of the common colour-vision deficiencies [OkabeIto2008]; without its
/// yellow, which white paper swallows.
namespace palette {
inline constexpr const char* kBlue = "#0072b2";
inline constexpr const char* kVermilion = "#d55e00";
inline constexpr const char* kGreen = "#009e73";
inline constexpr const char* kPurple = "#cc79a7";
inline constexpr const char* kOrange = "#e69f00";
inline constexpr const char* kSky = "#56b4e9";
inline constexpr const char* kBlack = "#000000";
inline constexpr const char* kGrey = "#777777";  ///< for references: bounds, predicted laws
/// The palette's i-th colour, cyclic: blue, vermilion, green, purple, orange, sky, black.
std::string Turn(std::size_t i);
/// For an ordered family (N = 1, 2, 3, ...): from light to dark blue, t in [0, 1].
std::string Ordered(double t);

using Rgb = std::array<std::uint8_t, 3>;
/// "#rrggbb".
std::string Name(const Rgb& color);
}  // namespace palette

struct Axis {
  std::string label = {};  ///< with its unit
  bool log = false;
  std::optional<double> min = {}, max = {};  ///< default: what the data need
  /// Ticks to draw instead of the automatic ones: position and text.
  std::vector<std::pair<double, std::string>> ticks = {};
  bool tick_labels = true;  ///< false for an axis that repeats the one beneath
};

/// Where a series says its name: directly on the figure, not in a legend.
struct DirectLabel {
  std::string text = {};
  /// Default: behind the series' last visible point; labels there are moved apart where they would overlap. Else
  /// text starts at this point (data coordinates), moved by nothing.
  std::optional<std::pair<double, double>> at = {};
};

struct Series {
  enum class Style { kLine, kPoints, kLinePoints, kSteps };
  enum class Dash { kSolid, kDashed, kDotted };
  enum class Marker { kCircle, kSquare, kTriangle, kDiamond, kOpenCircle };

  std::vector<double> x = {}, y = {};
  DirectLabel label = {};
  Style style = Style::kLine;
  std::string color = {};
  Dash dash = Dash::kSolid;
  double width = 1.6;  ///< of the line, in px
  Marker marker = Marker::kCircle;
  double marker_size = 3.0;  ///< radius in px
  /// Empty, or one pair per point: a band behind a line, an error bar on points.
  std::vector<double> low = {}, high = {};
};

/// A line across the panel at x = at (vertical) or y = at (horizontal), dashed grey, with its name along it.
struct ReferenceLine {
  enum class Direction { kHorizontal, kVertical };
  Direction direction = Direction::kHorizontal;
  double at = 0;
  std::string text = {};
};

struct Annotation {
  enum class Anchor { kStart, kMiddle, kEnd };
  double x = 0, y = 0;  ///< data coordinates; with `in_panel` fractions of the panel from its lower left corner
  std::string text = {};
  Anchor anchor = Anchor::kStart;
  bool in_panel = false;
  std::string color = "#333333";
};

/// Values on a grid with equal steps, linear axes. values[i * x.size() + j] belongs to (x[j], y[i]); NaN is left white.
struct HeatMap {
  std::vector<double> x = {}, y = {}, values = {};  ///< x, y: cell centres, increasing
  std::string label = {};                           ///< of the colour scale, with its unit
  bool log = false;
  std::optional<double> min = {}, max = {};
  bool diverging = false;  ///< blue - white - vermilion around zero, for signed values; linear scale only
};

struct Panel {
  std::string title = {};
  Axis x = {}, y = {};
  std::vector<Series> series = {};
  std::vector<ReferenceLine> lines = {};
  std::vector<Annotation> annotations = {};
  std::optional<HeatMap> heat_map = {};
  bool equal_scales = false;  ///< one unit of x as long as one of y (linear axes): disks stay round
};

struct Figure {
  std::string title = {};  ///< read to those who cannot see it; drawn only if `draw_title`
  bool draw_title = false;
  std::vector<Panel> panels = {};  ///< row by row
  int columns = 1;
  double width = 840;                    ///< px at 14 px text: 6.5 in at 7.8 pt
  double row_height = 340;               ///< px
  std::vector<double> row_heights = {};  ///< px, one per row, instead of row_height
};

/// What a panel says, and the error of a figure, that has no value its axes can show.
inline constexpr const char* kNothingToShow = "nothing to show";
/// Whether the panel has a value that its axes can show.
bool HasSomethingToShow(const Panel& panel);

/// Throws std::invalid_argument, naming the panel and the series, if something does not fit together: lengths differ,
/// no panels, columns < 1, bounds of an axis out of order or not positive on a logarithmic one, a panel without series
/// and heat map, a heat map on logarithmic axes; and if there is nothing to show in any panel.
void CheckFigure(const Figure& figure);

/// All text of the figure without marks, for those who cannot see it and for those who want to copy it: "Decay. Panel
/// S2: eigenvalue against degree k. Series: N = 2; N = 3. Lines: bound." Throws nothing.
std::string TextOf(const Figure& figure);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_FIGURE_H_
