#include "experiments/registry.h"

#include "experiments/spectral_decay.h"

namespace hadamard_ntk::experiments {

std::vector<Experiment> AllExperiments() { return {SpectralDecay()}; }

}  // namespace hadamard_ntk::experiments
