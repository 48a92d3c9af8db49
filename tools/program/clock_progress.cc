#include "tools/program/clock_progress.h"

#include <algorithm>
#include <chrono>

#include "linalg/steady_seconds.h"

namespace hadamard_ntk::tools {
namespace {

constexpr std::int64_t kUnits = 1000;

}  // namespace

ClockProgress::ClockProgress(referee::Progress& progress, const std::string& label, double expected_seconds)
    : progress_(progress) {
  progress_.Start(label, kUnits);
  thread_ = std::thread([this, expected_seconds] { Watch(std::max(expected_seconds, 1e-3)); });
}

ClockProgress::~ClockProgress() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void ClockProgress::Watch(double expected_seconds) {
  const double begin = linalg::SteadySeconds();
  std::int64_t shown = 0;
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, std::chrono::milliseconds(200), [this] { return end_; })) {
    const double elapsed = linalg::SteadySeconds() - begin;
    const auto units = static_cast<std::int64_t>(std::min(0.99, elapsed / expected_seconds) * kUnits);
    progress_.Advance(units - shown);
    shown = units;
  }
}

void StageProgress::Show(const std::string& stage, double share) {
  if (stage != stage_) {
    stage_ = stage;
    shown_ = 0;
    progress_.Start(stage, kUnits);
  }
  const auto units = static_cast<std::int64_t>(share * kUnits);
  if (units <= shown_) return;
  progress_.Advance(units - shown_);
  shown_ = units;
}

}  // namespace hadamard_ntk::tools
