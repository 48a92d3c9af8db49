/// Experiments are written in the referee's words: Claim, Table, Figure, Experiment, ...
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_NAMES_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_NAMES_H_

namespace hadamard_ntk::referee {}

namespace hadamard_ntk::experiments {
using namespace referee;  // NOLINT(google-build-using-namespace)
}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_NAMES_H_
