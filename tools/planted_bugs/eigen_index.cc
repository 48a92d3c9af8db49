// Indexes past the end of an Eigen vector: --config=checked must stop it. With the argument `clean` it does not.
#include <Eigen/Core>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  Eigen::VectorXi v = Eigen::VectorXi::Ones(5);
  volatile int index = clean ? 4 : 5;
  std::printf("%d\n", v(index));
}
