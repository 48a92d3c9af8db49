// Breaks an assert: --config=checked must stop it, the default configuration compiles assertions out. With the
// argument `clean` the assertion holds.
#include <cassert>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  volatile int n = clean ? 1 : 0;
  assert(n == 1);
  std::printf("%d\n", n + 0);
}
