#include "experiments/barron_pdes/torus_solution.h"

#include <Eigen/Core>
#include <stdexcept>
#include <string>
#include <vector>

#include "pde/barron_norm.h"
#include "pde/lattice_torus.h"
#include "pde/newton_krylov.h"
#include "pde/ridge_lattice.h"
#include "pde/ridge_spectrum.h"

namespace hadamard_ntk::experiments::barron_pdes {

TorusSolution SolveTorus(int d, Data data) {
  if (d < 2) throw std::invalid_argument("SolveTorus: needs d >= 2, got " + std::to_string(d));
  const std::vector<pde::Frequency> ridges = Ridges(data, d);
  const pde::LatticeTorus torus(TorusDensity(), pde::GramOf(ridges), {3, 2});
  const pde::RidgeLattice& lattice = torus.lattice();
  const Eigen::VectorXd u = pde::SolveByNewton(torus, Eigen::VectorXd::Zero(lattice.size()), {.tolerance = 1e-14}).u;
  const auto cosines = [&](const Eigen::VectorXd& values) {
    return pde::CosineSum(pde::RidgeSpectrum(ridges, lattice.points(), values));
  };
  return {cosines(u), cosines(torus.force()), torus.Value(u)};
}

}  // namespace hadamard_ntk::experiments::barron_pdes
