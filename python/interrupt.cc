#include "python/interrupt.h"

#include <oneapi/tbb/task_group.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace hadamard_ntk::python {
namespace {

constexpr double kLook = 0.05;
constexpr double kPatience = 0.5;

// Work that was left to itself.  Never destroyed: it may outlive static objects.
std::vector<std::shared_ptr<Work>>& LeftToThemselves() {
  static auto* const works = new std::vector<std::shared_ptr<Work>>;
  return *works;
}

}  // namespace

// Of the process, whose static objects must not be destroyed under a thread that uses them.
void Work::Exit(int status, void*) {
  for (const std::shared_ptr<Work>& work : LeftToThemselves()) {
    const std::lock_guard lock(work->mutex_);
    if (work->done_) continue;
    std::fflush(nullptr);
    _exit(status);
  }
}

void Work::LeaveToItself() {
  static const int registered = on_exit(&Work::Exit, nullptr);
  (void)registered;
  LeftToThemselves().push_back(shared_from_this());
}

void Report::operator()(const std::string& stage, double share) {
  const std::lock_guard lock(mutex_);
  if (stopped_) throw Stopped();
  fresh_ = true;
  stage_ = stage;
  share_ = share;
}

bool Report::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

void Work::Execute() {
  std::exception_ptr error;
  try {
    tbb::task_group_context context;
    {
      const std::lock_guard lock(mutex_);
      cancel_ = [&context] { context.cancel_group_execution(); };
    }
    tbb::task_group(context).run_and_wait([this] { run_(report_); });
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  cancel_ = {};
  error_ = error;
  done_ = true;
  ended_.notify_all();
}

bool Work::WaitFor(double seconds) {
  const py::gil_scoped_release released;
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return done_; });
}

void Work::Show(const py::object& progress) {
  std::string stage;
  double share;
  {
    const std::lock_guard lock(report_.mutex_);
    if (!report_.fresh_) return;
    report_.fresh_ = false;
    stage = report_.stage_;
    share = report_.share_;
  }
  if (!progress.is_none()) progress(stage, share);
}

void Work::Stop() {
  {
    const std::lock_guard lock(report_.mutex_);
    report_.stopped_ = true;
  }
  const std::lock_guard lock(mutex_);
  if (cancel_) cancel_();
}

void Work::Run(const py::object& progress) {
  std::erase_if(LeftToThemselves(), [](const std::shared_ptr<Work>& work) {
    const std::lock_guard lock(work->mutex_);
    return work->done_;
  });
  std::thread thread([this] { Execute(); });
  try {
    while (!WaitFor(kLook)) {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      Show(progress);
    }
    Show(progress);
  } catch (...) {
    Stop();
    if (WaitFor(kPatience)) {
      thread.join();
    } else {
      LeaveToItself();
      thread.detach();
    }
    throw;
  }
  thread.join();
  if (error_) std::rethrow_exception(error_);
}

}  // namespace hadamard_ntk::python
