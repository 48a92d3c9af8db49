#include "referee/report/time_left.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "referee/program/progress.h"
#include "referee/program/table.h"

namespace hadamard_ntk::referee {

TimeLeft::TimeLeft(std::vector<double> expected) : expected_(std::move(expected)) {
  for (const double seconds : expected_) {
    if (!std::isfinite(seconds) || seconds < 0) {
      throw std::invalid_argument("TimeLeft: expected seconds must be >= 0 (got " + ExactReal(seconds) + ")");
    }
  }
}

void TimeLeft::Finish(double seconds) {
  if (present_ >= expected_.size()) return;
  if (expected_[present_] > 0) {
    finished_expected_ += expected_[present_];
    finished_actual_ += seconds;
  }
  ++present_;
}

double TimeLeft::Seconds(double elapsed) const {
  const double scale = finished_expected_ < 2 ? 1 : std::clamp(finished_actual_ / finished_expected_, 0.05, 20.0);
  double left = 0;
  for (std::size_t i = present_; i < expected_.size(); ++i) {
    left += i == present_ ? std::max(scale * expected_[i] - elapsed, 0.0) : scale * expected_[i];
  }
  return left;
}

bool TimeLeft::complete() const {
  return std::none_of(expected_.begin() + static_cast<std::ptrdiff_t>(present_), expected_.end(),
                      [](double seconds) { return seconds == 0; });
}

std::string TimeLeft::Text(double elapsed) const {
  const double seconds = Seconds(elapsed);
  if (seconds <= 0) return "";
  return (complete() ? "" : "more than ") + Duration(seconds) + " left";
}

}  // namespace hadamard_ntk::referee
