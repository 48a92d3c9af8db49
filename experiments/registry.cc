#include "experiments/registry.h"

#include "experiments/addition_theorem.h"
#include "experiments/brightness_extrapolation.h"
#include "experiments/digit_arithmetic.h"
#include "experiments/directional_support.h"
#include "experiments/harmonics_learning.h"
#include "experiments/kernel_convergence.h"
#include "experiments/label_noise.h"
#include "experiments/ntk_stability.h"
#include "experiments/quadratic_recovery.h"
#include "experiments/ray_extrapolation.h"
#include "experiments/spectral_decay.h"
#include "experiments/univariate_extrapolation.h"

namespace hadamard_ntk::experiments {

std::vector<Experiment> AllExperiments() {
  return {KernelConvergence(),       NtkStability(),       RayExtrapolation(),
          QuadraticRecovery(),       AdditionTheorem(),    SpectralDecay(),
          UnivariateExtrapolation(), DirectionalSupport(), HarmonicsLearning(),
          BrightnessExtrapolation(), DigitArithmetic(),    LabelNoise()};
}

}  // namespace hadamard_ntk::experiments
