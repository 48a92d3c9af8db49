// Indexes a std::vector past its end, inside its capacity, where the address sanitizer alone need not look:
// --config=checked must stop it. With the argument `clean` it does not.
#include <cstdio>
#include <cstring>
#include <vector>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  std::vector<int> v(8, 1);
  v.resize(4);
  volatile std::size_t index = clean ? 3 : 4;
  std::printf("%d\n", v[index]);
}
