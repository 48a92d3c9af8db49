/// Axes: from data to their length, and where their ticks stand.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_AXIS_SCALE_H_
#define HADAMARD_NTK_REFEREE_FIGURE_AXIS_SCALE_H_

#include <string>
#include <vector>

namespace hadamard_ntk::referee {

/// The map of an axis: from data to the fraction of its length, linear or logarithmic.
struct AxisScale {
  bool log = false;
  double min = 0, max = 1;  ///< finite, min < max; positive if log

  /// Whether an axis can show v: finite, at most 1e300 in size, and on a logarithmic one at least 1e-300, so that
  /// neither a margin nor a tick overflows.
  static bool CanShow(double v, bool log);

  /// 0 at min, 1 at max. NaN for what the axis cannot show.
  double Fraction(double v) const;

  /// The scale that shows `values` (those it can show) with a margin of this fraction on either side. Nothing to
  /// show: [0, 1] or [1, 10]; one value: an interval around it. Bounds that are given stand.
  static AxisScale Around(const std::vector<double>& values, bool log, double margin, const double* min,
                          const double* max);
};

struct Tick {
  double at;
  std::string text;  ///< with the marks of figure.h; empty for a minor tick
  bool major = true;
};

/// Ticks for an axis of `length` px whose labels want `room` px each: multiples of 1, 2 or 5 times a power of ten, or
/// decades (and 1, 2, 5 times them where there are less than two). At least two have labels, closer if need be.
std::vector<Tick> Ticks(const AxisScale& scale, double length, double room);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_AXIS_SCALE_H_
