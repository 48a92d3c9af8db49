/// The semilinear problem on the torus [0, 2 pi)^d, -Laplace u + u + sin(u)/2 = f,
///   f = 3 (1 + |w_1|^2) cos(w_1.x) + 2 (1 + |w_2|^2) cos(w_2.x),
/// with the frequencies of ridges.h, and its solution in d dimensions, as cosines, from their lattice
/// (pde/lattice_torus.h).
/// Throws std::invalid_argument for d < 2.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TORUS_SOLUTION_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TORUS_SOLUTION_H_

#include "experiments/barron_pdes/ridges.h"
#include "experiments/shared/names.h"
#include "pde/energy.h"
#include "pde/two_layer_units.h"

namespace hadamard_ntk::experiments::barron_pdes {

/// L of the problem.
inline auto TorusDensity() { return pde::Semilinear<pde::SineNonlinearity>(1, 0.5); }

struct TorusSolution {
  pde::CosineSum solution, force;
  double energy;  ///< E(u*) per volume
};

TorusSolution SolveTorus(int d, Data data);

}  // namespace hadamard_ntk::experiments::barron_pdes

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_TORUS_SOLUTION_H_
