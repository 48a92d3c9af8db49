#include "referee/program/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace hadamard_ntk::referee {
namespace {

constexpr std::chrono::milliseconds kInterval(100);

}  // namespace

std::string Duration(double seconds) {
  const auto total = std::llround(std::max(0.0, seconds));
  if (total < 60) return fmt::format("{} s", total);
  if (total < 3600) return fmt::format("{} min {:02} s", total / 60, total % 60);
  return fmt::format("{} h {:02} min", total / 3600, total / 60 % 60);
}

Progress Progress::ToTerminal() {
  if (!isatty(STDERR_FILENO)) return Progress();
  return Progress([](const std::string& text) { std::fputs(text.c_str(), stderr); });
}

void Progress::Start(std::string label, std::int64_t total) {
  std::lock_guard lock(mutex_);
  label_ = std::move(label);
  total_ = total;
  done_ = 0;
  was_started_ = true;
  if (!sink_) return;
  started_ = now_();
  printed_ = started_;
  Print(0);
}

void Progress::Advance(std::int64_t units) {
  const std::int64_t done = done_.fetch_add(units, std::memory_order_relaxed) + units;
  if (!sink_) return;
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || (now_() - printed_ < kInterval && done < total_)) return;
  Print(done);
}

void Progress::Print(std::int64_t done) {
  const auto now = now_();
  printed_ = now;
  std::string line = "\r\033[K" + label_;
  if (total_ > 0) {
    const double fraction = std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0);
    line += ": " + std::to_string(static_cast<int>(100 * fraction)) + " %";
    const double elapsed = std::chrono::duration<double>(now - started_).count();
    if (done > 0 && fraction < 1) line += ", " + Duration(elapsed * (1 - fraction) / fraction) + " left";
  }
  sink_(line);
  shown_ = true;
}

void Progress::Finish() {
  std::lock_guard lock(mutex_);
  if (shown_) sink_("\r\033[K");
  shown_ = false;
}

}  // namespace hadamard_ntk::referee
