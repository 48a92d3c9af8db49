#include "referee/program/interrupt.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <system_error>

namespace hadamard_ntk::referee {
namespace {

// Lock-free atomics may be used in signal handlers.
static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> sections{0};
std::atomic<int> waiting_signal{0};

// Two, so that the one to be said is never written to.
struct Line {
  std::array<char, 200> text;
  std::size_t size;
};
std::array<Line, 2> lines;
static_assert(std::atomic<const Line*>::is_always_lock_free);
std::atomic<const Line*> last_line{nullptr};

void Say(const char* text, std::size_t size) { [[maybe_unused]] const auto ignored = write(STDERR_FILENO, text, size); }

[[noreturn]] void Exit(int signal) {
  // A progress line may stand on the terminal.
  if (isatty(STDERR_FILENO)) Say("\n", 1);
  if (const Line* line = last_line) Say(line->text.data(), line->size);
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

void SayOnInterrupt(std::string_view line) {
  Line& next = lines[last_line == &lines[0] ? 1 : 0];
  next.size = line.copy(next.text.data(), next.text.size() - 1);
  next.text[next.size++] = '\n';
  last_line = &next;
}

UninterruptedSection::UninterruptedSection() { ++sections; }

UninterruptedSection::~UninterruptedSection() {
  if (--sections == 0 && waiting_signal != 0) Exit(waiting_signal);
}

}  // namespace hadamard_ntk::referee
