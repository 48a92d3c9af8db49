#include "referee/figure/axis_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "referee/program/table.h"

namespace hadamard_ntk::referee {
namespace {

constexpr const char* kMinus = "−";
constexpr double kLargest = 1e300;  // of what an axis shows
constexpr double kWidest = 1e305;   // with its margin

std::string WithMinus(const std::string& text) { return text[0] == '-' ? kMinus + text.substr(1) : text; }

std::string PowerOfTen(int exponent) {
  if (exponent == 0) return "1";
  if (exponent == 1) return "10";
  return "10^{" + WithMinus(std::to_string(exponent)) + "}";
}

// mantissa * 10^exponent for a mantissa of 1 to 9 on a logarithmic axis.
std::string LogText(int mantissa, int exponent, bool plain) {
  if (plain && exponent >= -3 && exponent <= 4) {
    return RoundedReal(mantissa * std::pow(10.0, exponent), 6);
  }
  if (mantissa == 1) return PowerOfTen(exponent);
  return std::to_string(mantissa) + "×" + PowerOfTen(exponent);
}

std::vector<Tick> LinearTicks(const AxisScale& scale, double length, double room) {
  const double span = scale.max - scale.min;
  const double rough = span * std::max(room / length, 1e-3);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) {
      step = factor * power;
      break;
    }
  }
  const double largest = std::max(std::abs(scale.min), std::abs(scale.max));
  // The exponent is taken out of the labels where they would get long.
  const int exponent = static_cast<int>(std::floor(std::log10(largest)));
  const bool scientific = largest >= 1e5 || step < 1e-3 * (1 - 1e-9);
  const double unit = scientific ? std::pow(10.0, exponent) : 1;
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step / unit) - 1e-9)), 0, 17);
  std::vector<Tick> ticks;
  const double slack = 1e-9 * span;
  for (double i = std::ceil((scale.min - slack) / step); i * step <= scale.max + slack; ++i) {
    const double at = i * step;
    if (!AxisScale::CanShow(at, scale.log)) continue;
    std::string text = WithMinus(fmt::format("{:.{}f}", i == 0 ? 0.0 : at / unit, decimals));
    if (scientific && i != 0) text += "×" + PowerOfTen(exponent);
    ticks.push_back({at, text, true});
  }
  return ticks;
}

std::vector<Tick> LogTicks(const AxisScale& scale, double length, double room) {
  const double decades = std::log10(scale.max / scale.min);
  const double slack = 1e-9;
  const double low = scale.min * (1 - slack), high = scale.max * (1 + slack);
  const int first = static_cast<int>(std::floor(std::log10(scale.min) - slack));
  const int last = static_cast<int>(std::ceil(std::log10(scale.max) + slack));
  if (decades < 0.7) return LinearTicks(scale, length, room);
  const double decade = length / decades;  // px
  int stride = 1;
  for (const int s : {1, 2, 5, 10, 20, 50, 100}) {
    stride = s;
    if (s * decade >= room) break;
  }
  const bool labels_between = decades < 2 && 0.3 * decade >= 0.8 * room;
  std::vector<Tick> ticks;
  for (int e = first; e <= last; ++e) {
    for (int mantissa = 1; mantissa <= 9; ++mantissa) {
      const double at = mantissa * std::pow(10.0, e);
      if (!(low <= at && at <= high) || !AxisScale::CanShow(at, true)) continue;
      const bool labelled = mantissa == 1 ? e % stride == 0 : labels_between && (mantissa == 2 || mantissa == 5);
      if (labelled) {
        ticks.push_back({at, LogText(mantissa, e, labels_between), true});
      } else if (mantissa == 1 ? decade >= 8 : stride == 1 && decade >= 30) {
        ticks.push_back({at, "", false});
      }
    }
  }
  return ticks;
}

}  // namespace

bool AxisScale::CanShow(double v, bool log) { return std::abs(v) <= kLargest && (!log || v >= 1 / kLargest); }

double AxisScale::Fraction(double v) const {
  if (!CanShow(v, log)) return std::numeric_limits<double>::quiet_NaN();
  if (log) return (std::log(v) - std::log(min)) / (std::log(max) - std::log(min));
  return (v - min) / (max - min);
}

AxisScale AxisScale::Around(const std::vector<double>& values, bool log, double margin, const double* min,
                            const double* max) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double v : values) {
    if (!CanShow(v, log) || (min && v < *min) || (max && v > *max)) continue;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  if (!(low <= high)) {  // nothing to show
    low = min ? *min : max ? (log ? *max / 10 : *max - 1) : (log ? 1 : 0);
    high = max ? *max : log ? 10 * low : low + 1;
  }
  AxisScale scale{.log = log};
  if (log) {
    double a = std::log10(low), b = std::log10(high);
    if (b - a < 1e-6) {
      a -= 0.5;
      b += 0.5;
    }
    const double pad = margin * (b - a);
    scale.min = std::max(std::pow(10.0, a - pad), 1 / kWidest);
    scale.max = std::min(std::pow(10.0, b + pad), kWidest);
  } else {
    // One value; so are those that differ by nothing to speak of.
    if (high - low <= std::max(1e-12 * std::max(std::abs(low), std::abs(high)), 1 / kLargest)) {
      const double half = std::abs(low) <= 1 / kLargest ? 1 : 0.5 * std::abs(low);
      low -= half;
      high += half;
    }
    const double pad = margin * (high - low);
    scale.min = low - pad;
    scale.max = high + pad;
  }
  if (min) scale.min = *min;
  if (max) scale.max = *max;
  if (!(scale.min < scale.max)) {  // a bound beyond all data
    if (min)
      scale.max = log ? 10 * scale.min : scale.min + 1;
    else
      scale.min = log ? scale.max / 10 : scale.max - 1;
  }
  return scale;
}

std::vector<Tick> Ticks(const AxisScale& scale, double length, double room) {
  while (true) {
    std::vector<Tick> ticks = scale.log ? LogTicks(scale, length, room) : LinearTicks(scale, length, room);
    const auto labels = std::count_if(ticks.begin(), ticks.end(), [](const Tick& tick) { return !tick.text.empty(); });
    if (labels >= 2 || room < 0.1 * length) return ticks;
    room *= 0.7;
  }
}

}  // namespace hadamard_ntk::referee
