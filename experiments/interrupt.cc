#include "experiments/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <system_error>

namespace hadamard_ntk::experiments {
namespace {

// Lock-free atomics may be used in signal handlers.
static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> sections{0};
std::atomic<int> waiting_signal{0};

[[noreturn]] void Exit(int signal) {
  // A progress line may stand on the terminal.
  if (isatty(STDERR_FILENO)) [[maybe_unused]]
    const auto ignored = write(STDERR_FILENO, "\n", 1);
  _exit(128 + signal);
}

void OnInterrupt(int signal) {
  waiting_signal = signal;
  if (sections == 0) Exit(signal);
}

}  // namespace

void ExitOnInterrupt() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction before = {};
    struct sigaction action = {};
    action.sa_handler = OnInterrupt;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(signal, nullptr, &before) != 0 ||
        (before.sa_handler != SIG_IGN && sigaction(signal, &action, nullptr) != 0)) {
      throw std::system_error(errno, std::generic_category(), "ExitOnInterrupt: sigaction");
    }
  }
}

UninterruptedSection::UninterruptedSection() { ++sections; }

UninterruptedSection::~UninterruptedSection() {
  if (--sections == 0 && waiting_signal != 0) Exit(waiting_signal);
}

}  // namespace hadamard_ntk::experiments
