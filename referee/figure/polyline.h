/// Lines and points without what cannot be seen.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_POLYLINE_H_
#define HADAMARD_NTK_REFEREE_FIGURE_POLYLINE_H_

#include <vector>

namespace hadamard_ntk::referee {

struct Point {
  double x, y;  ///< px
};

/// The polyline with points left out that cannot be seen: where more than four fall into half a pixel of x, the first,
/// lowest, highest and last of them stay; then those that lie within `tolerance` px of the line through their
/// neighbours go (Douglas-Peucker). So a curve of 10^5 points stays small in a file and looks the same.
std::vector<Point> Thin(const std::vector<Point>& line, double tolerance);

/// Points at most one per half pixel.
std::vector<Point> ThinPoints(const std::vector<Point>& points);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_POLYLINE_H_
