// Prints the NNGP and the NTK of a polynomial net of degree 3 between two points of the unit sphere, by angle.
#include <cstdio>

#include "ntk/correlation.h"
#include "ntk/polynomial_net.h"

int main() {
  const hadamard_ntk::ntk::PolynomialNet net(3);
  std::printf("theta  nngp        ntk\n");
  for (const double theta : {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0}) {
    const auto kernel = net(1.0, 1.0, hadamard_ntk::ntk::Correlation<double>::FromAngle(theta));
    std::printf("%.1f    %.8f  %.8f\n", theta, kernel.nngp, kernel.ntk);
  }
}
