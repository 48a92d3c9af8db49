#include "pde/ridge_spectrum.h"

#include <algorithm>
#include <complex>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "linsolve/trigonometric_transforms.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

TrigonometricSum RidgeSpectrum(const std::vector<Frequency>& ridges, int points, const Eigen::VectorXd& values,
                               double negligible) {
  if (ridges.empty()) throw std::invalid_argument("RidgeSpectrum: needs at least one ridge");
  const linsolve::FourierTransform transform(std::vector<int>(ridges.size(), points));
  if (values.size() != static_cast<Eigen::Index>(transform.size())) {
    throw std::invalid_argument("RidgeSpectrum: needs " + std::to_string(transform.size()) + " values, got " +
                                std::to_string(values.size()));
  }
  std::vector<std::complex<double>> c(transform.coefficients());
  transform.Coefficients({values.data(), transform.size()}, c);
  double largest = 0;
  for (const std::complex<double>& value : c) largest = std::max(largest, std::abs(value));
  TrigonometricSum sum(static_cast<int>(ridges[0].size()));
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (std::abs(c[i]) <= negligible * largest) continue;
    // The last extent holds k = 0..n/2, the others k mod n.
    Frequency w(ridges[0].size(), 0), opposite = w;
    std::size_t rest = i;
    bool last_is_zero = false, nyquist = false;
    for (std::size_t r = ridges.size(); r-- > 0;) {
      if (ridges[r].size() != w.size()) {
        throw std::invalid_argument("RidgeSpectrum: ridges of dimensions " + std::to_string(w.size()) + " and " +
                                    std::to_string(ridges[r].size()));
      }
      const auto extent = static_cast<std::size_t>(r + 1 == ridges.size() ? points / 2 + 1 : points);
      int k = static_cast<int>(rest % extent);
      rest /= extent;
      if (r + 1 == ridges.size()) last_is_zero = k == 0;
      if (2 * k > points) k -= points;
      nyquist = nyquist || 2 * k == points;
      for (std::size_t j = 0; j < w.size(); ++j) w[j] += k * ridges[r][j];
    }
    if (nyquist) continue;
    sum += TrigonometricSum::Exponential(w, c[i]);
    for (std::size_t j = 0; j < w.size(); ++j) opposite[j] = -w[j];
    if (!last_is_zero) sum += TrigonometricSum::Exponential(opposite, std::conj(c[i]));
  }
  return sum;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
