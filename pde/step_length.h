/// How far to go along a step v of Newton's method from u: the first s = 1, 1/2, 1/4, ... at which
///   E(u - s v) <= E(u) - 1e-4 s <DE(u), v>,
/// or s = 1 where the promise <DE(u), v> is below rounding, 1e-12 (1 + |E(u)|).  What is below kShortestStep is not
/// tried, and is the answer where nothing longer does.
#ifndef HADAMARD_NTK_PDE_STEP_LENGTH_H_
#define HADAMARD_NTK_PDE_STEP_LENGTH_H_

#include <cmath>

namespace hadamard_ntk::pde {

inline constexpr double kShortestStep = 1e-10;

/// energy(s) = E(u - s v), value = E(u).
template <class F>
double StepLength(double value, double promise, const F& energy) {
  double s = 1;
  if (!(promise > 1e-12 * (1 + std::abs(value)))) return s;
  while (s > kShortestStep && !(energy(s) <= value - 1e-4 * s * promise)) s /= 2;
  return s;
}

}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_STEP_LENGTH_H_
