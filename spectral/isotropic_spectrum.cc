#include "spectral/isotropic_spectrum.h"

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
    throw std::invalid_argument(function + ": the scale must be finite and >= 0, got " + std::to_string(scale));
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
                                std::to_string(radial_moment));
  }
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  std::vector<Eigenvalue> eigenvalues = on_sphere.eigenvalues();
  for (Eigenvalue& own : eigenvalues) {
    own.mu *= radial_moment;
    own.error = own.error * radial_moment + kEps * std::abs(own.mu);
  }
  return MercerSpectrum(on_sphere.d(), on_sphere.trace() * radial_moment, std::move(eigenvalues));
}

}  // namespace hadamard_ntk::spectral
