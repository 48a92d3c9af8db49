/// What a run is given besides its configuration.
#ifndef HADAMARD_NTK_REFEREE_RUN_CONTEXT_H_
#define HADAMARD_NTK_REFEREE_RUN_CONTEXT_H_

#include <cstdint>

#include "referee/program/progress.h"

namespace hadamard_ntk::referee {

struct RunContext {
  std::uint64_t seed = 1;
  int threads = 1;      ///< oneTBB is already limited to these; for the record and for sizing
  bool quick = false;   ///< the configuration is already the quick one
  Progress progress{};  ///< silent unless standard error is a terminal
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_RUN_CONTEXT_H_
