/// Preconditioned descent u <- u - eta (I - Laplace)^{-1} DE(u) on four instances, each beside Newton's method for the
/// same discrete energy.
///
///   I1  the unit square, L = |z|^2/2 + a (sqrt(1 + |z|^2) - 1), f = 30 sin(pi x) sin(pi y) (1 + cos 3 pi x), P1 on
///       n x n squares, the inverse by sines; Newton's equations by multigrid
///   I2  the torus, V' = u + G'(u), the inverse by FFT, which preconditions Newton's equations, too
///   I3  the same L with a = 1 on an L-shape (f = 10) and an annulus 1/4 < |x| < 1 (f = 10 (1 + x)); one multigrid cycle
///       in the place of the inverse
///   I4  the cube, V = cosh u - 1, f = amplitude sin(pi x) sin(pi y) sin(pi z), the inverse by sines, as Newton's
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::descent {

struct Config {
  std::vector<int> square = {16, 32, 64, 128, 256};  ///< n of I1
  std::vector<int> refinements = {4, 5, 6, 7};       ///< of the coarse meshes of I3
  std::vector<int> cube = {16, 32, 64};              ///< n of I4
};

/// By how much E - E* has to fall, for counts; and where ratios are taken: below, rounding shows.
inline constexpr double kFall = 1e-10, kWindow = 1e-8;

/// E(u_t) - E* of a method, and how often it has applied its (approximate) inverse before u_t.
struct Curve {
  std::vector<double> gaps = {};
  std::vector<int> applications = {};
  double seconds = 0;

  /// The first t at which the gap is at most kFall of the first; -1 if there is none.
  int StepsToFall() const;
  /// How often the inverse was applied until then; -1 likewise.
  int ApplicationsToFall() const;
  /// The largest gap_t / gap_{t-1} while gap_{t-1} > kWindow gap_0.
  double LargestRatio() const;
};

struct Comparison {
  std::string instance = {}, setting = {};  ///< "I1", "square, a = 1, printed eta"
  int size = 0;                             ///< n, refinements, or |w|^2
  int unknowns = 0;
  double eta = 0;
  double poincare = 0;          ///< C_p, the larger one of domain and mesh; 0 on the torus, which needs none
  double curvature = 0;         ///< Lambda', of I2 and I4 on the range of the iterates
  double lower = 1, upper = 1;  ///< eigenvalues of the approximate inverse times what it inverts
  double energy = 0, highest = 0;
  double repaired = 0;  ///< the derived factor
  double printed = 0;   ///< the printed one, where eta is the printed one, else 0
  Curve descent = {}, newton = {};
};

/// Descent without a preconditioner, in L2, at its largest safe eta.
struct PlainRun {
  int n = 0;
  double eta = 0, ratio = 0;  ///< the largest ratio in 200 steps
};

/// Descent at eta = factor / Lambda, factor > 2, on the square.
struct BeyondRun {
  double a = 0, factor = 0;
  bool diverged = false;
  double ratio = 0;  ///< the largest one
};

struct Evidence {
  std::vector<Comparison> runs = {};
  std::vector<PlainRun> plain = {};
  std::vector<BeyondRun> beyond = {};
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::descent

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DESCENT_MEASURE_H_
