#include "experiments/registry.h"
#include "referee/report/reproduce_main.h"

// //experiments:reproduce
int main(int argc, char** argv) {
  // Measured on two hardware threads, {quick, full}, 0 where unknown; only the first estimate of the time left depends
  // on them.
  return hadamard_ntk::referee::ReproduceMain(argc, argv, hadamard_ntk::experiments::AllExperiments(),
                                              {{"kernel_convergence", {1.5, 300}},
                                               {"ntk_stability", {4, 15}},
                                               {"ray_extrapolation", {0.2, 6}},
                                               {"quadratic_recovery", {0.2, 3.5}},
                                               {"addition_theorem", {0.1, 3}},
                                               {"spectral_decay", {3.5, 5}},
                                               {"univariate_extrapolation", {11, 60}},
                                               {"directional_support", {5, 59}},
                                               {"harmonics_learning", {7, 147}},
                                               {"brightness_extrapolation", {21, 300}},
                                               {"digit_arithmetic", {20, 1370}},
                                               {"label_noise", {3, 120}}});
}
