#include "referee/figure/svg_writer.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "referee/figure/figure_text.h"
#include "referee/program/escape_markup.h"

namespace hadamard_ntk::referee {
namespace {

std::string Number(double v) {
  const double rounded = std::round(100 * std::clamp(v, -1e6, 1e6)) / 100 + 0.0;  // + 0.0: no -0
  return fmt::to_string(rounded);
}

std::string Attribute(const std::string& name, const std::string& value) {
  return " " + name + "=\"" + EscapeMarkup(value) + "\"";
}

std::string Attribute(const std::string& name, double value) { return Attribute(name, Number(value)); }

std::string Attributes(const Rectangle& place) {
  return Attribute("x", place.left) + Attribute("y", place.top) + Attribute("width", place.width) +
         Attribute("height", place.height);
}

std::string Place(Point p) { return Number(p.x) + "," + Number(p.y); }

std::string PathData(const std::vector<Point>& points) {
  std::string data;
  for (const Point& p : points) data.append(data.empty() ? "M" : "L").append(Place(p));
  return data;
}

// Corners of a marker of radius 1.
std::vector<Point> Corners(Series::Marker marker) {
  switch (marker) {
    case Series::Marker::kSquare:
      return {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    case Series::Marker::kTriangle:
      return {{0, -1.35}, {1.2, 0.75}, {-1.2, 0.75}};
    default:
      return {{0, -1.45}, {1.45, 0}, {0, 1.45}, {-1.45, 0}};
  }
}

std::string Png(std::size_t columns, const std::vector<palette::Rgb>& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(columns);
  image.height = static_cast<png_uint_32>(pixels.size() / columns);
  image.format = PNG_FORMAT_RGB;
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  if (!png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr)) {
    throw std::runtime_error("SvgWriter: " + std::string(image.message));
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

SvgWriter::SvgWriter(double width, double height, const std::string& title) {
  head_ =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
      "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xml:space=\"preserve\" role=\"img\"" +
      Attribute("width", width) + Attribute("height", height) +
      Attribute("viewBox", "0 0 " + Number(width) + " " + Number(height)) + ">\n<title>" + EscapeMarkup(title) +
      "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
}

void SvgWriter::Lines(const std::vector<std::vector<Point>>& pieces, const Stroke& stroke) {
  std::string data;
  for (const std::vector<Point>& piece : pieces) data += PathData(piece) + (piece.size() == 1 ? "h0" : "");
  if (data.empty()) return;
  shapes_ +=
      "<path" + Attribute("fill", "none") + Attribute("stroke", stroke.color) +
      Attribute("stroke-width", stroke.width) + Attribute("stroke-linejoin", "round") +
      (stroke.dashes.empty() ? Attribute("stroke-linecap", "round") : Attribute("stroke-dasharray", stroke.dashes)) +
      Attribute("d", data) + "/>\n";
}

void SvgWriter::Band(const std::vector<Point>& outline, const std::string& color) {
  shapes_ += "<path" + Attribute("fill", color) + Attribute("fill-opacity", 0.2) +
             Attribute("d", PathData(outline) + "z") + "/>\n";
}

void SvgWriter::Marker(Series::Marker marker, Point at, double radius, const std::string& color) {
  if (marker == Series::Marker::kCircle || marker == Series::Marker::kOpenCircle) {
    shapes_ += "<circle" + Attribute("cx", at.x) + Attribute("cy", at.y) + Attribute("r", radius) +
               (marker == Series::Marker::kCircle ? Attribute("fill", color)
                                                  : Attribute("fill", "none") + Attribute("stroke", color)) +
               "/>\n";
    return;
  }
  std::vector<Point> corners = Corners(marker);
  for (Point& p : corners) p = {at.x + radius * p.x, at.y + radius * p.y};
  shapes_ += "<path" + Attribute("fill", color) + Attribute("d", PathData(corners) + "z") + "/>\n";
}

void SvgWriter::Image(const Rectangle& place, std::size_t columns, const std::vector<palette::Rgb>& pixels) {
  shapes_ += "<image" + Attributes(place) + Attribute("preserveAspectRatio", "none") +
             Attribute("style", "image-rendering: pixelated") +
             Attribute("xlink:href", "data:image/png;base64," + Base64(Png(columns, pixels))) + "/>\n";
}

void SvgWriter::Text(const std::string& marked, Point at, const TextStyle& style) {
  static constexpr const char* kAnchors[] = {"start", "middle", "end"};
  // From the middle of a line of text down, or right, to its baseline.
  const double baseline = style.size / 3;
  const Point start = style.upwards ? Point{at.x + baseline, at.y} : Point{at.x, at.y + baseline};
  texts_ += "<text" + Attribute("x", start.x) + Attribute("y", start.y) + Attribute("font-size", style.size) +
            Attribute("fill", style.color) + Attribute("text-anchor", kAnchors[static_cast<int>(style.anchor)]) +
            (style.bold ? Attribute("font-weight", "bold") : "") +
            (style.upwards ? Attribute("transform", "rotate(-90 " + Place(start) + ")") : "") + ">";
  double rise = 0;
  for (const TextRun& run : FigureText(marked).runs()) {
    texts_ += "<tspan" + (run.size == 1 ? "" : Attribute("font-size", run.size * style.size)) +
              (run.rise == rise ? "" : Attribute("dy", (rise - run.rise) * style.size)) +
              (run.italic ? Attribute("font-style", "italic") : "") + ">" + EscapeMarkup(run.text) + "</tspan>";
    rise = run.rise;
  }
  texts_ += "</text>\n";
}

void SvgWriter::BeginClip(const Rectangle& rectangle) {
  // An inner document has a view of its own; this one keeps the coordinates.
  shapes_ += "<svg" + Attributes(rectangle) +
             Attribute("viewBox", Number(rectangle.left) + " " + Number(rectangle.top) + " " + Number(rectangle.width) +
                                      " " + Number(rectangle.height)) +
             ">\n";
}

std::string SvgWriter::Document() const {
  return head_ + shapes_ + "<g" +
         Attribute("font-family", "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif") +
         Attribute("stroke", "#ffffff") + Attribute("stroke-width", 3) + Attribute("stroke-linejoin", "round") +
         Attribute("paint-order", "stroke") + ">\n" + texts_ + "</g>\n</svg>\n";
}

}  // namespace hadamard_ntk::referee
