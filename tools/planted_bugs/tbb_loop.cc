// Bodies of a tbb::parallel_for, run by two threads, increment one counter: --config=tsan must report it. With the
// argument `clean` each body writes its own element, read after the loop, and a reduction follows: nothing to report,
// although libtbb is not instrumented (third_party/onetbb_tsan.cc).
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  constexpr int kTasks = 256;
  std::vector<double> element(kTasks, 1.0);
  double counter = 0;
  std::atomic<int> entered{0};
  tbb::task_arena arena(2);
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<int>(0, kTasks, 1),
        [&](const tbb::blocked_range<int>& range) {
          // Give the second thread time to take a task.
          if (entered.fetch_add(1, std::memory_order_relaxed) < 32)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
          for (int i = range.begin(); i < range.end(); ++i) {
            element[i] += i;
            if (!clean) counter += i;
          }
        },
        tbb::simple_partitioner{});
    element[0] += counter;
    const double sum = tbb::parallel_reduce(
        tbb::blocked_range<int>(0, kTasks), 0.0,
        [&](const tbb::blocked_range<int>& range, double partial) {
          for (int i = range.begin(); i < range.end(); ++i) partial += element[i];
          return partial;
        },
        std::plus<>());
    std::printf("%g\n", sum);
  });
}
