// Prints the Mercer eigenvalues on S^2 of a kernel of our own, K = exp(cos(theta) - 1).
#include <cmath>
#include <cstdio>

#include "spectral/angle_kernel.h"
#include "spectral/mercer_spectrum.h"

int main() {
  // For any scalar T: the library asks for double, for 50 digits, for complex.
  const auto kernel = []<class T>(const T& theta) -> T {
    using std::cos, std::exp;
    return exp(cos(theta) - T(1));
  };
  const auto spectrum =
      hadamard_ntk::spectral::ComputeMercerSpectrum(hadamard_ntk::spectral::AngleKernel::From(kernel), 2, 20);
  std::printf("k   mu_k                    error\n");
  for (const auto& eigenvalue : spectrum.eigenvalues()) {
    std::printf("%-3d %.16e  %.1e\n", eigenvalue.k, eigenvalue.mu, eigenvalue.error);
  }
}
