#include "experiments/registry.h"

#include "experiments/addition_theorem.h"
#include "experiments/kernel_convergence.h"
#include "experiments/quadratic_recovery.h"
#include "experiments/ray_extrapolation.h"
#include "experiments/spectral_decay.h"

namespace hadamard_ntk::experiments {

std::vector<Experiment> AllExperiments() {
  return {KernelConvergence(), RayExtrapolation(), QuadraticRecovery(), AdditionTheorem(), SpectralDecay()};
}

}  // namespace hadamard_ntk::experiments
