/// How far a program is and how long it will take.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_PROGRESS_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace hadamard_ntk::referee {

/// One line on the terminal that says what is being computed, how far it is and how long it will take:
///
///   trained nets: 42 %, 1 min 20 s left
///
/// Start names a stage and its amount of work, Advance adds to what is done; both may be called from any thread. The
/// line is rewritten at most ten times a second. Without a sink nothing is printed and Advance costs one atomic
/// addition.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  Progress() = default;  ///< silent
  explicit Progress(std::function<void(const std::string&)> sink, std::function<Clock::time_point()> now = Clock::now)
      : sink_(std::move(sink)), now_(std::move(now)) {}
  /// Prints to standard error if that is a terminal, else silent.
  static Progress ToTerminal();
  Progress(Progress&& other) : sink_(std::move(other.sink_)), now_(std::move(other.now_)) {}
  ~Progress() { Finish(); }

  /// total > 0: units of work in this stage, as equal as can be.
  void Start(std::string label, std::int64_t total);
  void Advance(std::int64_t units = 1);
  /// Erases the line.
  void Finish();
  /// Whether Start was ever called, with a sink or without.
  bool started() const { return was_started_; }

 private:
  void Print(std::int64_t done);

  std::function<void(const std::string&)> sink_;
  std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::string label_;
  std::atomic<std::int64_t> done_{0};
  std::int64_t total_ = 0;
  Clock::time_point started_{};
  Clock::time_point printed_{};
  bool shown_ = false;
  std::atomic<bool> was_started_ = false;
};

/// "12 s", "1 min 20 s", "2 h 05 min".
std::string Duration(double seconds);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_PROGRESS_H_
