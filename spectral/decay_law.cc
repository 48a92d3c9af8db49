#include "spectral/decay_law.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr int kLevels = 10;  // s = 2^-1 ... 2^-10

// Im K at distance s = 2^{-1-level} on the cut of the given end, and the rounding noise in it.
struct Sample {
  double s;
  double discontinuity;
  double noise;
};

std::vector<Sample> SampleDiscontinuity(const AngleKernel& kernel, bool at_pi) {
  std::vector<Sample> samples;
  for (int level = 0; level < kLevels; ++level) {
    const double s = std::ldexp(1.0, -1 - level);
    const std::complex<double> value = kernel.complex({at_pi ? std::numbers::pi : 0.0, -s});
    // An imaginary part of size s |K| comes from terms of that size; one far smaller is what cancelled from them.
    samples.push_back({s, value.imag(), 4 * kEps * std::max(std::abs(value.imag()), s * std::abs(value))});
  }
  return samples;
}

// The odd power that successive ratios tend to.
int FindPower(const std::vector<Sample>& samples, bool at_pi) {
  double best = std::numeric_limits<double>::infinity();
  int power = 0;
  for (std::size_t j = 0; j + 1 < samples.size(); ++j) {
    if (std::abs(samples[j + 1].discontinuity) < 100 * samples[j + 1].noise) break;
    const double ratio = samples[j].discontinuity / samples[j + 1].discontinuity;
    if (!(ratio > 1)) continue;
    const double local = std::log2(ratio);
    const int odd = 2 * static_cast<int>(std::lround((local - 1) / 2)) + 1;
    if (odd >= 1 && std::abs(local - odd) < best) {
      best = std::abs(local - odd);
      power = odd;
    }
  }
  if (!(best < 0.1)) {
    throw std::domain_error(std::string("PredictDecay: the discontinuity at theta = ") + (at_pi ? "pi" : "0") +
                            " follows no odd power of the angle");
  }
  return power;
}

EndpointSingularity FindSingularity(const AngleKernel& kernel, bool at_pi) {
  const std::vector<Sample> samples = SampleDiscontinuity(kernel, at_pi);
  const double scale = std::abs(kernel.complex({0.0, -samples[2].s}));
  if (std::abs(samples[2].discontinuity) < 1e3 * kEps * scale) return {};
  EndpointSingularity singularity;
  singularity.power = FindPower(samples, at_pi);

  // Neville's scheme for the even series D(s) / s^p = a + a_2 s^2 + ...; keep the entry of smallest estimated error.
  std::vector<double> row;
  double best = std::numeric_limits<double>::infinity();
  double coefficient = 0;
  for (const Sample& sample : samples) {
    const double unit = std::pow(sample.s, singularity.power);
    std::vector<double> next = {sample.discontinuity / unit};
    double quarter = 1;
    for (const double previous : row) {
      quarter *= 4;
      next.push_back(next.back() + (next.back() - previous) / (quarter - 1));
    }
    if (!row.empty()) {
      const double error = std::abs(next.back() - row.back()) + 2 * sample.noise / unit;
      if (error < best) {
        best = error;
        coefficient = next.back();
      }
    }
    row = std::move(next);
  }
  const double sign = ((singularity.power + 1) / 2 % 2 == 0 ? 1 : -1) * (at_pi ? -1 : 1);
  singularity.coefficient = sign * coefficient;
  singularity.error = best;
  return singularity;
}

// log |Gamma(x)|.  std::lgamma also writes a global variable, the sign, for which threads would race.
double LogGamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

// A / coefficient of the law in the header.
double LawFactor(int power, double lambda) {
  const double sign = (power + 1) / 2 % 2 == 0 ? 1 : -1;
  const double half = power / 2.0;
  return sign / std::numbers::pi *
         std::exp(LogGamma(half + 1) + LogGamma(lambda + 1) - LogGamma(lambda + half + 1) +
                  LogGamma(2 * lambda + 1 + power));
}

DecayLaw Combine(const EndpointSingularity& zero, const EndpointSingularity& pi, int d, int parity) {
  DecayLaw law;
  law.lambda = (d - 1) / 2.0;
  const bool has_zero = zero.coefficient != 0;
  const bool has_pi = pi.coefficient != 0;
  if (!has_zero && !has_pi) return law;
  const int power = !has_zero ? pi.power : !has_pi ? zero.power : std::min(zero.power, pi.power);
  law.exponent = d + power;
  const double factor = LawFactor(power, law.lambda);
  if (has_zero && zero.power == power) {
    law.constant += factor * zero.coefficient;
    law.error += std::abs(factor) * zero.error;
  }
  if (has_pi && pi.power == power) {
    law.constant += (parity == 0 ? 1 : -1) * factor * pi.coefficient;
    law.error += std::abs(factor) * pi.error;
  }
  // Both ends cancel: this parity has no such law.
  if (std::abs(law.constant) <= law.error + 8 * kEps * std::abs(factor * zero.coefficient)) law.constant = 0;
  return law;
}

}  // namespace

double DecayLaw::operator()(double k) const { return constant * std::pow(k + lambda, -exponent); }

DecayLaws PredictDecay(const AngleKernel& kernel, int d) {
  if (!kernel.complex) throw std::invalid_argument("PredictDecay: the kernel takes no complex angle");
  if (d < 1) throw std::invalid_argument("PredictDecay: d must be >= 1, got " + std::to_string(d));
  DecayLaws laws;
  laws.at_zero = FindSingularity(kernel, false);
  laws.at_pi = FindSingularity(kernel, true);
  laws.even = Combine(laws.at_zero, laws.at_pi, d, 0);
  laws.odd = Combine(laws.at_zero, laws.at_pi, d, 1);
  return laws;
}

DecayFit FitDecay(const MercerSpectrum& spectrum, int k_low, int k_high, int parity) {
  if (k_low < 1 || k_high <= k_low || k_high > spectrum.k_max()) {
    throw std::invalid_argument(
        "FitDecay: the window must satisfy 1 <= k_low < k_high <= k_max = " + std::to_string(spectrum.k_max()) +
        ", got [" + std::to_string(k_low) + ", " + std::to_string(k_high) + "]");
  }
  if (parity != 0 && parity != 1) {
    throw std::invalid_argument("FitDecay: parity must be 0 or 1, got " + std::to_string(parity));
  }
  const double lambda = (spectrum.d() - 1) / 2.0;
  std::vector<double> x, y;
  for (int k = k_low + (k_low + parity) % 2; k <= k_high; k += 2) {
    if (!(spectrum[k].mu > 0)) continue;
    x.push_back(std::log(k + lambda));
    y.push_back(std::log(spectrum[k].mu));
  }
  const auto count = static_cast<double>(x.size());
  if (x.size() < 3) {
    throw std::domain_error("FitDecay: fewer than three positive eigenvalues of parity " + std::to_string(parity) +
                            " in [" + std::to_string(k_low) + ", " + std::to_string(k_high) + "]");
  }
  double mean_x = 0, mean_y = 0, sxx = 0, sxy = 0, residual = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / count;
    mean_y += y[i] / count;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    sxx += (x[i] - mean_x) * (x[i] - mean_x);
    sxy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double slope = sxy / sxx;
  const double intercept = mean_y - slope * mean_x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double difference = y[i] - intercept - slope * x[i];
    residual += difference * difference;
  }
  return {-slope, std::sqrt(residual / (count - 2) / sxx), intercept, k_low, k_high, static_cast<int>(x.size())};
}

}  // namespace hadamard_ntk::spectral
