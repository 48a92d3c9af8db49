/// y = constant x^exponent by least squares of log y on log x; the standard error is that of a straight line's slope
/// from the scatter about it.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_POWER_LAW_FIT_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_POWER_LAW_FIT_H_

#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {

struct PowerLawFit {
  double exponent, standard_error, constant;
  std::size_t points;
};

namespace power_law_internal {

struct Line {
  double slope, x_mean, y_mean, xx;  // of the logarithms; xx = sum (x - x_mean)^2
};

inline Line FitLine(const char* function, std::size_t least, std::span<const double> x, std::span<const double> y) {
  const std::size_t n = x.size();
  if (n != y.size() || n < least) {
    throw std::invalid_argument(std::string(function) + ": needs at least " + std::to_string(least) +
                                " points, as many x as y, got " + std::to_string(n) + " and " +
                                std::to_string(y.size()));
  }
  double x_mean = 0, y_mean = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(x[i] > 0 && y[i] > 0 && std::isfinite(x[i]) && std::isfinite(y[i]))) {
      throw std::invalid_argument(std::string(function) + ": values must be positive and finite, got " +
                                  ExactReal(x[i]) + " and " + ExactReal(y[i]));
    }
    x_mean += std::log(x[i]) / static_cast<double>(n);
    y_mean += std::log(y[i]) / static_cast<double>(n);
  }
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = std::log(x[i]) - x_mean;
    xx += dx * dx;
    xy += dx * (std::log(y[i]) - y_mean);
  }
  if (!(xx > 0)) throw std::invalid_argument(std::string(function) + ": all x are the same");
  return {xy / xx, x_mean, y_mean, xx};
}

}  // namespace power_law_internal

/// The exponent alone, which two points determine. Throws as FitPowerLaw does, for fewer than 2.
inline double PowerLawExponent(std::span<const double> x, std::span<const double> y) {
  return power_law_internal::FitLine("PowerLawExponent", 2, x, y).slope;
}

/// Throws std::invalid_argument for different lengths, fewer than 3 points, values that are not positive and finite, or
/// a single x.
inline PowerLawFit FitPowerLaw(std::span<const double> x, std::span<const double> y) {
  const auto [slope, x_mean, y_mean, xx] = power_law_internal::FitLine("FitPowerLaw", 3, x, y);
  const std::size_t n = x.size();
  double residual = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double r = std::log(y[i]) - y_mean - slope * (std::log(x[i]) - x_mean);
    residual += r * r;
  }
  return {slope, std::sqrt(residual / static_cast<double>(n - 2) / xx), std::exp(y_mean - slope * x_mean), n};
}

/// The fit of a planted law: x^exponent times the scatter of y about its own fit, in reverse order.  What a test makes
/// of a law that is known to hold, at the points and with the noise of the run.
inline PowerLawFit FitPlantedLaw(std::span<const double> x, std::span<const double> y, double exponent) {
  const PowerLawFit fit = FitPowerLaw(x, y);
  const std::size_t n = x.size();
  std::vector<double> planted(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = n - 1 - i;
    planted[i] = std::pow(x[i], exponent) * (y[j] / (fit.constant * std::pow(x[j], fit.exponent)));
  }
  return FitPowerLaw(x, planted);
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_POWER_LAW_FIT_H_
