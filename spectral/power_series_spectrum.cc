#include "spectral/power_series_spectrum.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "spectral/multiplicity.h"

namespace hadamard_ntk::spectral {
namespace {

void Check(const PowerSeries& series, int d, int k_max) {
  const std::string function = "ComputePowerSeriesSpectrum: ";
  if (d < 1) throw std::invalid_argument(function + "d must be >= 1, got " + std::to_string(d));
  if (k_max < 0) throw std::invalid_argument(function + "k_max must be >= 0, got " + std::to_string(k_max));
  if (series.errors.size() != series.coefficients.size()) {
    throw std::invalid_argument(function + "needs one error per coefficient, got " +
                                std::to_string(series.errors.size()) + " errors, " +
                                std::to_string(series.coefficients.size()) + " coefficients");
  }
  for (std::size_t n = 0; n < series.coefficients.size(); ++n) {
    const double b = series.coefficients[n], error = series.errors[n];
    if (std::isfinite(b) && std::isfinite(error) && error >= 0) continue;
    throw std::invalid_argument(function + "coefficient " + std::to_string(n) +
                                " must be finite, its error >= 0, got " + fmt::to_string(b) + " +- " +
                                fmt::to_string(error));
  }
  if (!(std::isfinite(series.rest) && series.rest >= 0)) {
    throw std::invalid_argument(function + "the rest must be finite and >= 0, got " + std::to_string(series.rest));
  }
}

// w_k(k), w_k(k+2), ..., starting from w_k(k).
class Weight {
 public:
  Weight(int d, int k, long double first) : d_(d), k_(k), value_(first) {}

  long double value() const { return value_; }
  std::int64_t n() const { return k_ + 2 * j_; }
  /// From here on they fall.
  bool PastTheTop() const { return 2 * d_ * (j_ + 1) >= k_ * (k_ - 1); }
  void Advance() {
    const auto above = static_cast<long double>((n() + 1) * (n() + 2));
    const auto below = static_cast<long double>((2 * j_ + 2) * (2 * k_ + 2 * j_ + d_ + 1));
    value_ *= above / below;
    ++j_;
  }

 private:
  std::int64_t d_, k_, j_ = 0;
  long double value_;
};

Eigenvalue Compute(const PowerSeries& series, int d, int k, long double first) {
  const auto terms = static_cast<std::int64_t>(series.coefficients.size());
  long double mu = 0, size = 0, error = 0;
  Weight weight(d, k, first);
  for (; weight.n() < terms; weight.Advance()) {
    const auto n = static_cast<std::size_t>(weight.n());
    const long double term = series.coefficients[n] * weight.value();
    mu += term;
    size += std::abs(term);
    error += series.errors[n] * weight.value();
  }
  const long double largest =
      weight.PastTheTop() ? weight.value() : std::exp(-static_cast<long double>(LogMultiplicity(d, k)));
  error += 4 * static_cast<long double>(terms + k) * std::numeric_limits<long double>::epsilon() * size +
           series.rest * largest;
  const auto value = static_cast<double>(mu);
  const double bound = static_cast<double>(error) + std::numeric_limits<double>::epsilon() / 2 * std::abs(value) +
                       std::numeric_limits<double>::denorm_min();
  const bool told = std::abs(value) > bound;
  return {k, told ? value : 0, told ? bound : bound + std::abs(value), Eigenvalue::Road::kPowerSeries};
}

}  // namespace

MercerSpectrum ComputePowerSeriesSpectrum(const PowerSeries& series, int d, int k_max) {
  Check(series, d, k_max);
  long double trace = 0, first = 1;  // w_k(k)
  for (const double b : series.coefficients) trace += b;
  std::vector<Eigenvalue> eigenvalues;
  for (int k = 0; k <= k_max; ++k) {
    eigenvalues.push_back(Compute(series, d, k, first));
    first *= static_cast<long double>(k + 1) / (static_cast<long double>(d) + 1 + 2.0L * k);
  }
  return MercerSpectrum(d, static_cast<double>(trace), std::move(eigenvalues));
}

}  // namespace hadamard_ntk::spectral
