/// NTKs of quadratic nets: in closed form, of finite nets, and on spheres.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_MEASURE_H_

#include <vector>

#include "experiments/quadratic_nets/relinear_kernels/closed_forms.h"
#include "experiments/quadratic_nets/relinear_kernels/drawn_nets.h"
#include "experiments/quadratic_nets/relinear_kernels/spectra.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::relinear_kernels {

struct Config {
  std::vector<int> hidden = {1, 2, 3, 4};  ///< layers of the nets drawn at the ReLinear start
  std::vector<int> widths = {16, 32, 64, 128, 256};
  int draws = 8000;  ///< of the narrowest nets; of wider ones fewer in proportion to 1/width, at least kLeastDraws
  std::vector<int> d = {2, 3, 9};
  int k_max = 1000;
};

inline constexpr int kLeastDraws = 200;
/// The spectra that the claims are judged by reach this far at least.
inline constexpr int kLeastClaimDegree = 1000;

struct Evidence {
  Config asked = {};
  double recursion_over_printed = 0;
  std::vector<RoundingError> rounding = {};
  std::vector<DrawnQuantity> relinear = {}, conventional = {}, random = {};
  std::vector<KernelSpectrum> spectra = {};

  /// Throws std::out_of_range if there is none.
  const KernelSpectrum& SpectrumOf(const SphereKernel& kernel) const;
};

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_MEASURE_H_
