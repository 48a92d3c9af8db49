/// Long work for Python: without the global interpreter lock (GIL), with progress, and stopped by Ctrl-C within a
/// second.
///
///   const Solution s = Interruptible(progress, [x, options](Report& report) { return Solve(x, options, report); });
///
/// The work runs on a thread of its own.  Meanwhile the caller's thread looks 20 times a second whether Python has a
/// signal to handle, and calls `progress(stage, share)` if the work has reported anything new: share in [0, 1], stage a
/// word.  What a signal's handler or `progress` throws, KeyboardInterrupt say, stops the work:
///   * its parallel loops of oneTBB are cancelled, and report(...) throws, so it mostly ends at once;
///   * work that has not ended after half a second is left to itself, and its result is dropped when there is one; the
///     process may end before.
/// Therefore the work owns, by value, all that it uses; Python objects that it holds, such as arrays whose memory it
/// reads and writes, are released by a later call, on a thread that has the GIL.
///
/// Starting a thread costs some 20 us.  WithoutGil(work) is for less than that: it runs where it is called.
///
/// Called without the GIL, the work must take it (py::gil_scoped_acquire) for what it does with Python objects.
#ifndef HADAMARD_NTK_PYTHON_INTERRUPT_H_
#define HADAMARD_NTK_PYTHON_INTERRUPT_H_

#include <pybind11/pybind11.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace hadamard_ntk::python {

namespace py = pybind11;

/// What the work tells, from any thread.
class Report {
 public:
  /// The share of the stage that is done, in [0, 1].  Throws Stopped once the work is to end.
  void operator()(const std::string& stage, double share);
  bool stopped() const;

  struct Stopped {};

 private:
  friend class Work;

  mutable std::mutex mutex_;
  bool stopped_ = false;
  bool fresh_ = false;
  std::string stage_;
  double share_ = 0;
};

/// Runs on a thread what it is made from; the caller waits in Run.
class Work : public std::enable_shared_from_this<Work> {
 public:
  explicit Work(std::function<void(Report&)> run) : run_(std::move(run)) {}

  /// Throws what `run`, `progress` or a signal's handler threw.  Needs the GIL, and gives it up meanwhile.
  void Run(const py::object& progress);

 private:
  void Execute();
  bool WaitFor(double seconds);
  void Show(const py::object& progress);
  void Stop();
  void LeaveToItself();
  static void Exit(int status, void*);

  std::function<void(Report&)> run_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::function<void()> cancel_;  // while it runs
  bool done_ = false;
  std::exception_ptr error_;
};

/// work(report), interruptible; `progress` is a Python callable or None.
template <class F>
std::invoke_result_t<F&, Report&> Interruptible(const py::object& progress, F work) {
  using Result = std::invoke_result_t<F&, Report&>;
  if constexpr (std::is_void_v<Result>) {
    std::make_shared<Work>(std::move(work))->Run(progress);
  } else {
    const auto result = std::make_shared<std::optional<Result>>();
    std::make_shared<Work>([work = std::move(work), result](Report& report) mutable {
      result->emplace(work(report));
    })->Run(progress);
    return std::move(**result);
  }
}

/// work() for what is short.
template <class F>
std::invoke_result_t<F&> WithoutGil(F&& work) {
  const py::gil_scoped_release released;
  return work();
}

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_INTERRUPT_H_
