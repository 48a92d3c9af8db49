#include "spectral/isotropic_spectrum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::spectral {
namespace {

void CheckLaw(const std::string& function, int dimension, int homogeneity, double scale) {
  if (dimension < 1) {
    throw std::invalid_argument(function + ": the dimension must be >= 1, got " + std::to_string(dimension));
  }
  if (homogeneity < 0) {
    throw std::invalid_argument(function + ": the homogeneity must be >= 0, got " + std::to_string(homogeneity));
  }
  if (!(scale >= 0 && std::isfinite(scale))) {
    throw std::invalid_argument(function + ": the scale must be finite and >= 0, got " + fmt::to_string(scale));
  }
}

double Finite(const std::string& function, double moment, int dimension, int homogeneity) {
  if (std::isfinite(moment)) return moment;
  throw std::overflow_error(function + ": exceeds the largest double at dimension " + std::to_string(dimension) +
                            ", homogeneity " + std::to_string(homogeneity));
}

}  // namespace

double GaussianRadialMoment(int dimension, int homogeneity, double standard_deviation) {
  CheckLaw("GaussianRadialMoment", dimension, homogeneity, standard_deviation);
  double moment = 1;
  for (int i = 0; i < homogeneity; ++i) {
    moment *= (static_cast<double>(dimension) + 2.0 * i) * standard_deviation * standard_deviation;
  }
  return Finite("GaussianRadialMoment", moment, dimension, homogeneity);
}

double BallRadialMoment(int dimension, int homogeneity, double radius) {
  CheckLaw("BallRadialMoment", dimension, homogeneity, radius);
  double moment = static_cast<double>(dimension) / (static_cast<double>(dimension) + 2.0 * homogeneity);
  for (int i = 0; i < homogeneity; ++i) moment *= radius * radius;
  return Finite("BallRadialMoment", moment, dimension, homogeneity);
}

MercerSpectrum IsotropicSpectrum(const MercerSpectrum& on_sphere, double radial_moment) {
  if (!(radial_moment >= 0 && std::isfinite(radial_moment))) {
    throw std::invalid_argument("IsotropicSpectrum: the radial moment must be finite and >= 0, got " +
                                fmt::to_string(radial_moment));
  }
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  std::vector<Eigenvalue> eigenvalues = on_sphere.eigenvalues();
  for (Eigenvalue& own : eigenvalues) {
    own.mu *= radial_moment;
    own.error = own.error * radial_moment + kEps * std::abs(own.mu);
  }
  return MercerSpectrum(on_sphere.d(), on_sphere.trace() * radial_moment, std::move(eigenvalues));
}

NystroemMean PredictNystroemMean(const MercerSpectrum& spectrum, int k, double moment_ratio, double n) {
  if (k < 0 || k > spectrum.k_max()) {
    throw std::invalid_argument("PredictNystroemMean: k must be in [0, " + std::to_string(spectrum.k_max()) +
                                "], got " + std::to_string(k));
  }
  if (!(moment_ratio >= 1 && std::isfinite(moment_ratio))) {
    throw std::invalid_argument("PredictNystroemMean: the moment ratio must be finite and >= 1, got " +
                                fmt::to_string(moment_ratio));
  }
  if (!(n >= 1)) throw std::invalid_argument("PredictNystroemMean: n must be >= 1, got " + std::to_string(n));
  const double lambda = spectrum[k].mu;
  double sum = 0, size = 0;
  for (const Eigenvalue& other : spectrum.eigenvalues()) {
    if (other.k == k) continue;
    if (lambda == 0 || other.mu == lambda) {
      throw std::domain_error("PredictNystroemMean: the eigenvalue of degree " + std::to_string(k) +
                              " must be neither 0 nor that of degree " + std::to_string(other.k));
    }
    const double term = spectrum.Mass(other.k) / (lambda - other.mu);
    sum += term;
    size += std::abs(term);
  }
  const double above = std::max(spectrum.MassAbove(spectrum.k_max()).value, 0.0) / lambda;
  const double shift = moment_ratio * (sum + above) / n, bound = moment_ratio * (size + above) / n;
  return {lambda * (1 + shift), lambda * std::sqrt((moment_ratio - 1) / n), lambda * bound * bound};
}

}  // namespace hadamard_ntk::spectral
