/// Test errors of kernel ridge regression on h = g(p(x)), g = z^3, balanced signs, against n, beside the plateau.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_MEASURE_H_

#include <cmath>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::kernel_plateaus {

struct Config {
  std::vector<int> d = {4, 8, 12, 16, 32};                               ///< k = 2
  std::vector<int> cubic_d = {8};                                        ///< k = 3
  std::vector<int> predicted_d = {4, 6, 8, 12, 16, 24, 32, 48, 64, 96};  ///< k = 2, of the predicted steps
  int n = 4096;                                                          ///< at most
  int seeds = 5;
  int tests = 4000;  ///< test points of a seed
};

inline constexpr int kOuterDegree = 3;     ///< q
inline constexpr int kAllSamples = 4096;   ///< d^{kq} is measured up to here, whatever n
inline constexpr int kStandardErrors = 3;  ///< that a kernel has to be below the plateau

/// One kernel on one target at one n.  The error of a predictor f is E (f - h)^2 / E h^2 by test_points.h; the ridge
/// 10^{i/2} mean K(x, x), -14 <= i <= 6, is the one that makes it least on these very points, which favours the kernel.
struct Row {
  int k = 2;
  bool spike = false;  ///< the control: p = x_1, with the kernels and the plateau of k
  int d = 1, n = 1;
  std::string kernel;         ///< contenders.h
  double error = 0;           ///< median over seeds
  double standard_error = 0;  ///< of the median, (pi/2)^{1/2} that of the mean
  double ridge = 0;           ///< relative to mean K(x, x), median over seeds
  double plateau = 0;         ///< 1 - |P_{<=k} h|^2 / E h^2, exact
  double predicted = 0;  ///< by the spectrum, at the best ridge (normal_spectrum.h); kMissing for k = 3 and a spike

  bool below() const { return error < plateau - kStandardErrors * standard_error; }
  /// n <= d^{k+1}
  bool in_range() const { return n <= std::pow(d, k + 1) * (1 + 1e-9); }
};

/// Where the predicted error, at the best ridge, falls to the plateau and to kSmallError; k = 2.
struct Step {
  std::string kernel;
  int d = 1;
  double at_plateau = 0, at_small_error = 0;  ///< n; kMissing if beyond kLargestSamples
};
inline constexpr double kSmallError = 0.1, kLargestSamples = 1e13;

/// Where the measured error falls to the plateau, for good and within the range of n measured, along the chord of its
/// last crossing in log n; kMissing if it does not.
double MeasuredCrossing(const std::vector<Row>& rows, int d, const std::string& kernel);

struct Evidence {
  Config config = {};
  std::vector<Row> rows = {};  ///< target by target, n ascending, kernel by kernel
  std::vector<Step> steps = {};
  /// d by d as in predicted_d: of E h^2, the share of harmonics of degree k, whatever the radial part.
  std::vector<double> harmonic_shares = {};
};

/// Throws FlagError for an odd d, and for an n below d^2 for every d.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::kernel_plateaus

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_MEASURE_H_
