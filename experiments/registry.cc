#include "experiments/registry.h"

#include "experiments/polynomial_nets/addition_theorem/addition_theorem.h"
#include "experiments/polynomial_nets/brightness_extrapolation/brightness_extrapolation.h"
#include "experiments/polynomial_nets/digit_arithmetic/digit_arithmetic.h"
#include "experiments/polynomial_nets/directional_support/directional_support.h"
#include "experiments/polynomial_nets/harmonics_learning/harmonics_learning.h"
#include "experiments/polynomial_nets/kernel_convergence/kernel_convergence.h"
#include "experiments/polynomial_nets/label_noise/label_noise.h"
#include "experiments/polynomial_nets/ntk_stability/ntk_stability.h"
#include "experiments/polynomial_nets/quadratic_recovery/quadratic_recovery.h"
#include "experiments/polynomial_nets/ray_extrapolation/ray_extrapolation.h"
#include "experiments/polynomial_nets/spectral_decay/spectral_decay.h"
#include "experiments/polynomial_nets/univariate_extrapolation/univariate_extrapolation.h"

namespace hadamard_ntk::experiments {

std::vector<Experiment> AllExperiments() {
  return {KernelConvergence(),       NtkStability(),       RayExtrapolation(),
          QuadraticRecovery(),       AdditionTheorem(),    SpectralDecay(),
          UnivariateExtrapolation(), DirectionalSupport(), HarmonicsLearning(),
          BrightnessExtrapolation(), DigitArithmetic(),    LabelNoise()};
}

}  // namespace hadamard_ntk::experiments
