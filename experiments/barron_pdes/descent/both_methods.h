/// Descent and Newton's method for one discrete energy from u = 0, and E* = the least value that either has met.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_BOTH_METHODS_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_BOTH_METHODS_H_

#include <Eigen/Core>
#include <algorithm>
#include <numeric>
#include <vector>

#include "experiments/barron_pdes/descent/measure.h"
#include "linalg/steady_seconds.h"
#include "pde/newton_krylov.h"
#include "pde/preconditioned_descent.h"

namespace hadamard_ntk::experiments::descent {

inline Curve CurveOf(const std::vector<double>& energies, double least, const std::vector<int>& applications,
                     double seconds) {
  Curve curve{.gaps = energies, .applications = applications, .seconds = seconds};
  for (double& gap : curve.gaps) gap -= least;
  return curve;
}

/// Fills energy, highest, curvature, unknowns and both curves of the run, whose eta is set.  `solve(u)` is Newton's
/// method from u for an energy with the same values.  Gives the range of the iterates.
template <pde::DiscretizedEnergy E, class Solve>
pde::Range RunBoth(const E& energy, Eigen::Index unknowns, const Solve& solve, Comparison& run) {
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(unknowns);
  double start = linalg::SteadySeconds();
  const pde::Newton newton = solve(zero);
  const double newton_seconds = linalg::SteadySeconds() - start;
  start = linalg::SteadySeconds();
  const pde::Descent descent = pde::Descend(energy, zero, {.eta = run.eta, .max_steps = 4000, .tolerance = 1e-6});
  const double seconds = linalg::SteadySeconds() - start;
  run.unknowns = static_cast<int>(unknowns);
  run.energy = std::min(*std::min_element(newton.energies.begin(), newton.energies.end()),
                        *std::min_element(descent.energies.begin(), descent.energies.end()));
  run.highest = newton.u.maxCoeff();
  run.curvature = descent.curvature;
  std::vector<int> every(descent.energies.size());
  std::iota(every.begin(), every.end(), 0);
  run.descent = CurveOf(descent.energies, run.energy, every, seconds);
  run.newton = CurveOf(newton.energies, run.energy, newton.applications, newton_seconds);
  return descent.values;
}

/// Newton's method as it is run everywhere here: to rounding.
inline constexpr pde::NewtonOptions kNewton = {.tolerance = 1e-8, .forcing = 0.01};

}  // namespace hadamard_ntk::experiments::descent

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_BOTH_METHODS_H_
