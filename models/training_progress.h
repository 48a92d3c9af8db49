/// How far a run is: the fraction of its steps that are done, the loss, and an estimate of the time left, the mean time
/// of a step of this run times the steps to go.
#ifndef HADAMARD_NTK_MODELS_TRAINING_PROGRESS_H_
#define HADAMARD_NTK_MODELS_TRAINING_PROGRESS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>

namespace hadamard_ntk::models {

struct TrainingProgress {
  std::int64_t step = 0;
  double fraction = 0;      ///< in [0, 1]
  double loss = 0;          ///< of the last step, before its update
  double seconds_left = 0;  ///< 0 at the end
};

/// "42 %, loss 0.0123, 1 min 20 s left".
inline std::string Describe(const TrainingProgress& progress) {
  char text[96];
  const auto s = static_cast<long long>(std::llround(std::clamp(progress.seconds_left, 0.0, 1e15)));
  int length =
      std::snprintf(text, sizeof text, "%d %%, loss %.3g", static_cast<int>(100 * progress.fraction), progress.loss);
  if (progress.fraction < 1) {
    char* const end = text + length;
    const std::size_t room = sizeof text - static_cast<std::size_t>(length);
    if (s < 60) {
      std::snprintf(end, room, ", %lld s left", s);
    } else if (s < 3600) {
      std::snprintf(end, room, ", %lld min %02lld s left", s / 60, s % 60);
    } else {
      std::snprintf(end, room, ", %lld h %02lld min left", s / 3600, s / 60 % 60);
    }
  }
  return text;
}

/// Calls `sink` at most once in `interval` seconds of the clock `now`, and at the last step.  Without a sink: nothing.
class ProgressReports {
 public:
  ProgressReports(std::function<void(const TrainingProgress&)> sink, std::function<double()> now, double interval,
                  std::int64_t first_step, std::int64_t last_step)
      : sink_(std::move(sink)), now_(std::move(now)), interval_(interval), first_(first_step), last_(last_step) {
    if (sink_) started_ = reported_ = now_();
  }

  /// `step` steps are done, first_step < step <= last_step.
  void Report(std::int64_t step, double loss) {
    if (!sink_) return;
    const double time = now_();
    if (step < last_ && time - reported_ < interval_) return;
    reported_ = time;
    const double done = static_cast<double>(step - first_), left = static_cast<double>(last_ - step);
    sink_({.step = step,
           .fraction = static_cast<double>(step) / static_cast<double>(last_),
           .loss = loss,
           .seconds_left = (time - started_) / done * left});
  }

 private:
  std::function<void(const TrainingProgress&)> sink_;
  std::function<double()> now_;
  double interval_, started_ = 0, reported_ = 0;
  std::int64_t first_, last_;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_TRAINING_PROGRESS_H_
