/// How far a run is: the fraction of its steps that are done, the loss, and an estimate of the time left, the mean time
/// of a step of this run times the steps to go.
#ifndef HADAMARD_NTK_MODELS_TRAINING_PROGRESS_H_
#define HADAMARD_NTK_MODELS_TRAINING_PROGRESS_H_

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
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
  const auto s = std::llround(std::clamp(progress.seconds_left, 0.0, 1e15));
  const std::string done = fmt::format("{} %, loss {:.3g}", static_cast<int>(100 * progress.fraction), progress.loss);
  if (progress.fraction >= 1) return done;
  if (s < 60) return fmt::format("{}, {} s left", done, s);
  if (s < 3600) return fmt::format("{}, {} min {:02} s left", done, s / 60, s % 60);
  return fmt::format("{}, {} h {:02} min left", done, s / 3600, s / 60 % 60);
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
