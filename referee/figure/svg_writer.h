/// A drawing as an SVG document, element by element.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_SVG_WRITER_H_
#define HADAMARD_NTK_REFEREE_FIGURE_SVG_WRITER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "referee/figure/figure.h"
#include "referee/figure/polyline.h"

namespace hadamard_ntk::referee {

struct Stroke {
  std::string color;
  double width = 1;
  std::string dashes = {};  ///< lengths of dashes and gaps, "6 4"; empty: a solid line with round ends
};

struct TextStyle {
  double size;
  std::string color;
  Annotation::Anchor anchor = Annotation::Anchor::kStart;
  bool bold = false;
  bool upwards = false;  ///< read from below
};

struct Rectangle {
  double left, top, width, height;
};

/// Coordinates are px from the upper left corner, y downwards, written with two decimals; what lies beyond 10^6 px is
/// drawn there. Texts (referee/figure/figure_text.h) stand in front of all else, with a white edge.
///
/// The document has no id, names its fonts (Helvetica or what stands for it) and loads nothing, so it can stand
/// anywhere. The same calls give the same bytes.
class SvgWriter {
 public:
  SvgWriter(double width, double height, const std::string& title);

  /// One line through the points of each piece; a single point is a dot.
  void Lines(const std::vector<std::vector<Point>>& pieces, const Stroke& stroke);
  /// What the outline encloses, so thin that what is behind it can be seen.
  void Band(const std::vector<Point>& outline, const std::string& color);
  void Marker(Series::Marker marker, Point at, double radius, const std::string& color);
  /// Cells of colour, row by row from the upper left one: columns x (pixels.size() / columns).
  void Image(const Rectangle& place, std::size_t columns, const std::vector<palette::Rgb>& pixels);
  /// `at`: the end or middle of the text, as anchored, and its middle in height. Throws as FigureText does.
  void Text(const std::string& marked, Point at, const TextStyle& style);

  /// Of what is drawn until EndClip only what lies in the rectangle is seen.
  void BeginClip(const Rectangle& rectangle);
  void EndClip() { shapes_ += "</svg>\n"; }

  std::string Document() const;

 private:
  std::string head_, shapes_, texts_;
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_SVG_WRITER_H_
