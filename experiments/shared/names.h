#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_NAMES_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_NAMES_H_

namespace hadamard_ntk::referee {}

/// Experiments are written in the referee's words: Claim, Table, Figure, Experiment, ...
namespace hadamard_ntk::experiments {
using namespace referee;  // NOLINT(google-build-using-namespace)
}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_NAMES_H_
