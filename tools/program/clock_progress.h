/// Progress of a step that cannot tell how far it is, by the clock: while one lives, a thread shows the share of the
/// expected time that has passed, at most 99 %.
#ifndef HADAMARD_NTK_TOOLS_PROGRAM_CLOCK_PROGRESS_H_
#define HADAMARD_NTK_TOOLS_PROGRAM_CLOCK_PROGRESS_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "referee/program/progress.h"

namespace hadamard_ntk::tools {

class ClockProgress {
 public:
  ClockProgress(referee::Progress& progress, const std::string& label, double expected_seconds);
  ~ClockProgress();
  ClockProgress(const ClockProgress&) = delete;
  ClockProgress& operator=(const ClockProgress&) = delete;

 private:
  void Watch(double expected_seconds);

  referee::Progress& progress_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

/// Progress of work that tells its stage and the share of it that is done.
class StageProgress {
 public:
  explicit StageProgress(referee::Progress& progress) : progress_(progress) {}
  /// The share, in [0, 1], does not fall within a stage.
  void Show(const std::string& stage, double share);

 private:
  referee::Progress& progress_;
  std::string stage_;
  std::int64_t shown_ = 0;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_PROGRAM_CLOCK_PROGRESS_H_
