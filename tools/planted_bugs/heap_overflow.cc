// Reads one element past a heap array: --config=asan must stop it. With the argument `clean` it does not.
#include <cstdio>
#include <cstring>
#include <memory>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  volatile int n = 5;
  const std::unique_ptr<int[]> array(new int[n]());
  volatile int index = clean ? n - 1 : n + 0;
  std::printf("%d\n", array[index]);
}
