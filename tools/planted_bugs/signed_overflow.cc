// Overflows an int: --config=asan (which includes the undefined-behaviour sanitizer) must stop it. With the argument
// `clean` it does not.
#include <cstdio>
#include <cstring>
#include <limits>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  volatile int n = std::numeric_limits<int>::max() - (clean ? 1 : 0);
  std::printf("%d\n", n + 1);
}
