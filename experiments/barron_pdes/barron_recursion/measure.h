/// The Barron norm of every iterate of preconditioned descent, exactly, beside what bounds it.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/barron_pdes/barron_recursion/recursion.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::barron_recursion {

struct Config {
  int d = 10;             ///< of the dense data, w = (1, ..., 1) and (1, -1, 1, ...)
  int steps = 40;         ///< at least
  double eta = .5;        ///< of the linear and the sine problem
  double eta_cubic = .1;  ///< of u^3
};

inline constexpr double kTargets[] = {1e-1, 1e-2, 1e-3, 1e-4};

/// u_t, and what one step from u_{t-1} promised for it.
struct Step {
  double norm = 0;
  double printed = 0;      ///< log10; infinite where the composition has no k
  double sharper = 0;      ///< not a logarithm
  double composition = 0;  ///< |d L o u_{t-1}|_B / (B_L max(1, |u_{t-1}|_B)^p), or of grad u
};

/// The bound of u_T's norm by the recursions alone, chained from u_0, all log10.
struct Chain {
  double printed = 0, sharper = 0;
};

/// T(eps) by the rate on the torus, and what u_T is.
struct Approximation {
  double eps = 0;
  int steps = 0;
  double error = 0, norm = 0;            ///< |u_T - u*|_{L^2}, |u_T|_B
  double printed = 0, abstract_log = 0;  ///< log10 of the chained bound and of the abstract's formula
};

struct Instance {
  std::string problem, data;
  Setting setting = {};
  double curvature = 0;  ///< Lambda' on the range of the iterates
  std::vector<Step> steps = {};
  std::vector<Chain> chains = {};
  std::vector<Approximation> approximations = {};
};

/// V'(A cos x) or d L(grad (A sin x)): its norm over B_L max(1, b)^p, at the A where that is largest.
struct Probe {
  std::string problem;
  double ratio = 0, with_lower_p = 0;
};

struct Evidence {
  Config config = {};
  std::vector<Instance> instances = {};
  Instance identity = {};  ///< linear, |w|^2 = 25, without the resolvent
  Instance constant = {};  ///< u' = u - eta (u - 1): every step of the sharper bound is an equality at first
  std::vector<Probe> probes = {};
};

/// The least right side / norm over the steps (norm > 0), of the sharper bound and, if they have one, of the printed
/// one.
struct LeastRatios {
  double printed, sharper;
};
LeastRatios LeastRatiosOf(const Instance& instance);

/// Throws std::invalid_argument naming the flag whose eta is beyond the stable range.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::barron_recursion

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_BARRON_RECURSION_MEASURE_H_
