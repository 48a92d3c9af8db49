// Adds vectors of different lengths: --config=checked must stop it. With the argument `clean` they are equal.
#include <Eigen/Core>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
  const bool clean = argc > 1 && std::strcmp(argv[1], "clean") == 0;
  volatile int n = clean ? 5 : 4;
  const Eigen::VectorXi a = Eigen::VectorXi::Ones(5);
  const Eigen::VectorXi b = Eigen::VectorXi::Ones(n);
  std::printf("%d\n", (a + b).sum());
}
