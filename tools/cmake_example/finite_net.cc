// Prints the empirical NTK of a polynomial net with random weights between two points.
#include <cstdio>

#include "models/empirical_ntk.h"
#include "models/polynomial_net.h"

int main() {
  using namespace hadamard_ntk::models;
  const PolynomialNet<double> net({.inputs = 2, .width = 8, .degree = 3}, /*seed=*/1);
  Matrix<double> x(2, 2);
  x << 1, 0, 0.6, 0.8;
  const Matrix<double> ntk = EmpiricalNtk(net, x);
  std::printf("%.17g %.17g\n%.17g %.17g\n", ntk(0, 0), ntk(0, 1), ntk(1, 0), ntk(1, 1));
}
