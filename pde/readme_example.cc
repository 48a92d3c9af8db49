// -Laplace u + u + sin(u)/2 = f on the torus in 50 dimensions, f = 153 cos(w_1.x) + 102 cos(w_2.x).
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <vector>

#include "pde/barron_norm.h"
#include "pde/descent_rates.h"
#include "pde/energy.h"
#include "pde/lattice_torus.h"
#include "pde/preconditioned_descent.h"
#include "pde/ridge_lattice.h"

using namespace hadamard_ntk::pde;

int main() {
  std::vector<Frequency> ridges(2, Frequency(50, 1));
  for (std::size_t i = 1; i < 50; i += 2) ridges[1][i] = -1;
  const LatticeTorus torus(Semilinear<SineNonlinearity>(/*mass=*/1, /*strength=*/.5), GramOf(ridges), {3, 2});

  // Descent preconditioned by (I - Laplace)^{-1}: it refuses eta >= 2/Lambda' and knows its rate.
  const Descent run = Descend(torus, Eigen::VectorXd::Zero(torus.lattice().size()), {.eta = .5, .max_steps = 50});
  const double rate =
      TorusFactor(.5, torus.density().GradientCurvature(), torus.density().PotentialCurvature(run.values));
  double slowest = 0;  // the largest factor by which a step left E - min E, among the first ten
  for (std::size_t t = 0; t < 10; ++t) {
    slowest = std::max(slowest, (run.energies[t + 1] - run.energies[50]) / (run.energies[t] - run.energies[50]));
  }
  std::printf("E - min E falls to %.4f of itself or less in each step; %.4f is promised\n", slowest, rate);

  const double norm = torus.lattice().BarronNorm(run.u);  // sum (1 + |w|) |u^(w)|, in all 50 dimensions
  std::printf("Barron norm of u: %.9f\n", norm);
}
