// Two threads increment one counter: --config=tsan must report it. With the argument `clean` they hold a mutex.
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  long counter = 0;
  std::mutex mutex;
  const auto count = [&] {
    for (int i = 0; i < 1000; ++i) {
      std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
      if (clean) lock.lock();
      ++counter;
    }
  };
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  std::printf("%ld\n", counter);
}
