// Prints the NTK of a polynomial net of degree 3 between three points of the sphere S^2, a matrix, and its first
// eigenvalues there.
#include <Eigen/Core>
#include <cstdio>

#include "ntk/gram.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "spectral/angle_kernel.h"
#include "spectral/mercer_spectrum.h"

int main() {
  const hadamard_ntk::ntk::PolynomialNet net(3);
  Eigen::MatrixXd x(3, 3);
  x << 1, 0, 0, 0.6, 0.8, 0, 0, 0.28, 0.96;
  const Eigen::MatrixXd gram = hadamard_ntk::ntk::Gram(net, x);
  for (const auto row : gram.rowwise()) std::printf("%.17g %.17g %.17g\n", row[0], row[1], row[2]);

  using namespace hadamard_ntk::spectral;
  const AngleKernel kernel = AngleKernel::From(hadamard_ntk::ntk::OnSphere(net));
  const MercerSpectrum spectrum = ComputeMercerSpectrum(kernel, /*d=*/2, /*k_max=*/4);
  for (const Eigenvalue& eigenvalue : spectrum.eigenvalues()) {
    std::printf("%d %.17g %.17g\n", eigenvalue.k, eigenvalue.mu, eigenvalue.error);
  }
}
