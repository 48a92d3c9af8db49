/// Seconds on a clock that is never set, since a moment of its own: what two calls differ by is how long it took
/// between them.  It is here since every library may know linalg.
#ifndef HADAMARD_NTK_LINALG_STEADY_SECONDS_H_
#define HADAMARD_NTK_LINALG_STEADY_SECONDS_H_

#include <chrono>

namespace hadamard_ntk::linalg {

inline double SteadySeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_STEADY_SECONDS_H_
